import { join } from 'node:path';
import { assert } from '../../compiler/bundle/assert.ts';
import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import type { SentrelyError } from '../../compiler/bundle/errors.ts';
import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';
import { AppendQueue, type Degradation } from './append-queue.ts';
import type { AuditEvent } from './event.ts';
import { makeFolder } from './layout.ts';
import { type Lock, takeLock } from './lock.ts';
import type { Appended, AuditHealth, AuditLog } from './log.ts';
import { toRow } from './row.ts';
import { runSeal, type SealReport } from './seal-process.ts';
import { hasClosedSegment } from './wal.ts';

export interface AuditOptions {
  /** The data folder: one gateway each. */
  readonly folder: string;
  /** Names the log in everything that is signed, `<org>/<gateway>`: no spaces, no plus. */
  readonly origin: string;
  readonly gatewayVersion?: string;
  /** An event that is not durable within this many milliseconds counts as failed. 2,000. */
  readonly durableWithinMs?: number;
  /** How often closed segments are sealed, in milliseconds; 0 is never. 5 minutes. */
  readonly sealEveryMs?: number;
  /** A checkpoint is signed at least this often, in milliseconds. 1 minute. */
  readonly heartbeatMs?: number;
  /** Told of every failure, for the operator's log and the health page. */
  readonly onTrouble?: (error: SentrelyError) => void;
  /** Milliseconds since the epoch; the system's clock unless given. */
  readonly clock?: () => number;
}

/** An open audit log that can also be sealed on demand. */
export interface OpenAudit extends AuditLog {
  readonly writerId: string;
  /** `name+keyid+base64`: what `verifyAudit` takes. */
  readonly publicKey: string;
  health(): AuditHealth;
  /** Closes the open segment and seals everything that is closed. */
  sealNow(): Promise<SealReport>;
}

/** Ids that one report of late events lists. */
const reportedIdsMax = 100;

const originText = /^[^\s+]{1,200}$/;

/**
 * Opens the audit log of a data folder, after recovering what a crash left. Throws
 * SENTRELY_ERR_AUDIT_LOCKED while another gateway writes it, SENTRELY_ERR_AUDIT_KEY when its key
 * cannot be used, SENTRELY_ERR_CONFIG for an unusable origin, else SENTRELY_ERR_AUDIT_UNAVAILABLE.
 */
export async function openAudit(options: AuditOptions): Promise<OpenAudit> {
  if (!originText.test(options.origin)) {
    throw gatewayError('SENTRELY_ERR_CONFIG', 'the audit origin is not a name like `acme/gateway`');
  }
  const lock = lockFolder(options.folder);
  try {
    return new AuditWriter(options, await startQueue(options), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

class AuditWriter implements OpenAudit {
  readonly writerId: string;
  readonly publicKey: string;
  readonly #options: AuditOptions;
  readonly #queue: AppendQueue;
  readonly #lock: Lock;
  readonly #sealTimer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();
  #seal: Promise<SealReport> | undefined;

  constructor(options: AuditOptions, queue: AppendQueue, lock: Lock) {
    this.writerId = queue.writerId;
    this.publicKey = queue.publicKey;
    this.#options = options;
    this.#queue = queue;
    this.#lock = lock;
    const everyMs = options.sealEveryMs ?? 300_000;
    if (everyMs > 0) this.#sealTimer = setInterval(() => void this.#sealClosed(), everyMs).unref();
  }

  async append(event: AuditEvent): Promise<Appended> {
    assert(event.kind !== 'checkpoint', 'only the log itself records checkpoints');
    return await this.#queue.append(toRow(event, clockOf(this.#options)()));
  }

  health(): AuditHealth {
    return this.#queue.health();
  }

  async sealNow(): Promise<SealReport> {
    await this.#queue.rotate();
    await this.#seal?.catch(() => {});
    return await this.#runSeal();
  }

  async close(): Promise<void> {
    clearInterval(this.#sealTimer);
    // A seal that is cut short loses nothing: the next one repeats it.
    this.#closing.abort();
    await Promise.all([this.#queue.close(), this.#seal?.catch(() => {})]);
    this.#lock.release();
  }

  async #sealClosed(): Promise<void> {
    const tell = this.#options.onTrouble ?? (() => {});
    try {
      if (this.#seal !== undefined || !hasClosedSegment(this.#options.folder, this.writerId))
        return;
      const { problems } = await this.#runSeal();
      for (const problem of problems) tell(gatewayError('SENTRELY_ERR_AUDIT_UPKEEP', problem));
    } catch (error) {
      if (!this.#closing.signal.aborted) tell(error as SentrelyError);
    }
  }

  #runSeal(): Promise<SealReport> {
    this.#seal = runSeal(this.#options.folder, this.#closing.signal).finally(() => {
      this.#seal = undefined;
    });
    return this.#seal;
  }
}

function startQueue(options: AuditOptions): Promise<AppendQueue> {
  return AppendQueue.start({
    settings: {
      folder: options.folder,
      origin: options.origin,
      heartbeatMs: options.heartbeatMs ?? 60_000,
      gatewayVersion: options.gatewayVersion,
    },
    durableWithinMs: options.durableWithinMs ?? 2000,
    onTrouble: options.onTrouble ?? (() => {}),
    degradedRow: (degradation) => toRow(degradedEvent(degradation), clockOf(options)()),
  });
}

function degradedEvent({ late, refused }: Degradation): AuditEvent {
  return {
    kind: 'audit.degraded',
    reason:
      'the disk did not keep up: events were refused, or recorded after they had been refused',
    detail: canonicalJson({
      late: late.slice(0, reportedIdsMax),
      late_count: late.length,
      refused,
    }),
  };
}

function clockOf(options: AuditOptions): () => number {
  return options.clock ?? Date.now;
}

function lockFolder(folder: string): Lock {
  let lock: Lock | undefined;
  try {
    makeFolder(folder);
    lock = takeLock(join(folder, 'lock'));
  } catch (error) {
    throw gatewayError('SENTRELY_ERR_AUDIT_UNAVAILABLE', (error as Error).message, error);
  }
  if (lock === undefined) throw gatewayError('SENTRELY_ERR_AUDIT_LOCKED', quote(folder));
  return lock;
}

import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditHealth } from '../audit/log.ts';
import type { BundleLoader, LoaderStatus } from '../bundle-loader.ts';
import { observedUntil } from '../loaded-policy.ts';
import type { UpstreamHealth } from '../upstreams/upstream.ts';

/** What keeps a gateway from serving; `what` is one word of a fixed set. */
export interface Unreadiness {
  readonly what: 'stopping' | 'bundle' | 'audit' | 'state' | 'orders' | 'upstream';
  /** A sentence for the operator. */
  readonly why: string;
}

/** What /readyz answers: ready when there is no reason against it. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly Unreadiness[];
  readonly bundle: LoaderStatus;
  readonly upstreams: readonly UpstreamHealth[];
  /** Until when the rules are only recorded (RFC 3339); null where they are enforced. */
  readonly observe_until: string | null;
}

/** What readiness is told from. */
export interface HealthParts {
  readonly loader: Pick<BundleLoader, 'current' | 'status'>;
  readonly audit: { health(): AuditHealth };
  readonly state: { ping(): Promise<void> };
  /** Throws while orders to kill cannot be read. */
  readonly orders: () => unknown;
  readonly stopping: AbortSignal;
  readonly dataFolder: string;
  /** An event that is not durable after this long is refused, in milliseconds. */
  readonly durableMs: number;
  readonly now: () => number;
  readonly upstreams?: () => readonly UpstreamHealth[];
}

/** Answers are kept this long, in milliseconds: whoever asks need not be anybody. */
const freshMs = 1000;

/** Tells whether a gateway can serve. */
export interface Health {
  read(): Promise<Readiness>;
}

/** Makes it. The disk and the state store are tried at most once a second, whoever asks. */
export function createHealth(parts: HealthParts): Health {
  const disk = new Probe(() => writeProbe(parts.dataFolder), parts.durableMs, parts.now);
  const state = new Probe(() => parts.state.ping(), parts.durableMs, parts.now);
  return {
    read: async () => {
      const upstreams = parts.upstreams?.() ?? [];
      const [audit, store] = await Promise.all([auditTrouble(parts, disk), state.failure()]);
      const reasons = [
        ...reason('stopping', parts.stopping.aborted ? 'the gateway is stopping' : null),
        ...reason('bundle', bundleTrouble(parts.loader)),
        ...reason('audit', audit),
        ...reason('state', store === null ? null : `the state store does not answer: ${store}`),
        ...reason('orders', ordersTrouble(parts.orders)),
        ...reason('upstream', upstreamTrouble(upstreams)),
      ];
      const policy = parts.loader.current();
      return {
        ready: reasons.length === 0,
        reasons,
        bundle: parts.loader.status(),
        upstreams,
        observe_until: policy === undefined ? null : observedUntil(policy, parts.now()),
      };
    },
  };
}

function reason(what: Unreadiness['what'], why: string | null): readonly Unreadiness[] {
  return why === null ? [] : [{ what, why }];
}

/** Ready again as soon as one may be tried: only real requests tell that it answers. */
function upstreamTrouble(upstreams: readonly UpstreamHealth[]): string | null {
  const used = upstreams.filter(({ isUsed }) => isUsed);
  if (used.length === 0 || used.some(({ state }) => state !== 'open')) return null;
  return `no upstream answers: ${used.map(({ name }) => name).join(', ')}`;
}

function bundleTrouble(loader: HealthParts['loader']): string | null {
  if (loader.current() !== undefined) return null;
  const { active, lastError } = loader.status();
  if (active !== null) return `revision ${active.revision} of the policies has expired`;
  return `no verified bundle is loaded: ${lastError?.message ?? 'none was found'}`;
}

/**
 * A failure that lies back is only believed while the disk still fails: a gateway that gets no
 * traffic, because it is not ready, would never write again and never be ready again.
 */
async function auditTrouble(
  { audit, durableMs }: Pick<HealthParts, 'audit' | 'durableMs'>,
  disk: Probe,
): Promise<string | null> {
  const { trouble, isOver, lagMs } = audit.health();
  if (isOver) return `the audit log has ended: ${trouble ?? 'unknown'}; restart the gateway`;
  if (lagMs > durableMs) return `an event has waited for the disk for ${Math.round(lagMs)} ms`;
  const failure = await disk.failure();
  return failure === null ? null : `the data folder cannot be written: ${failure}`;
}

function ordersTrouble(orders: () => unknown): string | null {
  try {
    orders();
    return null;
  } catch {
    return 'orders to kill cannot be read, so everything is refused';
  }
}

/** As much as a small segment takes; enough that a full disk has no room for it. */
const probeBytes = Buffer.alloc(16 * 1024);

/** Writes and syncs a file of its own: the log's files are the log's alone. */
async function writeProbe(folder: string): Promise<void> {
  const path = join(folder, `.probe-${process.pid}`);
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(probeBytes);
    await file.datasync();
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

/** Something that is tried now and then: never twice at once, and its last answer kept a while. */
class Probe {
  readonly #attempt: () => Promise<void>;
  readonly #withinMs: number;
  readonly #now: () => number;
  #running: Promise<string | null> | undefined;
  #last: { readonly failure: string | null; readonly atMs: number } | undefined;

  constructor(attempt: () => Promise<void>, withinMs: number, now: () => number) {
    this.#attempt = attempt;
    this.#withinMs = withinMs;
    this.#now = now;
  }

  /** Why it does not work; null where it does. */
  async failure(): Promise<string | null> {
    const last = this.#last;
    const age = last === undefined ? Infinity : this.#now() - last.atMs;
    if (last !== undefined && age >= 0 && age < freshMs) return last.failure;
    this.#running ??= this.#run();
    return await Promise.race([this.#running, this.#late()]);
  }

  async #run(): Promise<string | null> {
    let failure: string | null = null;
    try {
      await this.#attempt();
    } catch (error) {
      failure = error instanceof Error ? error.message : 'it failed';
    }
    this.#last = { failure, atMs: this.#now() };
    this.#running = undefined;
    return failure;
  }

  #late(): Promise<string> {
    return new Promise((resolve) => {
      const why = `no answer within ${this.#withinMs} ms`;
      setTimeout(() => resolve(why), this.#withinMs).unref();
    });
  }
}

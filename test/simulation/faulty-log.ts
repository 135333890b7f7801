import type { AuditEvent } from '../../gateway/audit/event.ts';
import { Journal } from '../../gateway/audit/journal.ts';
import { openSigner } from '../../gateway/audit/keys.ts';
import { makeFolders } from '../../gateway/audit/layout.ts';
import type { Appended, AuditLog } from '../../gateway/audit/log.ts';
import { resume } from '../../gateway/audit/recover.ts';
import { toRow } from '../../gateway/audit/row.ts';
import { gatewayError } from '../../gateway/errors.ts';
import type { FaultyDisk } from './faulty-disk.ts';
import type { Owner, WaitingRoom } from './turns.ts';

/** What a log of a game is made of. */
export interface FaultyLogParts {
  readonly folder: string;
  readonly disk: FaultyDisk;
  readonly owner: Owner;
  readonly room: WaitingRoom;
  readonly now: () => number;
}

type Waiter = ReturnType<typeof Promise.withResolvers<Appended>> & {
  readonly row: ReturnType<typeof toRow>;
};

/** As long as the gateway waits for its disk. */
const durableMs = 2000;

/**
 * The real journal, recovered from what the last process left, behind a queue without a thread: it
 * writes in groups when it is its turn, and answers when it is again.
 */
export class FaultyLog implements AuditLog {
  readonly #parts: FaultyLogParts;
  readonly #journal: Journal;
  #queued: Waiter[] = [];
  #isWriting = false;

  constructor(parts: FaultyLogParts) {
    const { folder, disk, now, owner } = parts;
    this.#parts = parts;
    makeFolders(folder);
    const signer = openSigner(folder, 'test/gateway');
    const from = resume(folder, signer);
    const settings = { folder, signer, heartbeatMs: 60_000, gatewayVersion: '0.1.0' };
    this.#journal = new Journal({ ...settings, disk, clock: now }, from);
    setInterval(() => {
      if (owner.isAlive) this.#upkeep();
    }, 1000);
  }

  append(event: AuditEvent): Promise<Appended> {
    const waiter = { ...Promise.withResolvers<Appended>(), row: toRow(event, this.#parts.now()) };
    this.#queued.push(waiter);
    const timer = setTimeout(() => waiter.reject(unavailable('too late')), durableMs);
    void this.#write();
    return waiter.promise.finally(() => clearTimeout(timer));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    const { room, owner } = this.#parts;
    while (this.#queued.length > 0) {
      await room.wait(owner);
      const group = this.#queued;
      this.#queued = [];
      const tell = this.#attempt(group);
      await room.wait(owner);
      tell();
    }
    this.#isWriting = false;
  }

  #attempt(group: readonly Waiter[]): () => void {
    try {
      const first = this.#journal.append(group.map(({ row }) => row));
      return () => {
        for (const [at, { row, resolve }] of group.entries())
          resolve({ eventId: String(row['event_id']), seq: first + at, durableUs: 0 });
      };
    } catch (error) {
      return () => {
        for (const { reject } of group) reject(unavailable((error as Error).message));
      };
    }
  }

  #upkeep(): void {
    try {
      this.#journal.tick();
    } catch {
      // The next append tells of it.
    }
  }
}

function unavailable(detail: string): Error {
  return gatewayError('SENTRELY_ERR_AUDIT_UNAVAILABLE', detail);
}

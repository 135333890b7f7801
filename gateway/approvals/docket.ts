import { EventEmitter, once } from 'node:events';
import type { AuditEvent } from '../audit/event.ts';
import type { ApprovalStore, Settlement } from '../state/state.ts';
import type { CardRefresh } from './card-refresh.ts';
import { decidedEvent } from './events.ts';
import { isMet, isRefused } from './quorum.ts';
import { type ApprovalRecord, type ApprovalState, isLive, stateAt } from './request.ts';
import { Turns } from './turns.ts';

/** What the docket needs from the running gateway. */
export interface DocketServices {
  readonly store: ApprovalStore;
  /** Resolves once the event is durable. */
  readonly record: (event: AuditEvent) => Promise<unknown>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** Draws the consequences: settles a request as its votes and the clock demand, and tells so. */
export class Docket {
  readonly #services: DocketServices;
  readonly #cards: CardRefresh;
  readonly #turns = new Turns();
  readonly #changes = new EventEmitter();

  constructor(services: DocketServices, cards: CardRefresh) {
    this.#services = services;
    this.#cards = cards;
    this.#changes.setMaxListeners(0);
  }

  /**
   * Brings a request to the state that its votes and the clock demand, and returns that. Safe to
   * repeat: what a crash left undone is done by the next call.
   */
  async advance(id: string): Promise<ApprovalState | 'unknown'> {
    return await this.#turns.take(id, async () => {
      const record = await this.#services.store.read(id);
      if (record === undefined) return 'unknown';
      const due = dueOf(record, this.#services.now());
      return due === undefined ? record.state : await this.#decide(record, due);
    });
  }

  /** Ends a live request whose bundle is no longer in force. */
  async supersede(id: string): Promise<void> {
    await this.#turns.take(id, async () => {
      const record = await this.#services.store.read(id);
      if (record !== undefined && isLive(record.state)) await this.#decide(record, 'superseded');
    });
  }

  /** Ends a live request that nobody may be granted any more; false when it was over already. */
  async cancel(id: string): Promise<boolean> {
    return await this.#turns.take(id, async () => {
      for (let tries = 0; tries < cancelTriesMax; tries += 1) {
        const record = await this.#services.store.read(id);
        if (record === undefined || !isLive(record.state)) return false;
        if ((await this.#decide(record, 'cancelled')) === 'cancelled') return true;
      }
      return false;
    });
  }

  /** Tells everybody who waits, and the card, that a request changed. */
  changed(id: string): void {
    this.#changes.emit(id);
    this.#cards.touch(id);
  }

  /** Resolves when the request changes, when `ms` are over, or when `signal` is aborted. */
  async nextChange(id: string, ms: number, signal: AbortSignal): Promise<void> {
    const enough = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    await once(this.#changes, id, { signal: enough }).catch(() => undefined);
  }

  /**
   * An approval has no effect before its event is durable. Every other outcome takes something
   * away, and a broken log is no reason to leave it.
   */
  async #decide(record: ApprovalRecord, to: Settlement['to']): Promise<ApprovalState> {
    const { id } = record.request;
    try {
      await this.#services.record(decidedEvent(record, to));
    } catch (error) {
      if (to === 'approved') throw error;
      this.#services.report(error);
    }
    const now = this.#services.now();
    const result = await this.#services.store.settle({ id, version: record.version, to }, now);
    this.changed(id);
    if (result === 'settled') return to;
    const current = await this.#services.store.read(id);
    return current === undefined ? 'cancelled' : stateAt(current, now);
  }
}

/** A vote may come between reading a request and cancelling it; each changes its version. */
const cancelTriesMax = 10;

/** What should happen to a request now, if anything. */
function dueOf(record: ApprovalRecord, nowMs: number): Settlement['to'] | undefined {
  if (!isLive(record.state)) return undefined;
  if (stateAt(record, nowMs) === 'expired') return 'expired';
  if (isRefused(record)) return 'denied';
  return record.state === 'pending' && isMet(record) ? 'approved' : undefined;
}

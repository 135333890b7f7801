import type { ApprovalStore } from '../state/state.ts';
import type { Channel } from './channel.ts';

/**
 * Keeps cards up to date. Changes that come while a card is being written are shown by one more
 * writing, so that a flood of comments is not a flood of edits.
 */
export class CardRefresh {
  readonly #channel: Channel;
  readonly #store: ApprovalStore;
  readonly #report: (error: unknown) => void;
  readonly #stale = new Set<string>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(channel: Channel, store: ApprovalStore, report: (error: unknown) => void) {
    this.#channel = channel;
    this.#store = store;
    this.#report = report;
  }

  /** Says that a card no longer shows what is. Returns at once; a failure is reported. */
  touch(id: string): void {
    this.#stale.add(id);
    if (this.#writing.has(id)) return;
    this.#writing.set(id, this.#write(id));
  }

  /** Resolves when every card shows what is, or its writing has failed. */
  async idle(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing.values());
  }

  async #write(id: string): Promise<void> {
    while (this.#stale.delete(id)) {
      try {
        const record = await this.#store.read(id);
        if (record !== undefined && record.card !== null) await this.#channel.update(record);
      } catch (error) {
        this.#report(error);
      }
    }
    // Nothing waits between finding nothing stale and this, so no change can fall in between.
    this.#writing.delete(id);
  }
}

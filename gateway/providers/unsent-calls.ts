import type { HeldCall } from './answer-reader.ts';

/** A released call that waits to leave. */
interface UnsentCall {
  readonly id: string;
  /** Its first bytes leave with the next ones. */
  isDue: boolean;
}

/** Calls of an answer that were released and of which nothing has left yet, by their ids. */
export class UnsentCalls {
  readonly #calls = new Map<HeldCall, UnsentCall>();

  add(call: HeldCall, id: string): void {
    this.#calls.set(call, { id, isDue: false });
  }

  /** Its first bytes leave with the next ones. */
  markDue(call: HeldCall): void {
    const unsent = this.#calls.get(call);
    if (unsent !== undefined) unsent.isDue = true;
  }

  /** Takes out those of which a part is due. */
  takeDue(): void {
    for (const [call, { isDue }] of this.#calls) if (isDue) this.#calls.delete(call);
  }

  /** Takes out those of which nothing is due. */
  takeHeld(): readonly string[] {
    const held = [...this.#calls].filter(([, { isDue }]) => !isDue);
    for (const [call] of held) this.#calls.delete(call);
    return held.map(([, { id }]) => id);
  }

  takeAll(): readonly string[] {
    const all = [...this.#calls.values()].map(({ id }) => id);
    this.#calls.clear();
    return all;
  }
}

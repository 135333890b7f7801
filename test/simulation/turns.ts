import type { Chance } from './chance.ts';

/** Whose work waits: a gateway process that may die, with everything that waits in it. */
export interface Owner {
  isAlive: boolean;
}

/**
 * Everything that waits for something outside, the store, the disk, the provider, the client. Chance
 * says what goes on next, so that every order of events may happen, and happens again under its seed.
 */
export class WaitingRoom {
  readonly #chance: Chance;
  #waiting: { readonly owner: Owner; readonly go: () => void }[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is this one's turn: never, when its process is dead by then. */
  wait(owner: Owner): Promise<void> {
    if (!owner.isAlive) return new Promise(() => {});
    return new Promise((go) => this.#waiting.push({ owner, go }));
  }

  /** Lets one of those that wait go on. */
  next(): void {
    const at = this.#chance.below(this.#waiting.length);
    const [chosen] = this.#waiting.splice(at, 1);
    chosen?.go();
  }

  /** Forgets what waits in processes that are dead. */
  bury(): void {
    this.#waiting = this.#waiting.filter(({ owner }) => owner.isAlive);
  }
}

const { setImmediate } = globalThis;

/** Resolves when everything that can go on without a turn has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

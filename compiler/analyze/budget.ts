/**
 * Steps that the search of one cell may take, where a step moves one automaton by one letter or
 * looks at one combination: about two seconds. A search that runs out proves nothing, and whoever
 * asked is told so.
 */
const cellStepsMax = 20_000_000;

/** What is left to spend on one search. */
export class Budget {
  #left: number;

  constructor(steps: number = cellStepsMax) {
    this.#left = steps;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Takes steps; false once there are none left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left > 0;
  }
}

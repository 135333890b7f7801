/**
 * Steps that the search of one cell may take, where a step moves one automaton by one letter or
 * looks at one combination: about two seconds. A search that runs out proves nothing, and whoever
 * asked is told so.
 */
const cellStepsMax = 20_000_000;

/** The same for all cells of one question together: about half a minute. */
const questionStepsMax = 15 * cellStepsMax;

/** What is left to spend on one search. */
export class Budget {
  #left: number;
  readonly #whole: Budget | undefined;

  /** What is spent is taken from the whole as well. */
  constructor(steps: number, whole?: Budget) {
    this.#left = steps;
    this.#whole = whole;
  }

  /** For a question about a program. */
  static forQuestion(): Budget {
    return new Budget(questionStepsMax);
  }

  /** For one of its cells. */
  forCell(): Budget {
    return new Budget(cellStepsMax, this);
  }

  /** For a way that is left once it has taken a quarter of what there is. */
  forAttempt(): Budget {
    return new Budget(this.#left / 4, this);
  }

  get isSpent(): boolean {
    return this.#left <= 0 || this.#whole?.isSpent === true;
  }

  /** Takes steps; false once there are none left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left > 0 && this.#whole?.spend(steps) !== false;
  }
}

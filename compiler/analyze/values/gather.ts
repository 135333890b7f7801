import { Explorer, type Found, type Search } from '../search.ts';

/** Arguments that stand for all there are. */
export interface Values {
  /** Short ones first, those that nobody can read last. */
  readonly values: readonly unknown[];
  /** False if some combination of truths may have been missed. */
  readonly isComplete: boolean;
}

/** Texts that stand for all texts of a kind. */
export interface Texts {
  readonly texts: readonly string[];
  readonly isComplete: boolean;
}

/** Gathers a text for each combination of answers that some legal text gets. */
export class Gathering {
  readonly #legal = new Map<string, string>();
  readonly #missing = new Set<string>();

  /**
   * Takes what a search found. The automata know most of what makes a text legal; where only texts
   * turn up that are not, it is not known whether a legal one exists.
   */
  take(found: Iterable<Found>, isLegal: (text: string) => boolean): void {
    for (const { text, accepted } of found) {
      // The empty text is an example that nobody understands: any other is better.
      if (this.#legal.has(accepted) && this.#legal.get(accepted) !== '') continue;
      if (isLegal(text)) this.#legal.set(accepted, text);
      else this.#missing.add(accepted);
    }
  }

  get texts(): readonly string[] {
    return [...this.#legal.values()];
  }

  get isComplete(): boolean {
    return [...this.#missing].every((accepted) => this.#legal.has(accepted));
  }
}

/** A legal text for each combination of answers that the runs of some searches give. */
export function gather(searches: readonly Search[], isLegal: (text: string) => boolean): Texts {
  const gathering = new Gathering();
  for (const search of searches) gathering.take(new Explorer(search).from(), isLegal);
  const isSpent = searches.some(({ budget }) => budget.isSpent);
  return { texts: gathering.texts, isComplete: gathering.isComplete && !isSpent };
}

import { type Search, search } from '../search.ts';

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

/**
 * A text for each combination of answers that some legal text gets. The automata know most of what
 * makes a text legal; where only texts turn up that are not, it is not known whether a legal one
 * exists.
 */
export function gather(searches: readonly Search[], isLegal: (text: string) => boolean): Texts {
  const legal = new Map<string, string>();
  const missing = new Set<string>();
  for (const one of searches) {
    for (const { text, accepted } of search(one)) {
      if (legal.has(accepted) && legal.get(accepted) !== '') continue;
      if (isLegal(text)) legal.set(accepted, text);
      else missing.add(accepted);
    }
  }
  const isSpent = searches.some(({ budget }) => budget.isSpent);
  const isComplete = !isSpent && [...missing].every((accepted) => legal.has(accepted));
  return { texts: [...legal.values()], isComplete };
}

import { knownUsage } from '../enforce/budget/budgets.ts';
import { costOf } from '../enforce/budget/price.ts';
import type { Usage } from '../providers/dialect.ts';
import type { Amounts } from '../state/ledger.ts';
import type { BatchContext } from './plan.ts';

/** Adds up what the answers of a batch used. */
export class BatchSpending {
  #isKnown = true;
  #tokens = 0;
  #microUSD = 0;
  readonly #sums = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

  /** Adds an answer. What is not stated, or has no price, makes the whole unknown. */
  add(usage: Usage, { price }: BatchContext, needsPrice: boolean): void {
    const known = knownUsage(usage);
    if (known === undefined || (needsPrice && price === null)) {
      this.#isKnown = false;
      return;
    }
    for (const kind of ['input', 'output', 'cacheRead', 'cacheWrite'] as const) {
      this.#sums[kind] += known[kind];
      this.#tokens += known[kind];
    }
    if (price !== null) this.#microUSD += costOf(price, known);
  }

  /** What all of it came to; undefined where that is not known. */
  get total(): { readonly usage: Usage; readonly used: Amounts } | undefined {
    if (!this.#isKnown) return undefined;
    const most = Number.MAX_SAFE_INTEGER;
    const used = { tokens: Math.min(this.#tokens, most), microUSD: Math.min(this.#microUSD, most) };
    return { usage: { ...this.#sums }, used };
  }
}

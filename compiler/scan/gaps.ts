import type { Origin } from '../import/offer.ts';
import type { Expression } from './expression.ts';

/** Expressions that one schema may hold: those that are spread into each other double each time. */
const stepsMax = 20_000;

/** What the reading of one schema could not know. */
export class Gaps {
  /** Arguments may be missing because of these. */
  readonly missing: Origin[] = [];
  /** Arguments of unknown type. */
  readonly untyped: Origin[] = [];
  #steps = 0;

  /** True if an expression may still be read; else notes that it was not. */
  mayRead({ origin }: Expression): boolean {
    this.#steps++;
    if (this.#steps === stepsMax) this.missing.push(origin);
    return this.#steps < stepsMax;
  }
}

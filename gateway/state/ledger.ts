/** What is counted: money in millionths of a US dollar, tokens, calls. */
export type LedgerUnit = 'microUSD' | 'tokens' | 'calls';

/** One limit that a reservation must fit in, with the place where it is counted. */
export interface LedgerScope {
  /**
   * For example `agent release-bot day 2026-11-24 microUSD`; opaque to the store. Key and unit
   * together are the place: several limits may hold in one place, which counts once.
   */
  readonly key: string;
  readonly unit: LedgerUnit;
  /** Whole and not negative. */
  readonly limit: number;
  /**
   * When the count begins anew and may be forgotten; null for a session's, which is kept for good.
   * One place has one reset at a time.
   */
  readonly resetsAtMs: number | null;
}

/** Amounts by unit, whole and not negative. A unit that is left out is nothing of it. */
export type Amounts = Readonly<Partial<Record<LedgerUnit, number>>>;

/**
 * What became of a reservation. `scope` is the first that had no room, among the lowest of each place;
 * `spent` is its count.
 */
export type Reserved =
  | { readonly kind: 'reserved'; readonly spent: readonly ScopeCount[] }
  | { readonly kind: 'refused'; readonly scope: LedgerScope; readonly spent: number };

/** A count after a step: settled plus reserved. */
export interface ScopeCount {
  readonly key: string;
  readonly count: number;
}

/**
 * Money, tokens and calls. In every scope, what is settled plus what is reserved never exceeds the
 * limit that a reservation was made under. A reservation without settlement counts in full for good:
 * an answer whose usage never became known was spent.
 */
export interface Ledger {
  /**
   * Reserves an upper bound in all scopes or in none. The same id again is the first reservation,
   * whatever is asked for this time; an id that was refused is free.
   */
  reserve(
    id: string,
    scopes: readonly LedgerScope[],
    most: Amounts,
    nowMs: number,
  ): Promise<Reserved>;
  /**
   * Replaces a reservation by what was used. Once per id: a later settlement changes nothing and has
   * the answer of the first. More than was reserved is counted as used, and answered with `exceeded`;
   * nothing is counted of a unit that no scope of the reservation had.
   */
  settle(id: string, used: Amounts, nowMs: number): Promise<'settled' | 'exceeded' | 'unknown'>;
  /** What is settled and reserved under a key. */
  count(key: string, unit: LedgerUnit): Promise<number>;
  /**
   * Forgets scopes that were reset before this time, and reservations that are a day old and had no
   * other scopes than those and sessions'. They are then unknown to {@link settle}.
   */
  forget(nowMs: number): Promise<void>;
}

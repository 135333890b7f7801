import type { EventPattern, OriginSource } from '../../../dsl/ast.ts';

/** How often something happened for certain, and how often at most. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

/** What happened before a call, for who reads it in the words of the program. */
export interface Past {
  count(event: EventPattern, withinMs: number | undefined): Count;
  /** Whether a whole value, in its normal form, is known to come from there. */
  holds(source: OriginSource, value: string | number, type: string): boolean;
}

/** Nothing is known of what happened before. */
export const noPast: Past = {
  count: () => ({ least: 0, most: Number.POSITIVE_INFINITY }),
  holds: () => false,
};

/** Nothing has happened, and nothing was said. */
export const freshPast: Past = { ...noPast, count: () => ({ least: 0, most: 0 }) };

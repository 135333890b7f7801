import type { ParamType } from '../../bundle/rules.ts';
import type { Known } from '../known.ts';

/** What a variable of a command holds: each value makes an effect of its own. */
export interface Held {
  readonly type: ParamType;
  readonly values: readonly Known[];
  /** Whether it may be given no value. With no values it is absent for certain. */
  readonly mayBeAbsent: boolean;
}

/** By name. */
export type Variables = ReadonlyMap<string, Held>;

/** A value of which nothing is known. */
export const unknownValue: Known = { kind: 'unknown', maybeAbsent: false };

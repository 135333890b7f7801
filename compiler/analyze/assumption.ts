import type { History, Origins } from '../evaluate/decision.ts';
import type { Known } from '../evaluate/known.ts';
import { type Names, originKey } from './names.ts';

/**
 * What an example takes for granted beside its arguments: how often something happened before, that a
 * value came from somewhere. Monitors and places are named as the vocabulary names them.
 */
export type Assumption =
  | {
      readonly kind: 'count';
      readonly monitor: string;
      readonly least: number;
      readonly most: number;
    }
  | { readonly kind: 'origin'; readonly origin: string; readonly value: unknown }
  /** That nobody knows an argument of an action, as a variable of a shell makes it. */
  | { readonly kind: 'unknown'; readonly param: string; readonly mayLack: boolean };

/** The origins that are assumed, for who numbers them so. */
export function originsAssumed(
  assumed: readonly Assumption[],
  keyOf: (origin: number) => string | undefined,
): Origins {
  return {
    holds: (origin, value) => {
      const key = keyOf(origin);
      return assumed.some(
        (each) =>
          each.kind === 'origin' && each.origin === key && String(each.value) === String(value),
      );
    },
  };
}

/** The history that is assumed, with the numbers of a rule set. */
export function historyAssumed(
  assumed: readonly Assumption[],
  keyOf: (monitor: number) => string,
): History {
  return {
    count: (monitor) => {
      const key = keyOf(monitor);
      const known = assumed.find((each) => each.kind === 'count' && each.monitor === key);
      return known?.kind === 'count' ? known : { least: 0, most: 0 };
    },
  };
}

/** The same for what values are assumed to come from. */
export function ruleOrigins(assumed: readonly Assumption[], names: Names): Origins {
  return originsAssumed(assumed, (origin) => originKey(origin, names));
}

/** A value as the kernel knows one. */
export function knownOf(value: unknown): Known {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? { kind: 'one', value }
    : { kind: 'json', value };
}

import type { Values } from './gather.ts';
import type { ValueScope } from './scope.ts';

/** An interval of integers. */
interface Bounds {
  readonly min: number;
  readonly max: number;
}

const safe: Bounds = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };

/** Values of Int. */
export function integerValues({ leaves }: ValueScope): Values {
  return { values: integersAround(leaves, safe), isComplete: true };
}

/** Each constant with its neighbours, and both ends: between two constants nothing changes. */
export function integersAround(
  leaves: ValueScope['leaves'],
  { min, max }: Bounds,
): readonly number[] {
  const constants = leaves.flatMap((leaf) => {
    if (leaf.op === 'order') return [leaf.value];
    return leaf.op === 'equal' ? leaf.values.map(Number) : [];
  });
  const around = constants.flatMap((value) => [value, value + 1, value - 1]);
  return [...new Set([...around, max, min])].filter((value) => value >= min && value <= max);
}

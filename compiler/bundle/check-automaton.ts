import { bundleBytesMax } from './bundle.ts';
import { classesMax, statesMax } from './limits.ts';
import type { Place } from './shape.ts';

/** Largest UTF-16 code unit. */
const unitMax = 0xffff;

/**
 * Checks that an automaton is total and stays inside its tables: every code unit has a class, every
 * state a successor on every class. Matching then needs no bounds.
 */
export function checkAutomaton(place: Place): void {
  const {
    from,
    class: classOf,
    classes,
    next,
    accept,
  } = place.members(['from', 'class', 'classes', 'next', 'accept']);
  const width = classes.integer(1, classesMax);
  const starts = from.integers(classesMax, unitMax);
  if (starts[0] !== 0 || !isAscending(starts)) from.fail('expected 0 first, then larger numbers');
  const ranges = classOf.integers(classesMax, width - 1);
  if (ranges.length !== starts.length) classOf.fail('expected one class for each entry of `from`');
  const states = countStates(next, width);
  if (!isAscending(accept.integers(states, states - 1))) accept.fail('expected larger numbers');
}

/** The number of states, all of whose successors exist. */
function countStates(next: Place, width: number): number {
  const cells = next.integers(bundleBytesMax, statesMax - 1);
  const states = cells.length / width;
  if (!Number.isInteger(states) || states < 1 || states > statesMax) {
    return next.fail(`expected ${width} numbers for each of 1 to ${statesMax} states`);
  }
  next.integers(bundleBytesMax, states - 1);
  return states;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((value, at) => at === 0 || value > (numbers[at - 1] ?? 0));
}

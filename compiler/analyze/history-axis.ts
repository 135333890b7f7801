import type { Axis, AxisSearch, Point } from './axis.ts';
import type { Atom } from './vocabulary.ts';

/**
 * What conditions say of earlier calls, one axis for each thing that is watched for, and what they
 * say of two fields together, as if it were independent of the rest. So a proof that something never
 * happens stays one, and an example must be replayed.
 */
export function historyAxes(given: AxisSearch): readonly Axis[] {
  const groups = new Map<string, { readonly number: number; readonly atom: Atom }[]>();
  for (const number of given.atoms) {
    const atom = given.vocabulary.atom(number);
    if (atom.kind !== 'history' && atom.kind !== 'same') continue;
    const key = atom.kind === 'history' ? `history ${atom.monitor}` : `same ${atom.fields}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ number, atom }]);
    else group.push({ number, atom });
  }
  return [...groups.values()].map((group) => axisOf(given, group));
}

function axisOf(
  given: AxisSearch,
  group: readonly { readonly number: number; readonly atom: Atom }[],
): Axis {
  const atoms = group.map(({ number }) => number);
  const first = group[0]?.atom;
  const points =
    first?.kind === 'history'
      ? countPoints(given, { atoms, group, monitor: first.monitor })
      : samePoints(group);
  return { atoms, points, isComplete: !given.budget.isSpent };
}

/** What is said of one thing that is watched for. */
interface Watched {
  readonly atoms: readonly number[];
  readonly group: readonly { readonly atom: Atom }[];
  readonly monitor: string;
}

/** Every interval of counts that the conditions can tell apart. */
function countPoints(given: AxisSearch, watched: Watched): readonly Point[] {
  const counts = countsTold(given, watched);
  const points = new Map<string, Point>();
  for (const least of counts) {
    for (const most of counts.filter((each) => each >= least)) {
      const point = pointOf(given, watched, [least, most]);
      if (point === undefined) return [...points.values()];
      const key = point.truths.join();
      if (!points.has(key)) points.set(key, point);
    }
  }
  return [...points.values()];
}

/** The counts at which some condition changes, ascending. */
function countsTold(given: AxisSearch, watched: Watched): readonly number[] {
  const bounds = new Set([0, 1]);
  for (const { atom } of watched.group) {
    if (atom.kind !== 'history' || atom.leaf.op !== 'count') continue;
    const { value } = atom.leaf;
    for (const each of [value - 1, value, value + 1]) if (each >= 0) bounds.add(each);
  }
  let last: string | undefined;
  return [...bounds]
    .sort((a, b) => a - b)
    .filter((count) => {
      const key = pointOf(given, watched, [count, count])?.truths.join();
      const isTold = key !== last;
      last = key;
      return isTold;
    });
}

/** What is true where so many were released at least and at most; undefined once no steps are left. */
function pointOf(
  { vocabulary, budget }: AxisSearch,
  { atoms, monitor }: Watched,
  [least, most]: readonly [number, number],
): Point | undefined {
  if (!budget.spend(atoms.length)) return undefined;
  const assumed = [{ kind: 'count', monitor, least, most } as const];
  const call = { input: {}, workspace: null, assumed };
  return { ...call, truths: vocabulary.truths(atoms, call) };
}

/** The same, different, or nobody can tell. */
function samePoints(group: readonly { readonly atom: Atom }[]): readonly Point[] {
  return (
    [
      [true, true],
      [false, false],
      [false, true],
    ] as const
  ).map(([must, may]) => ({
    input: {},
    workspace: null,
    assumed: [],
    truths: group.map(({ atom }) => (atom.kind === 'same' && atom.mode === 'must' ? must : may)),
  }));
}

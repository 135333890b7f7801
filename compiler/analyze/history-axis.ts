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
  return { atoms, points, isComplete: true };
}

/** Every interval of counts that the conditions can tell apart. */
function countPoints(
  { vocabulary }: AxisSearch,
  {
    atoms,
    group,
    monitor,
  }: {
    readonly atoms: readonly number[];
    readonly group: readonly { readonly atom: Atom }[];
    readonly monitor: string;
  },
): readonly Point[] {
  const bounds = new Set([0, 1]);
  for (const { atom } of group) {
    if (atom.kind !== 'history' || atom.leaf.op !== 'count') continue;
    const { value } = atom.leaf;
    for (const each of [value - 1, value, value + 1]) if (each >= 0) bounds.add(each);
  }
  const counts = [...bounds].sort((a, b) => a - b);
  const points = new Map<string, Point>();
  for (const least of counts) {
    for (const most of counts.filter((each) => each >= least)) {
      const assumed = [{ kind: 'count', monitor, least, most } as const];
      const call = { input: {}, workspace: null, assumed };
      const truths = vocabulary.truths(atoms, call);
      const key = truths.join();
      if (!points.has(key)) points.set(key, { ...call, truths });
    }
  }
  return [...points.values()];
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

import type { ParamEntry, ParamType } from '../bundle/rules.ts';
import type { Budget } from './budget.ts';
import { PathSearch } from './values/path.ts';
import { type PathRuns, pathRuns } from './values/path-runs.ts';
import type { ValueLeaf } from './values/scope.ts';
import { plainValues, valuesOf } from './values/values.ts';
import { type Workspace, workspacesFor } from './values/workspaces.ts';
import { type Argument, argumentOf, type Vocabulary } from './vocabulary.ts';

/** One argument, or all paths with the workspace they are read against, and what is true then. */
export interface Point extends Argument {
  /** In the order of the atoms of the axis. */
  readonly truths: readonly boolean[];
}

/** Everything that some arguments of a call can make true together. */
export interface Axis {
  readonly atoms: readonly number[];
  /** No two with the same truths. */
  readonly points: readonly Point[];
  /** False if there may be truths that no point has. */
  readonly isComplete: boolean;
}

/** A parameter, and how it is declared on each side of a comparison; null where it is not. */
export interface Param {
  readonly name: string;
  readonly entries: readonly (ParamEntry | null)[];
}

/** A search for the arguments of one tool. */
interface AxisSearch {
  readonly vocabulary: Vocabulary;
  readonly budget: Budget;
  /** Those that matter. */
  readonly atoms: readonly number[];
}

/** Finds axes, each once: what is said about an argument is often said of several tools. */
export class Axes {
  readonly vocabulary: Vocabulary;
  readonly #known = new Map<string, Axis>();

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The axes of a tool for some atoms: independent of each other, and together all its calls. */
  of(params: readonly Param[], atoms: readonly number[], budget: Budget): readonly Axis[] {
    const given = { vocabulary: this.vocabulary, atoms, budget };
    const isPlaced = (param: Param) => valueLeaves(given, param.name, 'Path').length > 0;
    const placed = params.filter(isPlaced);
    const others = params
      .filter((param) => !isPlaced(param))
      .map((param) => this.#find(given, [param], () => axisOf(given, param)));
    if (placed.length === 0) return others;
    return [this.#find(given, placed, () => pathAxis(given, placed)), ...others];
  }

  #find(given: AxisSearch, params: readonly Param[], search: () => Axis): Axis {
    const key = JSON.stringify(params.map((param) => [param, atomsOn(given, param.name)]));
    const axis = this.#known.get(key) ?? search();
    this.#known.set(key, axis);
    return axis;
  }
}

function axisOf(given: AxisSearch, param: Param): Axis {
  const { vocabulary, budget } = given;
  const atoms = atomsOn(given, param.name);
  const found = typesOf(param).map((type) => {
    const leaves = valueLeaves(given, param.name, type);
    const isPlain = leaves.length === 0 || type === 'Path';
    if (isPlain) return { values: [plainValues[type]], isComplete: true, isRead: false };
    return { ...valuesOf(type, { vocabulary, leaves, budget }), isRead: true };
  });
  const values = found.flatMap((each) => each.values);
  const argued = values.map((value) => argumentOf(param.name, value));
  const absent = mayLack(param) ? [{}] : [];
  const isRead = found.some((each) => each.isRead);
  // An argument that nothing is said about is left out of an example where it may be.
  const ordered = isRead ? [...argued, ...absent] : [...absent, ...argued];
  const inputs = atoms.length === 0 ? ordered.slice(0, 1) : ordered;
  const points = new Points();
  for (const input of inputs) {
    if (!budget.spend(atoms.length + argumentSteps)) break;
    const argument = { input, workspace: null };
    points.add({ ...argument, truths: vocabulary.truths(atoms, argument) });
  }
  // Where a parameter changes its type and both types are read, no text is searched for both.
  const isOneType = found.filter((each) => each.isRead).length < 2;
  const isComplete = isOneType && !budget.isSpent && found.every((each) => each.isComplete);
  return { atoms, points: points.list, isComplete };
}

/** Reading an argument costs about as much as this many steps of an automaton. */
const argumentSteps = 20;

/** All path parameters together: they are read against the same workspace. */
function pathAxis(given: AxisSearch, params: readonly Param[]): Axis {
  const { budget } = given;
  const isAlone = params.length === 1;
  const placed = params.map((param) => placedParam(given, param, isAlone));
  const { workspaces, isComplete } = workspacesFor(together(placed), budget, isAlone);
  const points = new Points();
  let areComplete = isComplete;
  for (const workspace of workspaces) {
    const found = placed.map((param) => pointsOf(given, param, workspace));
    for (const point of combinations(found.map((each) => each.points))) {
      if (!budget.spend(point.truths.length + 1)) break;
      points.add({ ...point, workspace });
    }
    areComplete &&= found.every((each) => each.isComplete);
  }
  const atoms = placed.flatMap((param) => param.atoms);
  return { atoms, points: points.list, isComplete: areComplete && !budget.isSpent };
}

/** A path parameter and what is said about it. */
interface PlacedParam {
  readonly param: Param;
  readonly atoms: readonly number[];
  readonly runs: PathRuns;
  readonly search: PathSearch;
}

function placedParam(given: AxisSearch, param: Param, isAlone: boolean): PlacedParam {
  const { vocabulary, budget } = given;
  const leaves = valueLeaves(given, param.name, 'Path');
  const runs = pathRuns({ vocabulary, leaves, budget });
  const search = new PathSearch(runs, budget, isAlone);
  return { param, atoms: atomsOn(given, param.name), runs, search };
}

function together(placed: readonly PlacedParam[]): PathRuns {
  return {
    absolute: placed.flatMap(({ runs }) => runs.absolute),
    relative: placed.flatMap(({ runs }) => runs.relative),
    detached: placed.flatMap(({ runs }) => runs.detached),
    readsWorkspace: placed.some(({ runs }) => runs.readsWorkspace),
  };
}

function pointsOf(
  { vocabulary, budget, atoms: all }: AxisSearch,
  { param, atoms, search }: PlacedParam,
  workspace: Workspace,
): { readonly points: readonly Point[]; readonly isComplete: boolean } {
  const { values, isComplete } = search.values(workspace);
  const others = typesOf(param).filter((type) => type !== 'Path');
  const argued = [...values, ...others.map((type) => plainValues[type])];
  const inputs = argued.map((value) => argumentOf(param.name, value));
  const points = new Points();
  for (const input of mayLack(param) ? [...inputs, {}] : inputs) {
    if (!budget.spend(atoms.length + argumentSteps)) break;
    points.add({ input, workspace, truths: vocabulary.truths(atoms, { input, workspace }) });
  }
  const isRead = others.some(
    (type) => valueLeaves({ vocabulary, budget, atoms: all }, param.name, type).length > 0,
  );
  return { points: points.list, isComplete: isComplete && !isRead };
}

/** Every choice of one point of each list, joined. */
function* combinations(lists: readonly (readonly Point[])[]): Generator<Point> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield { input: {}, workspace: null, truths: [] };
    return;
  }
  for (const point of first) {
    for (const more of combinations(rest)) {
      const truths = [...point.truths, ...more.truths];
      yield { input: joined(point.input, more.input), workspace: null, truths };
    }
  }
}

/** Two calls in one, whatever the names of the arguments. */
export function joined(one: Argument['input'], other: Argument['input']): Argument['input'] {
  return Object.fromEntries([...Object.entries(one), ...Object.entries(other)]);
}

/** Points of which no two have the same truths: the first of the most readable ones stays. */
class Points {
  readonly #points = new Map<string, Point>();

  get list(): readonly Point[] {
    return [...this.#points.values()];
  }

  add(point: Point): void {
    const key = point.truths.map(Number).join('');
    const known = this.#points.get(key);
    if (known === undefined || burdenOf(point) < burdenOf(known)) this.#points.set(key, point);
  }
}

/** How hard an example is to read: an argument is worse than none, a character nobody can type too. */
function burdenOf({ input, workspace }: Argument): number {
  const strangers = JSON.stringify([input, workspace]).replace(/[ -~]/g, '').length;
  return strangers + Object.keys(input).length;
}

function atomsOn({ vocabulary, atoms }: AxisSearch, param: string): readonly number[] {
  return atoms.filter((number) => vocabulary.atom(number).param === param);
}

/** What is said about values of a type, each once. */
function valueLeaves(given: AxisSearch, param: string, type: ParamType): readonly ValueLeaf[] {
  const leaves = new Map<string, ValueLeaf>();
  for (const number of atomsOn(given, param)) {
    const atom = given.vocabulary.atom(number);
    if (atom.kind !== 'leaf' || atom.type !== type || atom.leaf.op === 'has') continue;
    const key = JSON.stringify(atom.leaf);
    const isLoose = atom.mode === 'may' || leaves.get(key)?.isLoose === true;
    leaves.set(key, { ...atom.leaf, isLoose });
  }
  return [...leaves.values()];
}

function typesOf({ entries }: Param): readonly ParamType[] {
  return [...new Set(entries.flatMap((entry) => entry?.type ?? []))];
}

function mayLack({ entries }: Param): boolean {
  return entries.some((entry) => entry === null || entry.optional);
}

import type { ParamEntry, ParamType } from '../bundle/rules.ts';
import type { Assumption } from './assumption.ts';
import type { Budget } from './budget.ts';
import { historyAxes } from './history-axis.ts';
import { isPlain, structuredValues } from './structured.ts';
import { type FoundLeaf, leavesIn, valueLeavesOf } from './value-leaves.ts';
import { PathSearch } from './values/path.ts';
import { type PathRuns, pathRuns } from './values/path-runs.ts';
import type { ValueLeaf } from './values/scope.ts';
import { plainValues, tellingValues, valuesOf } from './values/values.ts';
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
  /** Whether a call may leave nobody knowing it: the arguments of actions. */
  readonly mayBeUnknown?: boolean;
}

/** A search for the arguments of one subject. */
export interface AxisSearch {
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

  /** The axes of a subject for some atoms: independent of each other, and together all its calls. */
  of(params: readonly Param[], atoms: readonly number[], budget: Budget): readonly Axis[] {
    const given = { vocabulary: this.vocabulary, atoms, budget };
    const isPlaced = (param: Param) =>
      param.entries.every(isPlain) && valueLeaves(given, param.name, 'Path').length > 0;
    const placed = params.filter(isPlaced);
    const others = params
      .filter((param) => !isPlaced(param))
      .map((param) => this.#find(given, [param], () => axisOf(given, param)));
    const free = historyAxes(given);
    if (placed.length === 0) return [...others, ...free];
    return [this.#find(given, placed, () => pathAxis(given, placed)), ...others, ...free];
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
  const found = typesOf(param).map(({ type, entry }) => {
    if (!isPlain(entry)) return structuredValues(given, entry, leavesOn(given, param.name));
    const leaves = valueLeaves(given, param.name, type);
    const isUnread = leaves.length === 0 || type === 'Path';
    if (isUnread) return { values: [plainValues[type]], isComplete: true, isRead: false };
    return { ...valuesOf(type, { vocabulary, leaves, budget }), isRead: true };
  });
  const origins = originsOn(given, param.name);
  const telling =
    origins.length === 0 ? [] : typesOf(param).flatMap(({ type }) => tellingValues[type]);
  const values = [...found.flatMap((each) => each.values), ...telling];
  const argued = values.map((value) => argumentOf(param.name, value));
  const absent = mayLack(param) ? [{}] : [];
  const isRead = found.some((each) => each.isRead);
  // An argument that nothing is said about is left out of an example where it may be.
  const ordered = isRead ? [...argued, ...absent] : [...absent, ...argued];
  const inputs = atoms.length === 0 ? ordered.slice(0, 1) : ordered;
  const points = new Points();
  for (const input of inputs) {
    for (const assumed of assumptionsOn(origins, argumentIn(input, param.name))) {
      if (!budget.spend(stepsFor(atoms))) break;
      const argument = { input, workspace: null, assumed };
      points.add({ ...argument, truths: vocabulary.truths(atoms, argument) });
    }
  }
  if (param.mayBeUnknown === true && atoms.length > 0) points.add(unknownPoint(given, param, null));
  // Where a parameter changes its type and both types are read, no text is searched for both.
  const isOneType = found.filter((each) => each.isRead).length < 2;
  const isTold = origins.length === 0 || !isRead;
  const isComplete =
    isOneType && isTold && !budget.isSpent && found.every((each) => each.isComplete);
  return { atoms, points: points.list, isComplete };
}

/** Nothing is known of an argument. */
function unknownPoint(
  { vocabulary, atoms: all, budget }: AxisSearch,
  param: Param,
  workspace: Workspace,
): Point {
  const atoms = atomsOn({ vocabulary, atoms: all, budget }, param.name);
  const unknown: Assumption = { kind: 'unknown', param: param.name, mayLack: mayLack(param) };
  const call = { input: {}, workspace, assumed: [unknown] };
  return { ...call, truths: vocabulary.truths(atoms, call) };
}

function argumentIn(input: Argument['input'], param: string): unknown {
  return Object.hasOwn(input, param) ? input[param] : undefined;
}

/** The origins that leaves on a parameter speak of. */
function originsOn(given: AxisSearch, param: string): readonly string[] {
  const origins = leavesOn(given, param).flatMap(({ leaf }) =>
    leaf.op === 'from' ? leaf.origins.map((at) => given.vocabulary.origins[at] ?? '') : [],
  );
  return [...new Set(origins)];
}

/** That nothing is known of where a value came from, or that all of it came from each place. */
function assumptionsOn(
  origins: readonly string[],
  value: unknown,
): readonly (readonly Assumption[])[] {
  const parts = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  const known = origins.map((origin) =>
    parts.map((each): Assumption => ({ kind: 'origin', origin, value: each })),
  );
  return [[], ...known];
}

/** Reading an argument costs about as much as this many steps of an automaton. */
const argumentSteps = 20;

/** What it costs to ask some atoms about a call. */
function stepsFor(atoms: readonly number[]): number {
  return argumentSteps + 4 * atoms.length;
}

/** All path parameters together: they are read against the same workspace. */
function pathAxis(given: AxisSearch, params: readonly Param[]): Axis {
  const { budget } = given;
  const isAlone = params.length === 1;
  const placed = params.map((param) => placedParam(given, param, isAlone));
  const { workspaces, isComplete } = workspacesFor(together(placed), budget, isAlone);
  const points = new Points();
  let areComplete = isComplete;
  for (const workspace of workspaces) {
    if (budget.isSpent) break;
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
  const others = typesOf(param).flatMap(({ type }) => (type === 'Path' ? [] : type));
  const origins = originsOn({ vocabulary, budget, atoms: all }, param.name);
  const telling = origins.length === 0 ? [] : tellingValues.Path;
  const argued = [...values, ...others.map((type) => plainValues[type]), ...telling];
  const inputs = argued.map((value) => argumentOf(param.name, value));
  const points = new Points();
  for (const input of mayLack(param) ? [...inputs, {}] : inputs) {
    for (const assumed of assumptionsOn(origins, argumentIn(input, param.name))) {
      if (!budget.spend(stepsFor(atoms))) break;
      const call = { input, workspace, assumed };
      points.add({ ...call, truths: vocabulary.truths(atoms, call) });
    }
  }
  if (param.mayBeUnknown === true) {
    points.add(unknownPoint({ vocabulary, budget, atoms: all }, param, workspace));
  }
  const isRead = others.some(
    (type) => valueLeaves({ vocabulary, budget, atoms: all }, param.name, type).length > 0,
  );
  return { points: points.list, isComplete: isComplete && !isRead && origins.length === 0 };
}

/** Every choice of one point of each list, joined. */
function* combinations(lists: readonly (readonly Point[])[]): Generator<Point> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield { input: {}, workspace: null, assumed: [], truths: [] };
    return;
  }
  for (const point of first) {
    for (const more of combinations(rest)) {
      const truths = [...point.truths, ...more.truths];
      const assumed = [...point.assumed, ...more.assumed];
      yield { input: joined(point.input, more.input), workspace: null, assumed, truths };
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
function burdenOf({ input, workspace, assumed }: Argument): number {
  const strangers = JSON.stringify([input, workspace]).replace(/[ -~]/g, '').length;
  return strangers + Object.keys(input).length + 3 * assumed.length;
}

function atomsOn({ vocabulary, atoms }: AxisSearch, param: string): readonly number[] {
  return atoms.filter((number) => vocabulary.atom(number).param === param);
}

/** What is said about a parameter, quantifiers opened. */
function leavesOn(given: AxisSearch, param: string): readonly FoundLeaf[] {
  return atomsOn(given, param).flatMap((number) => {
    const atom = given.vocabulary.atom(number);
    return atom.kind === 'leaf' ? leavesIn(atom.leaf, atom.entry, atom.mode === 'may') : [];
  });
}

/** What is said about values of a type, each once. */
function valueLeaves(given: AxisSearch, param: string, type: ParamType): readonly ValueLeaf[] {
  return valueLeavesOf(leavesOn(given, param), { field: null, type });
}

/** The types that a parameter may be read as: declared ones, and those of what is said about it. */
function typesOf({ entries }: Param): readonly { type: ParamType; entry: ParamEntry }[] {
  const found = new Map<string, { type: ParamType; entry: ParamEntry }>();
  for (const entry of entries) {
    if (entry === null) continue;
    const { type, list, words, fields } = entry;
    const key = JSON.stringify([type, list, words, fields]);
    if (!found.has(key)) found.set(key, { type, entry });
  }
  return [...found.values()];
}

function mayLack({ entries }: Param): boolean {
  return entries.some((entry) => entry === null || entry.optional);
}

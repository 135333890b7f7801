import { directoriesMax } from './limits.ts';
import type { FunctionNode } from './syntax.ts';

/**
 * What a variable may hold. `plain`: some text without expansions of its own, so that arithmetic may
 * read it. `dynamic`: nobody follows it, and assignments do not change that.
 */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'plain' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'dynamic' };

export const plain: Value = { kind: 'plain' };
export const unknown: Value = { kind: 'unknown' };
export const dynamic: Value = { kind: 'dynamic' };

/** Bodies that a name may stand for; `isCertain` when it is no program any more. */
export interface FunctionEntry {
  readonly bodies: readonly FunctionNode[];
  readonly isCertain: boolean;
}

/** What the shell may know and be at one place of its text. Immutable. */
export interface State {
  /** One of these; null is anywhere; empty where the text cannot be reached. */
  readonly directories: readonly string[] | null;
  /** Whether a command before it may have changed the directory. */
  readonly hasMoved: boolean;
  /** Variables that this text assigns. One that is missing comes from the environment. */
  readonly variables: ReadonlyMap<string, Value>;
  readonly functions: ReadonlyMap<string, FunctionEntry>;
}

/** Where a command leaves the shell when it succeeds, and when it fails. */
export interface Flow {
  readonly success: State;
  readonly failure: State;
}

/** The state of a shell that has read nothing yet. */
export function initialState(directories: readonly string[] | null): State {
  return { directories, hasMoved: false, variables: new Map(), functions: new Map() };
}

/** A command that leaves the shell the same either way. */
export function both(state: State): Flow {
  return { success: state, failure: state };
}

/** The state behind a command of which nobody asks whether it succeeded. */
export function after({ success, failure }: Flow): State {
  return join(success, failure);
}

/** The state of a place that control does not reach. */
export function unreachable(state: State): State {
  return { ...state, directories: [] };
}

/** Whether control reaches it. */
export function isReachable({ directories }: State): boolean {
  return directories === null || directories.length > 0;
}

/** Either of two states. */
export function join(left: State, right: State): State {
  if (left === right || !isReachable(right)) return left;
  if (!isReachable(left)) return right;
  return {
    directories: joinDirectories(left.directories, right.directories),
    hasMoved: left.hasMoved || right.hasMoved,
    variables: joinVariables(left.variables, right.variables),
    functions: joinFunctions(left.functions, right.functions),
  };
}

/** Either of several; the first where there is only one. */
export function joinAll(first: State, others: readonly State[]): State {
  return others.reduce(join, first);
}

function joinDirectories(
  left: readonly string[] | null,
  right: readonly string[] | null,
): readonly string[] | null {
  if (left === right || left === null || right === null) return left === right ? left : null;
  const all = [...new Set([...left, ...right])];
  return all.length > directoriesMax ? null : all;
}

function joinVariables(
  left: ReadonlyMap<string, Value>,
  right: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  if (left === right) return left;
  const joined = new Map<string, Value>();
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    joined.set(name, joinValues(left.get(name), right.get(name)));
  }
  return joined;
}

function joinValues(left: Value | undefined, right: Value | undefined): Value {
  // One that is assigned on one way only is still of the environment on the other.
  if (left === undefined || right === undefined) return weaker(left ?? unknown, right ?? unknown);
  return sameValue(left, right) ? left : weaker(left, right);
}

function weaker(left: Value, right: Value): Value {
  if (left.kind === 'dynamic' || right.kind === 'dynamic') return dynamic;
  return left.kind === 'unknown' || right.kind === 'unknown' ? unknown : plain;
}

function sameValue(left: Value, right: Value): boolean {
  if (left.kind !== 'text' || right.kind !== 'text') return left.kind === right.kind;
  return left.text === right.text;
}

function joinFunctions(
  left: ReadonlyMap<string, FunctionEntry>,
  right: ReadonlyMap<string, FunctionEntry>,
): ReadonlyMap<string, FunctionEntry> {
  if (left === right) return left;
  const joined = new Map<string, FunctionEntry>();
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const bodies = new Set([...(left.get(name)?.bodies ?? []), ...(right.get(name)?.bodies ?? [])]);
    const isCertain = left.get(name)?.isCertain === true && right.get(name)?.isCertain === true;
    joined.set(name, { bodies: [...bodies], isCertain });
  }
  return joined;
}

/** Whether nothing that is followed differs. */
export function isSame(left: State, right: State): boolean {
  return (
    sameDirectories(left.directories, right.directories) &&
    sameEntries(left.variables, right.variables, sameValue) &&
    sameEntries(left.functions, right.functions, (a, b) => sameFunction(a, b))
  );
}

function sameDirectories(left: readonly string[] | null, right: readonly string[] | null): boolean {
  if (left === null || right === null) return left === right;
  return left.length === right.length && left.every((entry) => right.includes(entry));
}

function sameFunction(left: FunctionEntry, right: FunctionEntry): boolean {
  return left.isCertain === right.isCertain && left.bodies.length === right.bodies.length;
}

function sameEntries<T>(
  left: ReadonlyMap<string, T>,
  right: ReadonlyMap<string, T>,
  same: (left: T, right: T) => boolean,
): boolean {
  if (left === right) return true;
  if (left.size !== right.size) return false;
  return [...left].every(([name, value]) => {
    const other = right.get(name);
    return other !== undefined && same(value, other);
  });
}

/** What holds before every turn of a loop, of which one turn led from the first to the second. */
export function widen(before: State, behind: State): State {
  const joined = join(before, behind);
  const isStill = sameDirectories(before.directories, joined.directories);
  return isStill ? joined : { ...joined, directories: null };
}

/** The state in other directories. */
export function moveTo(state: State, directories: readonly string[] | null): State {
  const few = directories !== null && directories.length > directoriesMax ? null : directories;
  return { ...state, directories: few, hasMoved: true };
}

/** The state with a value for a variable, unless nobody follows it. */
export function assign(state: State, name: string, value: Value): State {
  if (state.variables.get(name)?.kind === 'dynamic') return state;
  return { ...state, variables: new Map(state.variables).set(name, value) };
}

/** The state where no variable is known any more, not even those of the environment. */
export function forgetVariables(state: State): State {
  const variables = new Map<string, Value>([
    ['HOME', unknown],
    ['PWD', unknown],
  ]);
  for (const [name, value] of state.variables) variables.set(name, weaker(value, unknown));
  return { ...state, variables };
}

import type { ParamEntry } from '../bundle/rules.ts';
import type { Axes, Param } from './axis.ts';
import type { Budget } from './budget.ts';
import { and, type Formula } from './formula.ts';
import type { SideTruths } from './judge.ts';
import type { Side } from './model.ts';
import { atomsOf, type Situation, situationsOf } from './situations.ts';
import type { Argument, Vocabulary } from './vocabulary.ts';

/** All calls of one subject, as several sides and some further conditions see them. */
export interface CellSearch {
  readonly axes: Axes;
  readonly sides: readonly Side[];
  /** Conditions beside those of the rules. */
  readonly more?: readonly Formula[];
  readonly budget: Budget;
}

/** A situation in which calls may be, seen from several sides. */
export interface CellSituation extends Argument {
  /** For each side whether the call is one that its tool declares, and what its rules say. */
  readonly sides: readonly (SideTruths & { readonly fits: boolean })[];
  readonly more: Situation['truths'];
}

/** Every situation of the calls to a tool, and whether these are all. */
export interface CellSituations {
  readonly list: readonly CellSituation[];
  readonly isComplete: boolean;
  /** False if an example may be impossible: what it takes for granted need not go together. */
  readonly isExact: boolean;
}

/** Looks at every kind of call that some side declares. */
export function situationsIn({ axes, sides, more = [], budget }: CellSearch): CellSituations {
  const params = paramsOf(sides);
  const fits = sides.map((side) => fitOf(axes.vocabulary, side, params));
  const conditions = sides.flatMap(({ rules }) => [
    ...rules.map(({ must }) => must),
    ...rules.map(({ may }) => may),
    ...rules.map(({ barred }) => barred),
  ]);
  const granted = sides.map((side) => side.granted);
  const formulas = [...fits, ...granted, ...conditions, ...more];
  const found = situationsOf(formulas, axes.of(params, atomsOf(formulas), budget), budget);
  const names = params.map(({ name }) => name);
  const list = found.list.map((one) => split({ ...one, input: inOrder(one.input, names) }, sides));
  const isExact = atomsOf(formulas).every((atom) => isOfArguments(axes.vocabulary, atom));
  return { list, isComplete: found.isComplete, isExact };
}

/** Whether an atom is only about the arguments of the call. */
function isOfArguments(vocabulary: Vocabulary, number: number): boolean {
  const atom = vocabulary.atom(number);
  if (atom.kind !== 'leaf') return atom.kind !== 'history' && atom.kind !== 'same';
  return (
    !JSON.stringify(atom.leaf).includes('"op":"from"') &&
    !JSON.stringify(atom.leaf).includes('"op":"same"')
  );
}

/** Arguments as the tool declares them, one after the other. */
function inOrder(input: Situation['input'], names: readonly string[]): Situation['input'] {
  const entries = names.filter((name) => Object.hasOwn(input, name));
  return Object.fromEntries(entries.map((name) => [name, input[name]]));
}

/** Parameters of all sides by name. */
function paramsOf(sides: readonly Side[]): readonly Param[] {
  const declared = sides.filter((side) => side.params !== null);
  const names = new Set(declared.flatMap(({ params }) => (params ?? []).map(({ name }) => name)));
  return [...names].map((name) => ({
    name,
    entries: declared.map(({ params }) => params?.find((param) => param.name === name) ?? null),
    mayBeUnknown: sides.some(({ isAction }) => isAction),
  }));
}

/** True of calls that a side declares. Where all sides declare a parameter alike, only such are made. */
function fitOf(vocabulary: Vocabulary, side: Side, params: readonly Param[]): Formula {
  const differing = params.filter(({ entries }) => new Set(entries.map(shapeKey)).size > 1);
  return and(
    differing.map(({ name }) =>
      vocabulary.fit(name, side.params?.find((param) => param.name === name) ?? null),
    ),
  );
}

function shapeKey(entry: ParamEntry | null): string {
  if (entry === null) return '';
  const { type, optional, list, words, fields } = entry;
  return JSON.stringify([type, optional, list, words, fields]);
}

function split({ truths, ...call }: Situation, sides: readonly Side[]): CellSituation {
  let at = 2 * sides.length;
  const next = (count: number) => truths.slice(at, (at += count));
  const seen = sides.map(({ rules }, side) => ({
    fits: truths[side] === true,
    isGranted: truths[sides.length + side] === true,
    must: next(rules.length),
    may: next(rules.length),
    barred: next(rules.length),
  }));
  return { ...call, sides: seen, more: truths.slice(at) };
}

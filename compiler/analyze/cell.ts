import type { ParamEntry } from '../bundle/rules.ts';
import type { Axes, Axis, Param } from './axis.ts';
import type { Budget } from './budget.ts';
import { and, type Formula } from './formula.ts';
import type { SideTruths } from './judge.ts';
import type { Side, SideRule } from './model.ts';
import { atomsOf, type Situation, situationsOf } from './situations.ts';
import type { Argument, Vocabulary } from './vocabulary.ts';
import type { Said, Voice } from './voices.ts';

/** All calls of one subject, as several sides and some further conditions see them. */
export interface CellSearch {
  readonly axes: Axes;
  readonly sides: readonly Side[];
  /** Conditions beside those of the rules. */
  readonly more?: readonly Formula[];
  readonly budget: Budget;
  /** Situations beyond which rules that are independent of each other are looked at apart. */
  readonly most?: number;
}

/** A situation in which calls may be, seen from several sides. */
export interface CellSituation extends Argument {
  /** For each side whether the call is one that its tool declares, and what its rules say. */
  readonly sides: readonly (SideTruths & { readonly fits: boolean })[];
  readonly more: Situation['truths'];
}

/**
 * The situations of the calls to a tool, and whether these are all. Of rules that have nothing to do
 * with each other not every combination is there where these are too many, but each verdict is, and
 * each rule where it makes a difference.
 */
export interface CellSituations {
  readonly list: readonly CellSituation[];
  readonly isComplete: boolean;
  /** Parameters of which not every kind of value was looked at. */
  readonly open: readonly string[];
  /** False if an example may be impossible: what it takes for granted need not go together. */
  readonly isExact: boolean;
}

/** Looks at every kind of call that some side declares. */
export function situationsIn({ axes, sides, more = [], budget, most }: CellSearch): CellSituations {
  const params = paramsOf(sides);
  const fits = sides.map((side) => fitOf(axes.vocabulary, side, params));
  const conditions = sides.flatMap(({ rules }) => [
    ...rules.map(({ must }) => must),
    ...rules.map(({ may }) => may),
    ...rules.map(({ barred }) => barred),
  ]);
  const granted = sides.map((side) => side.granted);
  const formulas = [...fits, ...granted, ...conditions, ...more];
  const along = axes.of(params, atomsOf(formulas), budget);
  const voices = voicesOf(sides);
  const found = situationsOf({ formulas, axes: along, voices, budget, most });
  const names = params.map(({ name }) => name);
  const list = found.list.map((one) => split({ ...one, input: inOrder(one.input, names) }, sides));
  const isExact = atomsOf(formulas).every((atom) => isOfArguments(axes.vocabulary, atom));
  return { list, isComplete: found.isComplete, open: openIn(axes.vocabulary, along), isExact };
}

/** The rules of the sides as they bear on a verdict, their formulas behind what fits and is granted. */
function voicesOf(sides: readonly Side[]): readonly Voice[] {
  let at = 2 * sides.length;
  return sides.flatMap(({ rules }, side) => {
    const start = at;
    at += 3 * rules.length;
    return rules.map((rule, place) => ({
      places: [0, 1, 2].map((part) => start + part * rules.length + place),
      says: (truths) => saidBy(rule, side, truths),
    }));
  });
}

/** What counts of a rule in {@link judge}. */
function saidBy(
  { effect, isLenient, layer, approval }: SideRule,
  side: number,
  [must, may, barred]: readonly boolean[],
): readonly Said[] {
  const said: Said[] = [];
  const asks = effect === 'ask' || (effect === 'deny' && isLenient);
  const denies = isLenient ? must || (may && barred) : may;
  if (effect === 'deny' && denies === true) said.push({ kind: 'deny', side, of: '' });
  if (effect !== 'deny' && must === true)
    said.push({ kind: 'allow', side, of: `${layer} ${effect}` });
  if (asks && may === true) said.push({ kind: 'ask', side, of: JSON.stringify(approval) });
  return said;
}

function openIn(vocabulary: Vocabulary, along: readonly Axis[]): readonly string[] {
  const atoms = along.flatMap((axis) => (axis.isComplete ? [] : axis.atoms));
  return [...new Set(atoms.map((number) => vocabulary.atom(number).param))];
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

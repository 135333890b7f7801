import { assert } from '../../dsl/assert.ts';
import type { Axis } from './axis.ts';
import type { Budget } from './budget.ts';
import { atomsIn, type Formula } from './formula.ts';
import { separate, type Voice, type VoiceSearch } from './voices.ts';
import type { Argument } from './vocabulary.ts';
import { type Progress, Walk } from './walk.ts';

/** A combination of truths that a call can bring about, and one such call. */
export interface Situation extends Argument {
  /** One for each formula. */
  readonly truths: readonly boolean[];
}

/** Situations of some formulas. */
export interface Situations {
  readonly list: readonly Situation[];
  /** False if a situation may be missing. */
  readonly isComplete: boolean;
}

/** Beyond so many situations rules that have nothing to do with each other are looked at apart. */
const situationsMax = 4096;

/** What is said of calls. */
interface SituationSearch {
  readonly formulas: readonly Formula[];
  readonly axes: readonly Axis[];
  /** Formulas that are only asked for the verdicts that they lead to. */
  readonly voices?: readonly Voice[];
  readonly budget: Budget;
  /** Situations beyond which rules are looked at apart. */
  readonly most?: number | undefined;
}

/**
 * Every combination of truths of the formulas that some call brings about. Where these are too many,
 * those of {@link separate}, which decide calls in no other way.
 */
export function situationsOf(search: SituationSearch): Situations {
  const { formulas, axes, voices = [], budget, most = situationsMax } = search;
  // Many points first: what they leave open is little, and then followed once.
  const ordered = axes.toSorted((one, other) => other.points.length - one.points.length);
  const distinct = new Map(formulas.map((formula) => [formula.key, formula]));
  const numbers = new Map([...distinct.keys()].map((key, number) => [key, number]));
  const places = formulas.map(({ key }) => numbers.get(key) ?? 0);
  const placed = voices.map((voice) => ({
    ...voice,
    places: voice.places.map((place) => places[place] ?? 0),
  }));
  const spoken = new Set(voices.flatMap((voice) => voice.places));
  const pinned = new Set(places.filter((_, at) => !spoken.has(at)));
  const given = { formulas: [...distinct.values()], axes: ordered, voices: placed, pinned, budget };
  const list = foundIn(given, most).map(({ call, truths }) => ({
    ...call,
    truths: places.map((place) => isTrue(truths[place])),
  }));
  const isComplete = !budget.isSpent && axes.every((axis) => axis.isComplete);
  return { list, isComplete };
}

function foundIn(given: VoiceSearch, most: number): readonly Progress[] {
  const { formulas, axes, budget } = given;
  const apart = separate(given);
  const walk =
    apart === undefined ? new Walk(axes, budget) : new Walk(axes, budget.forAttempt(), most);
  walk.start(formulas);
  return walk.isCut && apart !== undefined ? [...apart()] : walk.found;
}

function isTrue(truth: boolean | undefined): boolean {
  assert(truth !== undefined, 'the axes hold every atom, so nothing is open behind the last');
  return truth;
}

/** The atoms of some formulas, each once. */
export function atomsOf(formulas: readonly Formula[]): readonly number[] {
  return [...new Set(formulas.flatMap(atomsIn))];
}

import type { Verdict } from '../bundle/rules.ts';
import type { Axis } from './axis.ts';
import type { Budget } from './budget.ts';
import { atomsIn, type Formula } from './formula.ts';
import type { Argument } from './vocabulary.ts';
import { callBoth, type Progress, stepsOf, Walk } from './walk.ts';

/** A rule as it bears on a verdict. */
export interface Voice {
  /** Where its formulas stand among all. A rule only says more where more of them are true. */
  readonly places: readonly number[];
  /** What the rule brings about where its formulas have these truths. */
  readonly says: (truths: readonly boolean[]) => readonly Said[];
}

/** What a rule brings about on one side of a comparison. */
export interface Said {
  readonly kind: Verdict;
  readonly side: number;
  /** Of a grant its layer and effect, of an ask who approves; else empty. */
  readonly of: string;
}

/** So many rules are looked at together because they ask the same of calls. */
const partMax = 8;

/** A search for situations. */
export interface VoiceSearch {
  /** Each once. */
  readonly formulas: readonly Formula[];
  readonly voices: readonly Voice[];
  /** Places of formulas whose truths matter whatever the rules bring about. */
  readonly pinned: ReadonlySet<number>;
  readonly axes: readonly Axis[];
  readonly budget: Budget;
}

/** Rules that read what no other rule reads. */
interface Part {
  readonly voices: readonly Voice[];
  readonly formulas: ReadonlySet<number>;
  readonly axes: readonly Axis[];
}

/** What the rules of a part may say beside each other. */
interface Choice {
  readonly call: Argument;
  readonly truths: readonly { readonly at: number; readonly truth: boolean }[];
  readonly says: ReadonlySet<string>;
}

/**
 * Situations without those that only repeat what others show. A verdict depends on what rules bring
 * about, not on how many of them do. So of parts that are independent of each other, as many speak as
 * it takes to bring something about, each of them what no other does, and all others are silent. If
 * some situation has a verdict, then one of these has it; if some rule matters in a situation, then it
 * matters in one of these. Undefined where no part is independent.
 */
export function separate(search: VoiceSearch): (() => Generator<Progress>) | undefined {
  const parts = partsOf(search);
  if (parts.length < 2) return undefined;
  const loose = new Set(parts.flatMap(({ axes }) => axes));
  return function* () {
    const { axes, formulas, budget } = search;
    const walk = new Walk(
      axes.filter((axis) => !loose.has(axis)),
      budget,
    );
    walk.start(formulas);
    const choices = new Choices(budget);
    for (const progress of walk.found) {
      const open = parts.filter((part) => progress.open.some(({ at }) => part.formulas.has(at)));
      const each = open.map((part) => choices.of(part, progress));
      for (const silence of silences(each)) {
        if (budget.isSpent) return;
        yield* covers({ progress, each, silence, budget });
      }
    }
  };
}

/** Rules by the axes that they alone read. */
function partsOf({ formulas, axes, voices, pinned: kept }: VoiceSearch): readonly Part[] {
  const axisOf = new Map(axes.flatMap((axis) => axis.atoms.map((atom) => [atom, axis] as const)));
  const axesIn = formulas.map(
    (formula) => new Set(atomsIn(formula).flatMap((atom) => axisOf.get(atom) ?? [])),
  );
  const pinned = new Set(axesIn.flatMap((each, at) => (kept.has(at) ? [...each] : [])));
  const readers = new Map<Axis, Set<Voice>>();
  for (const voice of voices) {
    for (const axis of new Set(voice.places.flatMap((at) => [...(axesIn[at] ?? [])]))) {
      readers.set(axis, (readers.get(axis) ?? new Set()).add(voice));
    }
  }
  const groups = new Map<Voice, { voices: Set<Voice>; axes: Axis[] }>();
  const few = [...readers].sort(([, one], [, other]) => one.size - other.size);
  for (const [axis, reading] of few) {
    if (pinned.has(axis) || reading.size > partMax) continue;
    const joined = new Set([...reading].flatMap((voice) => groups.get(voice) ?? []));
    const all = new Set([...reading, ...[...joined].flatMap((group) => [...group.voices])]);
    if (all.size > partMax) continue;
    const group = { voices: all, axes: [axis, ...[...joined].flatMap((each) => each.axes)] };
    for (const voice of all) groups.set(voice, group);
  }
  return [...new Set(groups.values())].map((group) => ({
    voices: [...group.voices],
    axes: axes.filter((axis) => group.axes.includes(axis)),
    formulas: new Set([...group.voices].flatMap(({ places }) => places)),
  }));
}

/** What parts may say, each searched once for what is open of it. */
class Choices {
  readonly #budget: Budget;
  readonly #known = new Map<Part, Map<string, readonly Choice[]>>();

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  of(part: Part, { truths, open }: Progress): readonly Choice[] {
    const own = open.filter(({ at }) => part.formulas.has(at));
    const settled = [...part.formulas].map((at) => truths[at] ?? '');
    const key = `${settled.join()} ${own.map(({ at, formula }) => `${at}:${formula.key}`).join()}`;
    const known = this.#known.get(part) ?? new Map<string, readonly Choice[]>();
    const choices = known.get(key) ?? this.#find(part, truths, own);
    this.#known.set(part, known.set(key, choices));
    return choices;
  }

  #find(
    { voices, axes }: Part,
    settled: Progress['truths'],
    own: Progress['open'],
  ): readonly Choice[] {
    const walk = new Walk(axes, this.#budget);
    walk.start(own.map(({ formula }) => formula));
    return walk.found.map(({ call, truths: found }) => {
      const truths = own.map(({ at }, place) => ({ at, truth: found[place] === true }));
      const now = new Map(truths.map(({ at, truth }) => [at, truth]));
      const says = voices.flatMap((voice) =>
        voice.says(voice.places.map((at) => now.get(at) ?? settled[at] === true)),
      );
      return { call, truths, says: new Set(says.map(textOf)) };
    });
  }
}

/** What each part says while it is silent; where it never is, everything that it says. */
function* silences(parts: readonly (readonly Choice[])[]): Generator<readonly Choice[]> {
  const quiet = parts.map((choices) => {
    const least = choices.find((one) => choices.every((other) => isLess(one, other)));
    return least === undefined ? choices : [least];
  });
  const at = quiet.map(() => 0);
  if (quiet.some((choices) => choices.length === 0)) return;
  while (true) {
    yield quiet.flatMap((choices, part) => choices[at[part] ?? 0] ?? []);
    let part = 0;
    while (part < at.length) {
      at[part] = (at[part] ?? 0) + 1;
      if ((at[part] ?? 0) < (quiet[part]?.length ?? 0)) break;
      at[part++] = 0;
    }
    if (part === at.length) return;
  }
}

function isLess(one: Choice, other: Choice): boolean {
  return one.truths.every(({ truth }, at) => !truth || other.truths[at]?.truth === true);
}

interface Cover {
  readonly progress: Progress;
  /** What each part may say. */
  readonly each: readonly (readonly Choice[])[];
  readonly silence: readonly Choice[];
  readonly budget: Budget;
}

/** Nobody speaks, each part alone, and several parts of which none repeats what the others say. */
function* covers({ progress, each, silence, budget }: Cover): Generator<Progress> {
  const loud = each.flatMap((choices, part) => {
    const quiet = silence[part];
    const hasLeast = quiet !== undefined && choices.every((one) => isLess(quiet, one));
    return hasLeast
      ? choices.filter((one) => one !== quiet).map((choice) => ({ part, choice }))
      : [];
  });
  function* from(start: number, spoken: typeof loud): Generator<Progress> {
    const chosen = silence.slice();
    for (const { part, choice } of spoken) chosen[part] = choice;
    const made = madeOf(progress, chosen);
    if (!budget.spend(stepsOf(made.truths))) return;
    yield made;
    for (let at = start; at < loud.length; at++) {
      const next = loud[at];
      if (next === undefined || spoken.some(({ part }) => part === next.part)) continue;
      const all = [...spoken, next];
      if (!budget.spend(all.length)) return;
      if (all.length > 1 && !isNeeded(all.map(({ choice }) => choice.says))) continue;
      yield* from(at + 1, all);
    }
  }
  yield* from(0, []);
}

/** Whether each of some says what the others do not, as far as it matters. */
function isNeeded(all: readonly ReadonlySet<string>[]): boolean {
  return all.every((own, at) => {
    const rest = new Set(all.flatMap((each, other) => (other === at ? [] : [...each])));
    return [...own].some((name) => !rest.has(name) && !isMoot(name, rest));
  });
}

/** An ask does not matter where another rule denies. */
function isMoot(said: string, rest: ReadonlySet<string>): boolean {
  const [kind, side] = said.split(' ', 2);
  return kind === 'ask' && rest.has(`deny ${side}`);
}

/** What is said, as a text: two of a text bring about the same. */
function textOf({ kind, side, of }: Said): string {
  return kind === 'deny' ? `deny ${side}` : `${kind} ${side} ${of}`;
}

function madeOf({ call, truths }: Progress, chosen: readonly Choice[]): Progress {
  const all = truths.slice();
  let whole = call;
  for (const choice of chosen) {
    whole = callBoth(whole, choice.call);
    for (const { at, truth } of choice.truths) all[at] = truth;
  }
  return { call: whole, truths: all, open: [] };
}

import { assert } from '../../dsl/assert.ts';
import { type Axis, joined } from './axis.ts';
import type { Budget } from './budget.ts';
import { atomsIn, type Formula, restrict } from './formula.ts';
import type { Argument } from './vocabulary.ts';

/** A combination of truths that a call can bring about, and one such call. */
export interface Situation extends Argument {
  /** One for each formula. */
  readonly truths: readonly boolean[];
}

/** All situations of some formulas. */
export interface Situations {
  readonly list: readonly Situation[];
  /** False if a situation may be missing. */
  readonly isComplete: boolean;
}

/**
 * Every combination of truths of the formulas that some call brings about. Axis by axis the
 * formulas are reduced to what is still open; where two ways leave the same open, one is followed.
 */
export function situationsOf(
  formulas: readonly Formula[],
  axes: readonly Axis[],
  budget: Budget,
): Situations {
  // Many points first: what they leave open is little, and then followed once.
  const ordered = axes.toSorted((one, other) => other.points.length - one.points.length);
  const distinct = new Map(formulas.map((formula) => [formula.key, formula]));
  const numbers = new Map([...distinct.keys()].map((key, number) => [key, number]));
  const walk = new Walk(ordered, budget);
  walk.start([...distinct.values()]);
  const places = formulas.map(({ key }) => numbers.get(key) ?? 0);
  const list = walk.found.map(({ truths, ...call }) => {
    return { ...call, truths: places.map((place) => truths[place] === true) };
  });
  const isComplete = !budget.isSpent && axes.every((axis) => axis.isComplete);
  return { list, isComplete };
}

/** What is known on the way: the truths of formulas, and what is left of those that are open. */
interface Progress {
  readonly call: Argument;
  readonly truths: readonly (boolean | undefined)[];
  readonly open: readonly { readonly at: number; readonly formula: Formula }[];
}

class Walk {
  readonly found: Situation[] = [];
  readonly #axes: readonly { readonly axis: Axis; readonly places: ReadonlyMap<number, number> }[];
  readonly #budget: Budget;
  /** By axis, what was already left open in front of it. */
  readonly #followed: readonly Set<string>[];

  constructor(axes: readonly Axis[], budget: Budget) {
    this.#axes = axes.map((axis) => {
      return { axis, places: new Map(axis.atoms.map((atom, at) => [atom, at])) };
    });
    this.#budget = budget;
    this.#followed = [...axes, undefined].map(() => new Set<string>());
  }

  start(formulas: readonly Formula[]): void {
    const open = formulas.map((formula, at) => ({ at, formula }));
    const call = { input: {}, workspace: null, assumed: [] };
    this.#follow(settle({ call, truths: formulas.map(() => undefined), open }), 0);
  }

  #follow(progress: Progress, depth: number): void {
    if (this.#isFollowed(progress, depth)) return;
    const { call, truths, open } = progress;
    const next = this.#axes[depth];
    if (next === undefined) {
      this.found.push({ ...call, truths: truths.map(isTrue) });
      return;
    }
    const { axis, places } = next;
    for (const point of axis.points) {
      if (!this.#budget.spend(1 + open.length)) return;
      const truthOf = (atom: number) => point.truths[places.get(atom) ?? -1];
      const left = open.map(({ at, formula }) => ({ at, formula: restrict(formula, truthOf) }));
      const input = joined(call.input, point.input);
      const workspace = point.workspace ?? call.workspace;
      const assumed = [...call.assumed, ...point.assumed];
      this.#follow(settle({ call: { input, workspace, assumed }, truths, open: left }), depth + 1);
    }
  }

  #isFollowed({ truths, open }: Progress, depth: number): boolean {
    const known = truths.map((truth) => (truth === undefined ? '?' : Number(truth))).join('');
    const key = `${known} ${open.map(({ formula }) => formula.key).join()}`;
    const followed = this.#followed[depth];
    if (followed?.has(key) !== false) return true;
    followed.add(key);
    return false;
  }
}

/** Moves formulas that have become constant to the truths. */
function settle({ call, truths, open }: Progress): Progress {
  const settled = truths.slice();
  const left: Progress['open'][number][] = [];
  for (const one of open) {
    if (one.formula.op === 'constant') settled[one.at] = one.formula.truth;
    else left.push(one);
  }
  return { call, truths: settled, open: left };
}

function isTrue(truth: boolean | undefined): boolean {
  assert(truth !== undefined, 'the axes hold every atom, so nothing is open behind the last');
  return truth;
}

/** The atoms of some formulas, each once. */
export function atomsOf(formulas: readonly Formula[]): readonly number[] {
  return [...new Set(formulas.flatMap(atomsIn))];
}

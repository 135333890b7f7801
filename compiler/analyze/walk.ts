import { type Axis, joined } from './axis.ts';
import type { Budget } from './budget.ts';
import { type Formula, restrict } from './formula.ts';
import type { Argument } from './vocabulary.ts';

/** What is known on the way: the truths of formulas, and what is left of those that are open. */
export interface Progress {
  readonly call: Argument;
  readonly truths: readonly (boolean | undefined)[];
  readonly open: readonly { readonly at: number; readonly formula: Formula }[];
}

/** A call of which nothing is said. */
const bareCall: Argument = { input: {}, workspace: null, assumed: [] };

/** Steps that a situation costs whoever reads it, and for each of its formulas. */
const situationSteps = 300;
const formulaSteps = 4;

/** Many formulas that are true together cost more: each rule that fires is left out once. */
const firingShare = 2;

/** Characters of what is remembered that cost a step. */
const keyShare = 8;

/**
 * Follows points axis by axis, and the formulas are reduced to what is still open; where two ways
 * leave the same open, one is followed.
 */
export class Walk {
  /** Where the last axis is passed. */
  readonly found: Progress[] = [];
  readonly #axes: readonly { readonly axis: Axis; readonly places: ReadonlyMap<number, number> }[];
  readonly #budget: Budget;
  readonly #most: number;
  /** By axis, what was already left open in front of it. */
  readonly #followed: readonly Set<string>[];

  /** Ends once `most` are found, whether or not there are more. */
  constructor(axes: readonly Axis[], budget: Budget, most = Infinity) {
    this.#axes = axes.map((axis) => {
      return { axis, places: new Map(axis.atoms.map((atom, at) => [atom, at])) };
    });
    this.#budget = budget;
    this.#most = most;
    this.#followed = [...axes, undefined].map(() => new Set<string>());
  }

  /** Whether it ended before its end. */
  get isCut(): boolean {
    return this.found.length >= this.#most || this.#budget.isSpent;
  }

  start(formulas: readonly Formula[]): void {
    const open = formulas.map((formula, at) => ({ at, formula }));
    this.#follow(settle({ call: bareCall, truths: formulas.map(() => undefined), open }), 0);
  }

  #follow(progress: Progress, depth: number): void {
    if (this.isCut || this.#isFollowed(progress, depth)) return;
    const { call, truths, open } = progress;
    const next = this.#axes[depth];
    if (next === undefined) {
      if (this.#budget.spend(stepsOf(truths))) this.found.push(progress);
      return;
    }
    const { axis, places } = next;
    for (const point of axis.points) {
      if (!this.#budget.spend(1 + open.length) || this.isCut) return;
      const truthOf = (atom: number) => point.truths[places.get(atom) ?? -1];
      const left = open.map(({ at, formula }) => ({ at, formula: restrict(formula, truthOf) }));
      this.#follow(settle({ call: callBoth(call, point), truths, open: left }), depth + 1);
    }
  }

  #isFollowed({ truths, open }: Progress, depth: number): boolean {
    const known = truths.map((truth) => (truth === undefined ? '?' : Number(truth))).join('');
    const key = `${known} ${open.map(({ formula }) => formula.key).join()}`;
    const followed = this.#followed[depth];
    if (followed?.has(key) !== false) return true;
    followed.add(key);
    // A key is kept as long as the walk lasts.
    this.#budget.spend(key.length / keyShare);
    return false;
  }
}

/** What a situation costs: its memory, and the questions that are asked about it. */
export function stepsOf(truths: Progress['truths']): number {
  const firing = truths.filter((truth) => truth === true).length;
  return situationSteps + truths.length * (formulaSteps + firing / firingShare);
}

/** A call with further arguments. */
export function callBoth(call: Argument, more: Argument): Argument {
  return {
    input: joined(call.input, more.input),
    workspace: more.workspace ?? call.workspace,
    assumed: [...call.assumed, ...more.assumed],
  };
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

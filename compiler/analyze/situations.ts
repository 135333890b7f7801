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
  const walk = new Walk(ordered, budget);
  walk.follow(formulas, 0, { input: {}, workspace: null });
  const isComplete = !budget.isSpent && axes.every((axis) => axis.isComplete);
  return { list: walk.found, isComplete };
}

class Walk {
  readonly found: Situation[] = [];
  readonly #axes: readonly Axis[];
  readonly #budget: Budget;
  /** By axis, what was already left open in front of it. */
  readonly #followed: readonly Set<string>[];

  constructor(axes: readonly Axis[], budget: Budget) {
    this.#axes = axes;
    this.#budget = budget;
    this.#followed = [...axes, undefined].map(() => new Set<string>());
  }

  follow(formulas: readonly Formula[], depth: number, call: Argument): void {
    const key = formulas.map((formula) => formula.key).join();
    const followed = this.#followed[depth];
    if (followed?.has(key) !== false) return;
    followed.add(key);
    const axis = this.#axes[depth];
    if (axis === undefined) {
      this.found.push({ ...call, truths: formulas.map(truthOf) });
      return;
    }
    for (const { input, workspace, truths } of axis.points) {
      if (!this.#budget.spend(formulas.length)) return;
      const known = new Map(axis.atoms.map((atom, at) => [atom, truths[at]]));
      const left = formulas.map((formula) => restrict(formula, (atom) => known.get(atom)));
      this.follow(left, depth + 1, {
        input: joined(call.input, input),
        workspace: workspace ?? call.workspace,
      });
    }
  }
}

function truthOf(formula: Formula): boolean {
  assert(formula.op === 'constant', 'the axes hold every atom, so nothing is open behind the last');
  return formula.truth;
}

/** The atoms of some formulas, each once. */
export function atomsOf(formulas: readonly Formula[]): readonly number[] {
  return [...new Set(formulas.flatMap(atomsIn))];
}

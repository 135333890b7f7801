import { assert } from '../../dsl/assert.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { type Plan, planRules } from '../evaluate/plan.ts';
import type { Judgement } from './judge.ts';
import type { Compiled } from './model.ts';
import { decideByReference } from './reference.ts';

/** Decides concrete calls by both engines. */
export class Replay {
  readonly #compiled: Compiled;
  readonly #plan: Plan;

  constructor(compiled: Compiled) {
    this.#compiled = compiled;
    this.#plan = planRules(compiled.rules);
  }

  /**
   * Decides a call that was found by analysis. Throws InvariantError unless kernel and reference
   * evaluator both come to what the analysis says: a finding is never printed on one engine's word.
   */
  confirm(call: DecisionRequest, expected: Pick<Judgement, 'verdict' | 'rules'>): void {
    const kernel = decide(this.#plan, call);
    const reference = decideByReference(this.#compiled.program, call);
    const wanted = `${expected.verdict} by ${expected.rules.join()}`;
    const byKernel = `${kernel.verdict} by ${sorted(kernel.rules.map(({ id }) => id))}`;
    const byReference = `${reference.verdict} by ${sorted(reference.rules)}`;
    assert(
      byKernel === wanted && byReference === wanted,
      `analysis (${wanted}), kernel (${byKernel}) and reference (${byReference}) agree on ${JSON.stringify(call)}`,
    );
  }
}

function sorted(ids: readonly string[]): string {
  return [...ids].sort().join();
}

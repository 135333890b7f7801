import type { RuleSet } from '../../../compiler/bundle/rules.ts';
import { decide, judgeCall, placeOf } from '../../../compiler/evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../../../compiler/evaluate/decision.ts';
import type { EffectFacet } from '../../../compiler/evaluate/effect-facet.ts';
import type { Known } from '../../../compiler/evaluate/known.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';

/** A value as it is known: `one` of a scalar, else as given. */
export type Given = Known | string | number | boolean;

/** Something that a call does, without a reading of its arguments. */
export function done(
  action: number,
  args: Readonly<Record<string, Given>> = {},
  more: Partial<EffectFacet> = {},
): EffectFacet {
  const known = Object.entries(args).map(([name, value]): [string, Known] => [
    name,
    typeof value === 'object' ? value : { kind: 'one', value },
  ]);
  return { action, args: new Map(known), directories: ['/app'], command: null, ...more };
}

/** Judges a call of the first tool that does exactly these things. */
export function judgeEffects(
  rules: RuleSet,
  facets: readonly EffectFacet[],
  request: Partial<DecisionRequest> = {},
): Outcome {
  const plan = planRules(rules);
  const call: DecisionRequest = {
    agent: 'dev',
    server: null,
    tool: rules.tools[0]?.name ?? '',
    input: {},
    workspace: '/app',
    ...request,
  };
  const cell = plan.find(call.agent, call.tool);
  if (typeof cell === 'string') return decide(plan, call);
  const shaped = {
    request: call,
    place: placeOf(call),
    input: call.input as Readonly<Record<string, unknown>>,
  };
  return judgeCall(plan, cell, shaped, { facets, delegated: [], directories: ['/app'] });
}

export const unknown: Known = { kind: 'unknown', maybeAbsent: false };
export const perhaps: Known = { kind: 'unknown', maybeAbsent: true };

import { assert } from '../../dsl/assert.ts';
import { decide, placeOf } from '../evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../evaluate/decision.ts';
import type { EffectFacet } from '../evaluate/effect-facet.ts';
import { judgeFacets, openEffect } from '../evaluate/facets.ts';
import type { Known } from '../evaluate/known.ts';
import { type Plan, planRules } from '../evaluate/plan.ts';
import type { Subject } from '../subject.ts';
import { historyAssumed, knownOf, ruleOrigins } from './assumption.ts';
import { hasEffects } from './facets.ts';
import type { Judgement } from './judge.ts';
import type { Compiled } from './model.ts';
import { RequestPast } from './reference-past.ts';
import { decideByReference, decideFacetsByReference, type ReferenceOutcome } from './reference.ts';
import type { Value } from './reference/call.ts';
import type { Argument, Vocabulary } from './vocabulary.ts';

/** A finding of the analysis. */
export interface Claimed {
  readonly subject: Subject;
  readonly call: DecisionRequest;
  readonly situation: Argument;
  readonly judgement: Pick<Judgement, 'verdict' | 'rules'>;
  /** Whether the arguments are all that it rests on. */
  readonly isExact: boolean;
}

/** Decides concrete calls by both engines. */
export class Replay {
  readonly #compiled: Compiled;
  readonly #plan: Plan;
  readonly #vocabulary: Vocabulary;
  readonly #past: RequestPast;

  constructor(compiled: Compiled, vocabulary: Vocabulary) {
    this.#compiled = compiled;
    this.#plan = planRules(this.#compiled.rules);
    this.#vocabulary = vocabulary;
    this.#past = new RequestPast(this.#compiled);
  }

  /**
   * Decides a call that was found by analysis; false if what it takes for granted does not go
   * together. Throws InvariantError where an exact finding is not what kernel and reference evaluator
   * both come to: a finding is never printed on one engine's word.
   */
  confirm({ subject: found, call, situation, judgement, isExact }: Claimed): boolean {
    // Of two programs each numbers its actions by itself.
    const declared = this.#compiled.program.subjects.get(found.key);
    const subject = declared ?? found;
    const isAction = subject.kind === 'action';
    // What is not declared is denied, and neither engine has a place to look it up.
    if (isAction && declared === undefined)
      return judgement.verdict === 'deny' && judgement.rules.length === 0;
    const request = this.#given(call, situation);
    const kernel = isAction
      ? this.#actionByKernel(subject, request, situation)
      : ofKernel(decide(this.#plan, request));
    const reference = isAction
      ? this.#actionByReference(subject, request, situation)
      : this.#byReference(request);
    const isFacet = hasEffects(subject);
    const text = isFacet ? facetText : wholeText;
    const wanted = isFacet
      ? judgement.verdict
      : `${judgement.verdict} by ${sorted(judgement.rules)}`;
    const [byKernel, byReference] = [text(kernel), text(reference)];
    const isAgreed = byKernel === wanted && byReference === wanted;
    assert(
      isAgreed || (!isExact && byKernel === byReference),
      `analysis (${wanted}), kernel (${byKernel}) and reference (${byReference}) agree on ${JSON.stringify(call)}`,
    );
    return isAgreed;
  }

  /** What both engines decide about a call of a tool as a whole. */
  decide(call: DecisionRequest, situation: Argument): Judgement {
    const request = this.#given(call, situation);
    const kernel = decide(this.#plan, request);
    const reference = this.#byReference(request);
    const [byKernel, byReference] = [wholeText(ofKernel(kernel)), wholeText(reference)];
    assert(
      byKernel === byReference,
      `kernel (${byKernel}) and reference (${byReference}) agree on ${JSON.stringify(call)}`,
    );
    const { verdict, rules, approvals } = kernel;
    return {
      verdict,
      rules: rules.map(({ id }) => id).sort(),
      approvals: approvals.map(({ count, approvers, expiresMs }) => {
        return { count, approvers, expiresMs };
      }),
    };
  }

  /** An action by itself, whichever call does it. */
  #actionByKernel(subject: Subject, request: DecisionRequest, situation: Argument): Decided {
    const place = placeOf(request);
    const effect: EffectFacet = {
      action: subject.index,
      args: knownArguments(situation),
      directories: place.directories,
      command: null,
    };
    const cell = this.#plan.actionCell(request.agent, subject.index);
    const { judged } = judgeFacets([openEffect(effect, cell, place)], request.history);
    const [only] = judged;
    assert(only !== undefined, 'one facet is judged');
    const { verdict, fired } = only.answer;
    const rules = fired.map(({ deciding }) => deciding.id);
    return { verdict, rules, facets: [only.facet] };
  }

  #actionByReference(subject: Subject, request: DecisionRequest, situation: Argument): Decided {
    const { program } = this.#compiled;
    const { directories, workspace } = request;
    const values = new Map(
      [...knownArguments(situation)].map(([param, known]): [string, Value] => [
        param,
        known.kind === 'unknown'
          ? { kind: 'unknown', mayLack: known.maybeAbsent }
          : {
              kind: 'known',
              value: known.kind === 'one' || known.kind === 'json' ? known.value : undefined,
            },
      ]),
    );
    const past = this.#past.of(request);
    const call = { program, subject, values, workspace, directories, past, others: [] };
    return decideFacetsByReference(program, request.agent, [{ call, needsGrant: true }]);
  }

  #byReference(request: DecisionRequest): ReferenceOutcome {
    return decideByReference(this.#compiled.program, request, this.#past.of(request));
  }

  #given(call: DecisionRequest, { assumed }: Argument): DecisionRequest {
    const { rules } = this.#compiled;
    return {
      ...call,
      history: historyAssumed(assumed, (at) => this.#vocabulary.monitorKey(at, rules)),
      origins: ruleOrigins(assumed, rules),
    };
  }
}

type Decided = Pick<ReferenceOutcome, 'verdict' | 'rules' | 'facets'>;

function ofKernel({ verdict, rules, facets }: Outcome): Decided {
  return { verdict, rules: rules.map(({ id }) => id), facets };
}

/** What a situation says of the arguments of an action. */
function knownArguments({ input, assumed }: Argument): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  for (const [param, value] of Object.entries(input)) known.set(param, knownOf(value));
  for (const each of assumed) {
    if (each.kind !== 'unknown') continue;
    known.set(each.param, { kind: 'unknown', maybeAbsent: each.mayLack });
  }
  return known;
}

function facetText({ facets }: Decided): string {
  return facets.find(({ kind }) => kind === 'call')?.verdict ?? 'nothing';
}

function wholeText({ verdict, rules }: Decided): string {
  return `${verdict} by ${sorted(rules)}`;
}

function sorted(ids: readonly string[]): string {
  return [...new Set(ids)].sort().join();
}

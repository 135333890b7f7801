import type { Compiled } from '../analyze/model.ts';
import { RequestPast } from '../analyze/reference-past.ts';
import { isOfShape } from '../analyze/reference/shape.ts';
import type { Verdict } from '../bundle/rules.ts';
import { wireName } from '../bundle/tool-name.ts';
import {
  type Attempt,
  attemptsOf,
  type HeardRule,
  heardRules,
  type Miss,
  nearestOf,
} from '../coverage/nearest.ts';
import { decide } from '../evaluate/decide.ts';
import type { DecisionRequest, Outcome } from '../evaluate/decision.ts';
import { type Plan, planRules } from '../evaluate/plan.ts';
import { type Flip, FlipSearch } from './flip.ts';

/** A rule that came close to another verdict on what decided a call. */
export type NearestMiss = Miss & { readonly effect: Verdict };

/** Why a call was decided as it was. */
export interface Explanation {
  /** What the kernel decides: the verdict, the rules that brought it about, and each facet. */
  readonly outcome: Outcome;
  /** Undefined where no rule that missed could have changed the verdict by holding. */
  readonly nearest: NearestMiss | undefined;
  /** Undefined where no change that was tried flips the verdict. */
  readonly flip: Flip | undefined;
}

/**
 * Explains decisions of one compiled program. Off the hot path: an explanation decides thousands of
 * calls. The verdict is the kernel's, and every flip was decided by it.
 */
export class Explainer {
  readonly #compiled: Compiled;
  readonly #plan: Plan;
  readonly #past: RequestPast;
  readonly #flips: FlipSearch;
  readonly #rules: readonly HeardRule[];

  constructor(compiled: Compiled) {
    this.#compiled = compiled;
    this.#plan = planRules(compiled.rules);
    this.#past = new RequestPast(compiled);
    this.#flips = new FlipSearch(compiled, this.#plan);
    this.#rules = heardRules(compiled.program);
  }

  explain(request: DecisionRequest): Explanation {
    const outcome = decide(this.#plan, request);
    const flip = this.#flips.find(request, outcome);
    return { outcome, nearest: this.#nearest(request, outcome), flip };
  }

  #nearest(request: DecisionRequest, outcome: Outcome): NearestMiss | undefined {
    const { program } = this.#compiled;
    const tool = program.subjects.get(`tool ${wireName(request.server, request.tool)}`);
    const isJudged = tool !== undefined && isOfShape(tool.params, request.input);
    if (!isJudged || !program.agents.has(request.agent)) return undefined;
    const past = this.#past.of(request);
    return nearestOf(wouldChange(attemptsOf(program, { request, past }, this.#rules), outcome));
  }
}

/** Those of the facets that decided whose holding would change the verdict there. */
function wouldChange(
  attempts: readonly Attempt[],
  { verdict, facets, rules }: Outcome,
): readonly Attempt[] {
  const deciding = attempts.filter(({ facet }) => facets[facet]?.verdict === verdict);
  if (verdict === 'allow') return deciding.filter(({ rule }) => rule.effect !== 'allow');
  if (verdict === 'deny') return rules.length > 0 ? [] : missingGrants(deciding);
  const named = new Set(deciding.map(({ place }) => place.rule));
  const isOtherwise = rules.every(({ id }) => !named.has(id));
  const denies = deciding.filter(({ rule }) => rule.effect === 'deny');
  return isOtherwise ? [...denies, ...missingGrants(deciding)] : denies;
}

/** Allows and asks of layers that do not grant a facet yet. */
function missingGrants(attempts: readonly Attempt[]): readonly Attempt[] {
  const grants = attempts.flatMap((each): readonly Attempt[] => {
    const mayGrant = each.layer.kind === 'policy' && each.rule.effect !== 'deny';
    return mayGrant ? [{ ...each, blamed: each.unsure }] : [];
  });
  const granted = new Set(
    grants.filter(({ blamed }) => blamed.length === 0).map((each) => keyOf(each)),
  );
  return grants.filter((each) => !granted.has(keyOf(each)));
}

function keyOf({ facet, layer: { layer } }: Attempt): string {
  return `${facet} ${layer?.text ?? 'repository'}`;
}

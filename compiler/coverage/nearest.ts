import type { Condition, Effect, Layer, Rule } from '../../dsl/ast.ts';
import { conditionText } from '../../dsl/print/condition-text.ts';
import type { Span } from '../../dsl/source.ts';
import type { Call } from '../analyze/reference/call.ts';
import { truthOf } from '../analyze/reference/condition.ts';
import type { Truth } from '../analyze/reference/truth.ts';
import { wireName } from '../bundle/tool-name.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { type Program, ruleId } from '../program.ts';
import { type AtomOutcome, outcomeOf } from './atom.ts';
import { audiencesOf, callsOf, isAbout } from './reach.ts';

/** A rule that did not decide a call, and what kept it from that. */
export interface Miss {
  readonly rule: string;
  readonly span: Span;
  readonly why: MissReason;
}

/** It is about other tools and actions, for other agents, or a condition of it came out wrong. */
export type MissReason =
  | { readonly kind: 'tool' | 'agent' }
  | {
      readonly kind: 'condition';
      readonly span: Span;
      readonly text: string;
      readonly was: AtomOutcome;
      /** Conditions of the rule that came out wrong as well. */
      readonly others: number;
    };

/** What somebody expected: a verdict, and maybe the rule that brings it about. */
export interface Expectation {
  readonly effect: Effect;
  /** The name of the rule, without that of its policy. */
  readonly rule: string | undefined;
}

/**
 * Of the rules that would have brought about what was expected, the one that fewest conditions kept
 * from it. Undefined when there is none: no rule says this, or one does and others overrule it.
 */
export function explainMiss(
  program: Program,
  request: DecisionRequest,
  expected: Expectation,
): Miss | undefined {
  const tool = program.subjects.get(`tool ${wireName(request.server, request.tool)}`);
  if (tool === undefined) return undefined;
  const calls = callsOf(program, tool, request);
  const rules = expectedRules(program, expected);
  const heard = rules.filter(({ agents }) => agents.has(request.agent));
  const about = heard.flatMap(({ rule, place }) =>
    calls.flatMap((call) => (isAbout(program, rule, call.subject) ? { rule, place, call } : [])),
  );
  if (about.length === 0) {
    const [named] = heard.length > 0 ? heard : rules;
    if (named === undefined || expected.rule === undefined) return undefined;
    return { ...named.place, why: { kind: heard.length > 0 ? 'tool' : 'agent' } };
  }
  const missed = about.map(({ rule, place, call }) => ({ place, blamed: blameOf(rule, call) }));
  if (missed.some(({ blamed }) => blamed.length === 0)) return undefined;
  const [nearest] = missed.sort((a, b) => a.blamed.length - b.blamed.length);
  const [first] = nearest?.blamed ?? [];
  if (nearest === undefined || first === undefined) return undefined;
  const { condition, truth } = first;
  const why = {
    kind: 'condition',
    span: condition.span,
    text: conditionText(condition),
    was: outcomeOf(truth),
    others: nearest.blamed.length - 1,
  } as const;
  return { ...nearest.place, why };
}

interface ExpectedRule {
  readonly rule: Rule;
  readonly agents: ReadonlySet<string>;
  readonly place: { readonly rule: string; readonly span: Span };
}

/** Rules of the effect, or those of the name, whatever their effect is. */
function expectedRules(program: Program, expected: Expectation): readonly ExpectedRule[] {
  const audiences = audiencesOf(program);
  const isMeant = ({ name, effect }: Rule): boolean =>
    expected.rule === undefined ? effect === expected.effect : name?.text === expected.rule;
  return program.layers.flatMap((layer: Layer, at) =>
    layer.rules.flatMap((rule, index) => {
      if (!isMeant(rule)) return [];
      const place = { rule: ruleId(layer, rule, index), span: rule.span };
      return { rule, agents: audiences[at] ?? new Set<string>(), place };
    }),
  );
}

/** An atom that came out wrong. */
interface Blamed {
  readonly condition: Condition;
  readonly truth: Truth;
}

/** The fewest atoms that would have to come out otherwise for the rule to say something. */
function blameOf({ effect, onUnknownAsk, when, unless }: Rule, call: Call): readonly Blamed[] {
  // A deny and an ask speak up on what is unknown, a grant does not.
  const scope = { call, isUnknownEnough: effect === 'ask' || (effect === 'deny' && !onUnknownAsk) };
  return [
    ...(when === undefined ? [] : blame(scope, when, true)),
    ...(unless === undefined ? [] : blame(scope, unless, false)),
  ];
}

interface Scope {
  readonly call: Call;
  readonly isUnknownEnough: boolean;
}

function blame(scope: Scope, condition: Condition, wanted: boolean): readonly Blamed[] {
  if (condition.kind === 'not') return blame(scope, condition.operand, !wanted);
  if (condition.kind === 'and' || condition.kind === 'or') {
    const left = blame(scope, condition.left, wanted);
    const right = blame(scope, condition.right, wanted);
    const needsBoth = (condition.kind === 'and') === wanted;
    if (needsBoth) return [...left, ...right];
    return right.length < left.length ? right : left;
  }
  const truth = truthOf(condition, scope.call);
  const isRight = truth === wanted || (truth === undefined && scope.isUnknownEnough);
  return isRight ? [] : [{ condition, truth }];
}

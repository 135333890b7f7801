import type { Condition, Effect, Layer, Rule, Target } from '../../dsl/ast.ts';
import { quote } from '../../dsl/escape.ts';
import { conditionText } from '../../dsl/print/condition-text.ts';
import type { Span } from '../../dsl/source.ts';
import type { Call } from '../analyze/reference/call.ts';
import { truthOf } from '../analyze/reference/condition.ts';
import { commandTruth } from '../analyze/reference/event.ts';
import type { Past } from '../analyze/reference/past.ts';
import type { Truth } from '../analyze/reference/truth.ts';
import { wireName } from '../bundle/tool-name.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { type Program, ruleId } from '../program.ts';
import { commandsOf } from '../subject.ts';
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

/** A rule that is about something that a call does, and what kept it from holding on that. */
export interface Attempt {
  readonly layer: Layer;
  readonly rule: Rule;
  readonly place: { readonly rule: string; readonly span: Span };
  /** Position among what the call does, the call itself first. */
  readonly facet: number;
  /** What keeps it from speaking up; a deny and an ask do so on what is unknown. */
  readonly blamed: readonly Blamed[];
  /** What keeps it from surely holding, so that it could grant. */
  readonly unsure: readonly Blamed[];
}

/** A rule, its agents, and where it stands. */
export interface HeardRule extends Pick<Attempt, 'layer' | 'rule' | 'place'> {
  readonly agents: ReadonlySet<string>;
}

/** Holds rules against everything that a call of a declared tool does. */
export function attemptsOf(
  program: Program,
  { request, past }: { readonly request: DecisionRequest; readonly past?: Past },
  rules: readonly HeardRule[],
): readonly Attempt[] {
  const tool = program.subjects.get(`tool ${wireName(request.server, request.tool)}`);
  if (tool === undefined) return [];
  const all = callsOf(program, tool, request);
  const calls =
    past === undefined
      ? all
      : all.map((call, at) => ({ ...call, past, others: all.toSpliced(at, 1) }));
  const heard = rules.filter(({ agents }) => agents.has(request.agent));
  return heard.flatMap(({ layer, rule, place }) =>
    calls.flatMap((call, facet) => {
      if (!isAbout(program, rule, call.subject)) return [];
      const unsure = blameOf(rule, call, false);
      const { effect, onUnknownAsk } = rule;
      const isEager = effect === 'ask' || (effect === 'deny' && !onUnknownAsk);
      const blamed = isEager ? blameOf(rule, call, true) : unsure;
      return { layer, rule, place, facet, blamed, unsure };
    }),
  );
}

/** Every rule of a program. */
export function heardRules(program: Program): readonly HeardRule[] {
  const audiences = audiencesOf(program);
  return program.layers.flatMap((layer, at) => {
    const agents = audiences[at] ?? new Set<string>();
    return layer.rules.map((rule, index) => {
      return { layer, rule, agents, place: { rule: ruleId(layer, rule, index), span: rule.span } };
    });
  });
}

/** Of some attempts the one that fewest conditions kept from holding; undefined where all hold. */
export function nearestOf(attempts: readonly Attempt[]): (Miss & { effect: Effect }) | undefined {
  const missed = attempts.filter(({ blamed }) => blamed.length > 0);
  const [nearest] = missed.sort((a, b) => a.blamed.length - b.blamed.length);
  const [first] = nearest?.blamed ?? [];
  if (nearest === undefined || first === undefined) return undefined;
  const { span, text, truth } = first;
  const others = nearest.blamed.length - 1;
  const why = { kind: 'condition', span, text, was: outcomeOf(truth), others } as const;
  return { ...nearest.place, effect: nearest.rule.effect, why };
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
  if (!program.subjects.has(`tool ${wireName(request.server, request.tool)}`)) return undefined;
  const rules = heardRules(program).filter(({ rule }) => isExpected(rule, expected));
  const attempts = attemptsOf(program, { request }, rules);
  if (attempts.length === 0) {
    const heard = rules.filter(({ agents }) => agents.has(request.agent));
    const [named] = heard.length > 0 ? heard : rules;
    if (named === undefined || expected.rule === undefined) return undefined;
    return { ...named.place, why: { kind: heard.length > 0 ? 'tool' : 'agent' } };
  }
  if (attempts.some(({ blamed }) => blamed.length === 0)) return undefined;
  return nearestOf(attempts);
}

/** A rule of the effect, or the one of the name, whatever its effect is. */
function isExpected({ name, effect }: Rule, expected: Expectation): boolean {
  return expected.rule === undefined ? effect === expected.effect : name?.text === expected.rule;
}

/** An atom that came out wrong, or the commands that a rule is about. */
export interface Blamed {
  readonly span: Span;
  readonly text: string;
  readonly truth: Truth;
}

/** The fewest atoms that would have to come out otherwise for the rule to say something. */
function blameOf(
  { when, unless, targets }: Rule,
  call: Call,
  isUnknownEnough: boolean,
): readonly Blamed[] {
  const scope = { call, isUnknownEnough };
  return [
    ...targets.flatMap((target) => blameCommands(scope, target)),
    ...(when === undefined ? [] : blame(scope, when, true)),
    ...(unless === undefined ? [] : blame(scope, unless, false)),
  ];
}

interface Scope {
  readonly call: Call;
  readonly isUnknownEnough: boolean;
}

/** The commands that a rule names, where the call is none of them. */
function blameCommands({ call, isUnknownEnough }: Scope, target: Target): readonly Blamed[] {
  const truth = commandTruth(target, call);
  const commands = commandsOf(target);
  const [first] = commands;
  if (first === undefined || truth === true || (truth === undefined && isUnknownEnough)) return [];
  const text = commands.map((word) => quote(word.text)).join(', ');
  return [{ span: first.span, text: `the command ${text}`, truth }];
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
  return isRight ? [] : [{ span: condition.span, text: conditionText(condition), truth }];
}

import type { Effect, Layer, Rule } from '../../dsl/ast.ts';
import type { DecisionRequest, Facet } from '../evaluate/decision.ts';
import type { Program } from '../program.ts';
import { ruleId } from '../program.ts';
import { freshHistory } from '../test-call.ts';
import type { Subject } from '../subject.ts';
import { type Call, isMeant, isUnseen } from './reference/call.ts';
import { isUnreadable, truthOf } from './reference/condition.ts';
import { callOfTool, effectCalls } from './reference/effects.ts';
import { commandTruth } from './reference/event.ts';
import { globMatches } from './reference/glob.ts';
import { freshPast, noPast, type Past } from './reference/past.ts';
import { isNeeded, isOfShape } from './reference/shape.ts';
import { allOf, opposite, someOf, type Truth } from './reference/truth.ts';

/** What the reference evaluator answers: the verdict and the ids of the rules that decided. */
export interface ReferenceOutcome {
  readonly verdict: Effect;
  readonly rules: readonly string[];
  /** Each thing that the call does, the call itself first. */
  readonly facets: readonly Pick<Facet, 'kind' | 'name' | 'verdict'>[];
}

/** A call that no rule is asked about is denied as a whole, as the kernel denies it. */
function denied(name: string): ReferenceOutcome {
  return { verdict: 'deny', rules: [], facets: [{ kind: 'call', name, verdict: 'deny' }] };
}

/**
 * Decides a call straight from the tree of a checked program, rule by rule as the language
 * reference reads. Slow, and without a line in common with `compiler/evaluate`: where the two
 * differ, one of them is wrong. Only what a call does is found by the kernel for both, and `past`
 * tells what happened before; left out, nothing is known of it.
 */
export function decideByReference(
  program: Program,
  request: DecisionRequest,
  past: Past = request.history === freshHistory ? freshPast : noPast,
): ReferenceOutcome {
  const { agent, server, tool, input } = request;
  const name = server === null ? tool : `mcp__${server}__${tool}`;
  const declared = program.subjects.get(`tool ${name}`);
  if (!program.agents.has(agent) || declared === undefined) return denied(name);
  const args = isOfShape(declared.params, input) ? new Map(Object.entries(input)) : undefined;
  if (args === undefined) return denied(name);
  const effects = effectCalls(program, declared, request);
  const calls = [callOfTool(program, declared, request), ...effects].map((call, at, all) => {
    return { ...call, past, others: all.filter((_, other) => other !== at) };
  });
  const layers = program.layers.filter((layer) => appliesTo(layer, agent));
  const judged = calls.map((call, at) => {
    const needsGrant = at > 0 || isNeeded(declared, args, effects.length > 0);
    return { ...judge(layers, call, needsGrant), subject: call.subject };
  });
  return strictest(judged);
}

/** Decides things that an agent does together, whichever call or request does them. */
export function decideFacetsByReference(
  program: Program,
  agent: string,
  facets: readonly { readonly call: Call; readonly needsGrant: boolean }[],
): ReferenceOutcome {
  const layers = program.layers.filter((layer) => appliesTo(layer, agent));
  if (!program.agents.has(agent)) return denied(facets[0]?.call.subject.name ?? '');
  return strictest(
    facets.map(({ call, needsGrant }) => {
      return { ...judge(layers, call, needsGrant), subject: call.subject };
    }),
  );
}

type Judged = Pick<ReferenceOutcome, 'verdict' | 'rules'> & { readonly subject: Subject };

/** The maximum over all that a call does, and every rule that brought it about. */
function strictest(judged: readonly Judged[]): ReferenceOutcome {
  const order: readonly Effect[] = ['deny', 'ask', 'allow'];
  const verdict = order.find((each) => judged.some((one) => one.verdict === each)) ?? 'deny';
  const decisive = judged.filter((one) => one.verdict === verdict);
  return {
    verdict,
    rules: [...new Set(decisive.flatMap(({ rules }) => rules))],
    facets: judged.map(({ subject, verdict: own }) => {
      return {
        kind: subject.kind === 'tool' ? 'call' : 'action',
        name: subject.name,
        verdict: own,
      };
    }),
  };
}

function appliesTo({ agents }: Layer, agent: string): boolean {
  if (agents === undefined) return true;
  return agents.some(({ text, isPattern }) =>
    isPattern ? globMatches('text', text, agent) : text === agent,
  );
}

/** A rule about one facet, with the truth of its condition. */
interface JudgedRule {
  readonly id: string;
  readonly effect: Effect;
  /** The granting layer; undefined in a guard. */
  readonly layer: string | undefined;
  /** Says `on unknown ask`, and can read all it wants to. */
  readonly isLenient: boolean;
  readonly truth: Truth;
}

function judgedRules(layer: Layer, call: Call): readonly JudgedRule[] {
  const isOpaque = call.subject.key === 'action opaque';
  return layer.rules.flatMap((rule, index) => {
    const { effect, onUnknownAsk } = rule;
    const found = { id: ruleId(layer, rule, index), effect, layer: grantingLayer(layer) };
    if (isOpaque) {
      const truth = effect === 'allow' ? false : opaqueTruth(rule, call);
      return [{ ...found, isLenient: onUnknownAsk && isDynamic(call), truth }];
    }
    const isAbout = rule.targets.some((target) => isMeant(call, target));
    if (!isAbout) return [];
    const hasCondition = rule.when !== undefined || rule.unless !== undefined || hasCommands(rule);
    const isLenient = onUnknownAsk && hasCondition && !readsUnreadable(rule, call);
    return [{ ...found, isLenient, truth: holds(rule, call) }];
  });
}

/** What nobody can read may be whatever a shell can do. */
function opaqueTruth(rule: Rule, call: Call): Truth {
  const { targets } = rule;
  const isNamed = targets.some((target) => isMeant(call, target));
  const mayBe = targets.some((target) => isUnseen(call, target));
  return someOf([isNamed ? holds(rule, call) : false, mayBe ? undefined : false]);
}

/** Whether its words were read, so that a person may judge what the run decides. */
function isDynamic({ values }: Call): boolean {
  const cause = values.get('cause');
  return cause?.kind === 'known' && cause.value === 'dynamic';
}

function hasCommands({ targets }: Rule): boolean {
  return targets.some((target) => target.kind === 'action' && target.commands.length > 0);
}

function grantingLayer({ kind, layer }: Layer): string | undefined {
  return kind === 'guard' ? undefined : (layer?.text ?? 'repository');
}

function readsUnreadable({ when, unless }: Rule, call: Call): boolean {
  return [when, unless].some((each) => each !== undefined && isUnreadable(each, call));
}

function holds({ targets, when, unless }: Rule, call: Call): Truth {
  return allOf([
    ...targets.map((target) => commandTruth(target, call)),
    when === undefined || truthOf(when, call),
    unless === undefined || opposite(truthOf(unless, call)),
  ]);
}

/** The order of the verdict: deny, then nothing granted, then ask, then allow. */
function judge(
  layers: readonly Layer[],
  call: Call,
  needsGrant: boolean,
): Pick<ReferenceOutcome, 'verdict' | 'rules'> {
  const rules = layers.flatMap((layer) => judgedRules(layer, call));
  const of = (effect: Effect) => rules.filter((rule) => rule.effect === effect);
  const denies = of('deny').filter((rule) => (rule.isLenient ? isTrue(rule) : mayBeTrue(rule)));
  if (denies.length > 0) return { verdict: 'deny', rules: idsOf(denies) };
  const policies = layers.filter(({ kind }) => kind === 'policy');
  const granting = new Set(
    rules.filter((rule) => rule.effect !== 'deny' && isTrue(rule)).map(({ layer }) => layer),
  );
  const silent = policies.filter((policy) => needsGrant && !granting.has(grantingLayer(policy)));
  const otherwise = silent.filter((policy) => policy.otherwise !== undefined);
  const asked = new Set(otherwise.map(grantingLayer));
  const isForbidden = silent.some((policy) => !asked.has(grantingLayer(policy)));
  if (needsGrant && (policies.length === 0 || isForbidden)) return { verdict: 'deny', rules: [] };
  const asks = idsOf(rules.filter((rule) => rule.effect !== 'allow' && mayBeTrue(rule)));
  asks.push(...otherwise.map(({ name }) => `${name.text}.otherwise`));
  return asks.length > 0
    ? { verdict: 'ask', rules: asks }
    : { verdict: 'allow', rules: needsGrant ? idsOf(of('allow').filter(isTrue)) : [] };
}

function isTrue({ truth }: JudgedRule): boolean {
  return truth === true;
}

function mayBeTrue({ truth }: JudgedRule): boolean {
  return truth !== false;
}

function idsOf(rules: readonly JudgedRule[]): string[] {
  return rules.map(({ id }) => id);
}

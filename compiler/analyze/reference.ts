import type { Effect, Layer, Rule, ToolDeclaration } from '../../dsl/ast.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import type { Program } from '../program.ts';
import { ruleId } from '../program.ts';
import { type Call, isUnreadable, truthOf } from './reference/condition.ts';
import { globMatches } from './reference/glob.ts';
import { allOf, opposite, type Truth } from './reference/truth.ts';

/** What the reference evaluator answers: the verdict and the ids of the rules that decided. */
export interface ReferenceOutcome {
  readonly verdict: Effect;
  readonly rules: readonly string[];
}

/**
 * Decides a call straight from the tree of a checked program, rule by rule as the language
 * reference reads. Slow, and without a line in common with `compiler/evaluate`: where the two
 * differ, one of them is wrong.
 */
export function decideByReference(program: Program, request: DecisionRequest): ReferenceOutcome {
  const { agent, server, tool, input, workspace } = request;
  const declared = [...program.tools.values()].find((each) => isNamed(each, server, tool));
  if (!program.agents.has(agent) || declared === undefined) return { verdict: 'deny', rules: [] };
  const args = argumentsOf(declared, input);
  if (args === undefined) return { verdict: 'deny', rules: [] };
  const types = new Map(declared.params.map(({ name, type }) => [name.text, type.text]));
  const call: Call = { program, types, input: args, workspace };
  const layers = program.layers.filter((layer) => appliesTo(layer, agent));
  return judge(
    layers,
    layers.flatMap((layer) => judgedRules(layer, declared, call)),
  );
}

function isNamed({ tool }: ToolDeclaration, server: string | null, name: string): boolean {
  const wire = (mcp: string | undefined, text: string) =>
    mcp === undefined ? text : `mcp__${mcp}__${text}`;
  return wire(tool.server?.text, tool.name.text) === wire(server ?? undefined, name);
}

/** The arguments by name; undefined if the call is not one that the tool declares. */
function argumentsOf(
  { params }: ToolDeclaration,
  input: unknown,
): ReadonlyMap<string, unknown> | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const args = new Map<string, unknown>(Object.entries(input));
  const isComplete = params.every(({ name, optional }) => optional || args.has(name.text));
  const isDeclared = [...args].every(([name, value]) => {
    const type = params.find((param) => param.name.text === name)?.type.text;
    return type !== undefined && isOfType(type, value);
  });
  return isComplete && isDeclared ? args : undefined;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'Json') return true;
  if (type === 'Int') return Number.isSafeInteger(value);
  return type === 'Bool' ? typeof value === 'boolean' : typeof value === 'string';
}

function appliesTo({ agents }: Layer, agent: string): boolean {
  if (agents === undefined) return true;
  return agents.some(({ text, isPattern }) =>
    isPattern ? globMatches('text', text, agent) : text === agent,
  );
}

/** A rule about the called tool, with the truth of its condition. */
interface JudgedRule {
  readonly id: string;
  readonly effect: Effect;
  /** The granting layer; undefined in a guard. */
  readonly layer: string | undefined;
  /** Says `on unknown ask`, and can read all it wants to. */
  readonly isLenient: boolean;
  readonly truth: Truth;
}

function judgedRules(layer: Layer, { tool }: ToolDeclaration, call: Call): readonly JudgedRule[] {
  return layer.rules.flatMap((rule, index) => {
    const isAbout = rule.targets.some(
      (target) => target.name.text === tool.name.text && target.server?.text === tool.server?.text,
    );
    if (!isAbout) return [];
    const { effect, onUnknownAsk } = rule;
    const id = ruleId(layer, rule, index);
    const isLenient = onUnknownAsk && !readsUnreadable(rule, call);
    return [{ id, effect, layer: grantingLayer(layer), isLenient, truth: holds(rule, call) }];
  });
}

function grantingLayer({ kind, layer }: Layer): string | undefined {
  return kind === 'guard' ? undefined : (layer?.text ?? 'repository');
}

function readsUnreadable({ when, unless }: Rule, call: Call): boolean {
  return [when, unless].some((each) => each !== undefined && isUnreadable(each, call));
}

function holds({ when, unless }: Rule, call: Call): Truth {
  return allOf([
    when === undefined || truthOf(when, call),
    unless === undefined || opposite(truthOf(unless, call)),
  ]);
}

/** The order of the verdict: deny, then nothing granted, then ask, then allow. */
function judge(layers: readonly Layer[], rules: readonly JudgedRule[]): ReferenceOutcome {
  const of = (effect: Effect) => rules.filter((rule) => rule.effect === effect);
  const denies = of('deny').filter((rule) => (rule.isLenient ? isTrue(rule) : mayBeTrue(rule)));
  if (denies.length > 0) return { verdict: 'deny', rules: idsOf(denies) };
  const policies = layers.filter(({ kind }) => kind === 'policy');
  const granting = new Set(
    rules.filter((rule) => rule.effect !== 'deny' && isTrue(rule)).map(({ layer }) => layer),
  );
  const silent = policies.filter((policy) => !granting.has(grantingLayer(policy)));
  const otherwise = silent.filter((policy) => policy.otherwise !== undefined);
  const asked = new Set(otherwise.map(grantingLayer));
  if (policies.length === 0 || silent.some((policy) => !asked.has(grantingLayer(policy)))) {
    return { verdict: 'deny', rules: [] };
  }
  const asks = idsOf(rules.filter((rule) => rule.effect !== 'allow' && mayBeTrue(rule)));
  asks.push(...otherwise.map(({ name }) => `${name.text}.otherwise`));
  return asks.length > 0
    ? { verdict: 'ask', rules: asks }
    : { verdict: 'allow', rules: idsOf(of('allow').filter(isTrue)) };
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

import type { Condition, Layer, Literal, Node, Param, Rule, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { termsOf } from '../../dsl/condition.ts';
import type { Span } from '../../dsl/source.ts';
import * as limits from '../bundle/limits.ts';
import { historyIn } from '../condition-parts.ts';
import { finding } from '../finding.ts';
import { type Program, rulesOf } from '../program.ts';

/** `unless` and a set of URLs in a condition are this many levels of the rule set. */
const hiddenLevels = 5;

/** Nothing is larger than a gateway loads. */
export function* checkLimits(program: Program): Generator<Diagnostic> {
  for (const { span } of program.files) {
    if (span.file.length <= limits.idUnitsMax) continue;
    const message = `found a file path of ${span.file.length} characters, expected at most ${limits.idUnitsMax}`;
    yield finding('over-limit', { ...span, end: span.start }, message);
  }
  for (const { name, owner, keys } of program.agents.values()) {
    yield* checkName([name, ...(owner ? [owner.name] : [])]);
    yield* checkCount(keys, limits.agentKeysMax, name.span, 'keys');
  }
  for (const { tool, params } of program.tools.values()) yield* checkParams(tool, params);
  for (const { action, params } of program.actions.values()) yield* checkParams(action, params);
  for (const layer of program.layers) yield* checkLayer(layer);
  for (const { agents, title, where } of program.claims) {
    yield* checkCount(agents ?? [], limits.operandsMax, title.span, 'agents');
    if (where !== undefined) yield* checkCondition(where);
  }
  for (const { rule } of rulesOf(program)) yield* checkRule(rule);
}

function* checkRule({ because, when, unless }: Rule): Generator<Diagnostic> {
  if (because !== undefined) yield* checkText(because);
  if (when !== undefined) yield* checkCondition(when);
  if (unless !== undefined) yield* checkCondition(unless);
}

function* checkParams({ span }: Node, params: readonly Param[]): Generator<Diagnostic> {
  yield* checkName(params.map(({ name }) => name));
  yield* checkCount(params, limits.paramsMax, span, 'parameters');
}

function* checkLayer({ name, agents, rules, otherwise }: Layer): Generator<Diagnostic> {
  yield* checkName([name, ...rules.flatMap((rule) => rule.name ?? [])]);
  yield* checkCount(agents ?? [], limits.operandsMax, name.span, 'agents');
  for (const { approval } of [...rules, ...(otherwise ? [otherwise] : [])]) {
    if (approval === undefined) continue;
    const { approvers, count, span } = approval;
    yield* checkName(approvers.map((approver) => approver.name));
    yield* checkCount(approvers, limits.approversMax, span, 'approvers');
    if (count <= limits.approversMax) continue;
    const message = `found ${count} approvals, expected at most ${limits.approversMax}`;
    yield finding('over-limit', span, message);
  }
}

function* checkName(names: readonly Word[]): Generator<Diagnostic> {
  for (const { text, span } of names) {
    if (text.length > 0 && text.length <= limits.nameUnitsMax) continue;
    const message = `found a name of ${text.length} characters, expected 1 to ${limits.nameUnitsMax}`;
    yield finding('over-limit', span, message);
  }
}

function* checkText({ text, span }: Word): Generator<Diagnostic> {
  if (text.length <= limits.textUnitsMax) return;
  const message = `found a text of ${text.length} characters, expected at most ${limits.textUnitsMax}`;
  yield finding('over-limit', span, message);
}

function* checkCount(
  items: readonly unknown[],
  countMax: number,
  span: Span,
  what: string,
): Generator<Diagnostic> {
  if (items.length <= countMax) return;
  yield finding('over-limit', span, `found ${items.length} ${what}, expected at most ${countMax}`);
}

function* checkCondition(condition: Condition): Generator<Diagnostic> {
  const levelsMax = limits.conditionDepthMax - hiddenLevels;
  if (depthOf(condition) > levelsMax) {
    const message = `found ${depthOf(condition)} levels of conditions, expected at most ${levelsMax}`;
    yield finding('over-limit', condition.span, message, { help: 'write several rules' });
  }
  yield* checkOperands(condition);
  for (const { event } of historyIn(condition)) {
    if (event.where !== undefined) yield* checkCondition(event.where);
  }
}

/** Levels of the condition; a chain of one connective is one. */
function depthOf(condition: Condition): number {
  return operandsOf(condition).reduce((depth, each) => Math.max(depth, 1 + depthOf(each)), 1);
}

function operandsOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'not' || condition.kind === 'every' || condition.kind === 'any') {
    return [condition.operand];
  }
  const isChain = condition.kind === 'and' || condition.kind === 'or';
  return isChain ? termsOf(condition.kind, condition) : [];
}

function* checkOperands(condition: Condition): Generator<Diagnostic> {
  const operands = operandsOf(condition);
  yield* checkCount(operands, limits.operandsMax, condition.span, 'conditions');
  for (const operand of operands) yield* checkOperands(operand);
  const literals = literalsOf(condition);
  yield* checkCount(literals, limits.operandsMax, condition.span, 'values');
  for (const { value, span } of literals) {
    if (typeof value === 'string') yield* checkText({ text: value, span });
  }
}

function literalsOf(condition: Condition): readonly Literal[] {
  if (condition.kind === 'compare') return [condition.value];
  return condition.kind === 'in' && condition.set.kind === 'list' ? condition.set.values : [];
}

import type {
  ActionDeclaration,
  AgentReference,
  Claim,
  Condition,
  EventPattern,
  Field,
  File,
  Item,
  Layer,
  Rule,
  Test,
  TestRow,
  TestSession,
  TestTable,
  ToolDeclaration,
} from '../ast.ts';
import type { IToken } from '../tokens.ts';
import { argumentNames, type Call } from './call-arguments.ts';
import { inCommand } from './command-occurrences.ts';
import { inActionName, inParam, inTarget, inToolName, inUse, named } from './name-occurrences.ts';
import {
  actionSymbol,
  type Occurrence,
  type PolicySymbol,
  paramSymbol,
  targetSymbol,
  toolSymbol,
} from './symbols.ts';

/** Every place of a file where a symbol is named, in the order of the text. */
export function occurrencesIn({ items }: File, tokens: readonly IToken[]): readonly Occurrence[] {
  return items
    .flatMap((item) => [...inItem(item, tokens)])
    .sort((a, b) => a.span.start - b.span.start);
}

function* inItem(item: Item, tokens: readonly IToken[]): Generator<Occurrence> {
  switch (item.kind) {
    case 'let':
      yield named('set', 'declaration', item.name);
      break;
    case 'agent':
      yield named('agent', 'declaration', item.name);
      for (const tool of item.loop?.poll ?? []) yield* inToolName(tool, 'reference');
      break;
    case 'tool':
      yield* inTool(item);
      break;
    case 'action':
      yield* inAction(item);
      break;
    case 'command':
      yield* inCommand(item);
      break;
    case 'observe':
      break;
    case 'test':
      yield* inTest(item, tokens);
      break;
    case 'import':
      break;
    case 'claim':
      yield* inClaim(item);
      break;
    default:
      yield* inLayer(item, tokens);
  }
}

function* inTool({ tool, params, does }: ToolDeclaration): Generator<Occurrence> {
  yield* inToolName(tool, 'declaration');
  const owner = toolSymbol(tool);
  for (const { name } of params) yield inParam([owner], 'declaration', name);
  for (const use of does) yield* inUse(use, (name) => paramSymbol(owner, name));
}

function* inAction({ action, params }: ActionDeclaration): Generator<Occurrence> {
  yield* inActionName(action, 'declaration');
  const owner = actionSymbol(action);
  for (const { name } of params) yield inParam([owner], 'declaration', name);
}

function* inLayer(
  { name, agents, rules }: Layer,
  tokens: readonly IToken[],
): Generator<Occurrence> {
  yield named('layer', 'declaration', name);
  yield* inAgents(agents ?? []);
  for (const rule of rules) yield* inRule(rule, tokens);
}

function* inAgents(references: readonly AgentReference[]): Generator<Occurrence> {
  for (const reference of references) {
    if (!reference.isPattern) yield named('agent', 'reference', reference);
  }
}

function* inClaim({ agents, target, where }: Claim): Generator<Occurrence> {
  yield* inAgents(agents ?? []);
  yield* inTarget(target);
  if (where !== undefined) yield* inCondition([targetSymbol(target)], where);
}

function* inRule(rule: Rule, tokens: readonly IToken[]): Generator<Occurrence> {
  const { name, targets, when, unless, examples } = rule;
  if (name !== undefined) yield named('rule', 'declaration', name);
  for (const target of targets) yield* inTarget(target);
  const owners = targets.map(targetSymbol);
  for (const condition of [when, unless]) {
    if (condition !== undefined) yield* inCondition(owners, condition);
  }
  for (const example of examples) yield* inCall(example, tokens);
}

/** A call of a test or an example, or the table of several. */
function* inCall(call: Call, tokens: readonly IToken[]): Generator<Occurrence> {
  yield* inToolName(call.tool, 'reference');
  const owner = toolSymbol(call.tool);
  for (const name of argumentNames(call, tokens)) yield inParam([owner], 'reference', name);
}

function* inCondition(
  owners: readonly PolicySymbol[],
  condition: Condition,
): Generator<Occurrence> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      yield* inCondition(owners, condition.left);
      yield* inCondition(owners, condition.right);
      break;
    case 'not':
    case 'every':
    case 'any':
      yield* inCondition(owners, condition.operand);
      break;
    case 'after':
    case 'count':
      yield* inEvent(condition.event);
      break;
    default:
      yield* inRelation(owners, condition);
  }
}

/** An earlier call, which a `where` is about in place of the one that is judged. */
function* inEvent({ target, where }: EventPattern): Generator<Occurrence> {
  yield* inTarget(target);
  if (where !== undefined) yield* inCondition([targetSymbol(target)], where);
}

function* inRelation(
  owners: readonly PolicySymbol[],
  condition: Extract<Condition, { readonly field: Field }>,
): Generator<Occurrence> {
  yield* inField(owners, condition.field);
  if (condition.kind === 'compare-fields') yield* inField(owners, condition.other);
  if (condition.kind === 'in' && condition.set.kind === 'name') {
    yield named('set', 'reference', condition.set);
  }
  if (condition.kind !== 'from') return;
  for (const source of condition.sources) {
    if (source.kind === 'tool') yield* inToolName(source, 'reference');
  }
}

function* inField(owners: readonly PolicySymbol[], { path }: Field): Generator<Occurrence> {
  const [name] = path;
  if (name !== undefined && owners.length > 0) yield inParam(owners, 'reference', name);
}

function* inTest({ blocks }: Test, tokens: readonly IToken[]): Generator<Occurrence> {
  for (const { agent, parts } of blocks) {
    if (agent !== undefined) yield named('agent', 'reference', agent);
    for (const part of parts) {
      if ('steps' in part) yield* inSession(part, tokens);
      else yield* inCall(part, tokens);
      if ('rows' in part) yield* inTable(part);
      else if (!('steps' in part)) yield* inRuleName(part);
    }
  }
}

function* inSession({ steps }: TestSession, tokens: readonly IToken[]): Generator<Occurrence> {
  for (const step of steps) {
    if (step.kind === 'prompt') continue;
    yield* inCall(step, tokens);
    yield* inRuleName(step);
  }
}

function* inTable({ tool, columns, rows }: TestTable): Generator<Occurrence> {
  for (const column of columns) yield inParam([toolSymbol(tool)], 'reference', column);
  for (const row of rows) yield* inRuleName(row);
}

function* inRuleName({ rule }: Pick<TestRow, 'rule'>): Generator<Occurrence> {
  if (rule !== undefined) yield named('rule', 'reference', rule);
}

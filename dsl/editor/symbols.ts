import type {
  AgentReference,
  Claim,
  Condition,
  Field,
  File,
  Item,
  Layer,
  Rule,
  Test,
  TestRow,
  TestTable,
  ToolDeclaration,
  ToolName,
  Word,
} from '../ast.ts';
import type { Span } from '../source.ts';
import type { IToken } from '../tokens.ts';
import { argumentNames, type Call } from './call-arguments.ts';

/** What has a name. A server is known by the tools declared of it. */
export type SymbolKind = 'agent' | 'tool' | 'server' | 'set' | 'layer' | 'rule' | 'param';

/** Something named. `scope` is the server of a tool and the {@link symbolKey} of a param's tool. */
export interface PolicySymbol {
  readonly kind: SymbolKind;
  readonly scope: string;
  readonly name: string;
}

/** One place where symbols are named: several where a field is read of several tools. */
export interface Occurrence {
  readonly symbols: readonly PolicySymbol[];
  readonly role: 'declaration' | 'reference';
  readonly span: Span;
  /** What may be written there: a bare name, any word with reserved ones quoted, or any word. */
  readonly spelling: 'name' | 'word' | 'any';
}

/** Equal for equal symbols only: no name holds a line feed that is not escaped in JSON. */
export function symbolKey({ kind, scope, name }: PolicySymbol): string {
  return JSON.stringify([kind, scope, name]);
}

/** The symbol of a tool as it is named. */
export function toolSymbol({ server, name }: ToolName): PolicySymbol {
  return { kind: 'tool', scope: server?.text ?? '', name: name.text };
}

/** The symbol of an argument of a tool. */
function paramSymbol(tool: PolicySymbol, name: string): PolicySymbol {
  return { kind: 'param', scope: symbolKey(tool), name };
}

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

function named(
  kind: SymbolKind,
  role: Occurrence['role'],
  { text, span }: Pick<Word, 'text' | 'span'>,
): Occurrence {
  return { symbols: [{ kind, scope: '', name: text }], role, span, spelling: 'name' };
}

function* inTool({ tool, params }: ToolDeclaration): Generator<Occurrence> {
  yield* inToolName(tool, 'declaration');
  const owner = toolSymbol(tool);
  for (const { name } of params) yield inParam([owner], 'declaration', name);
}

function* inToolName(tool: ToolName, role: Occurrence['role']): Generator<Occurrence> {
  const { server, name } = tool;
  if (server !== undefined) yield { ...named('server', role, server), spelling: 'word' };
  const spelling = server === undefined ? 'word' : 'any';
  yield { symbols: [toolSymbol(tool)], role, span: name.span, spelling };
}

function inParam(
  tools: readonly PolicySymbol[],
  role: Occurrence['role'],
  { text, span }: Word,
): Occurrence {
  const symbols = tools.map((tool) => paramSymbol(tool, text));
  return { symbols, role, span, spelling: 'any' };
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
  yield* inToolName(target, 'reference');
  if (where !== undefined) yield* inCondition([toolSymbol(target)], where);
}

function* inRule(rule: Rule, tokens: readonly IToken[]): Generator<Occurrence> {
  const { name, targets, when, unless, examples } = rule;
  if (name !== undefined) yield named('rule', 'declaration', name);
  for (const target of targets) yield* inToolName(target, 'reference');
  const tools = targets.map(toolSymbol);
  for (const condition of [when, unless]) {
    if (condition !== undefined) yield* inCondition(tools, condition);
  }
  for (const example of examples) yield* inCall(example, tokens);
}

/** A call of a test or an example, or the table of several. */
function* inCall(call: Call, tokens: readonly IToken[]): Generator<Occurrence> {
  yield* inToolName(call.tool, 'reference');
  const owner = toolSymbol(call.tool);
  for (const name of argumentNames(call, tokens)) yield inParam([owner], 'reference', name);
}

function* inCondition(tools: readonly PolicySymbol[], condition: Condition): Generator<Occurrence> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      yield* inCondition(tools, condition.left);
      yield* inCondition(tools, condition.right);
      break;
    case 'not':
      yield* inCondition(tools, condition.operand);
      break;
    default:
      yield* inField(tools, condition.field);
      if (condition.kind === 'in' && condition.set.kind === 'name') {
        yield named('set', 'reference', condition.set);
      }
  }
}

function* inField(tools: readonly PolicySymbol[], { path }: Field): Generator<Occurrence> {
  const [name] = path;
  if (name !== undefined && tools.length > 0) yield inParam(tools, 'reference', name);
}

function* inTest({ blocks }: Test, tokens: readonly IToken[]): Generator<Occurrence> {
  for (const { agent, parts } of blocks) {
    if (agent !== undefined) yield named('agent', 'reference', agent);
    for (const part of parts) {
      yield* inCall(part, tokens);
      if ('rows' in part) yield* inTable(part);
      else yield* inRuleName(part);
    }
  }
}

function* inTable({ tool, columns, rows }: TestTable): Generator<Occurrence> {
  for (const column of columns) yield inParam([toolSymbol(tool)], 'reference', column);
  for (const row of rows) yield* inRuleName(row);
}

function* inRuleName({ rule }: Pick<TestRow, 'rule'>): Generator<Occurrence> {
  if (rule !== undefined) yield named('rule', 'reference', rule);
}

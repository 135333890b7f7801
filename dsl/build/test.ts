import type {
  Effect,
  JsonValue,
  Test,
  TestBlock,
  TestCase,
  TestPrompt,
  TestSession,
  TestStep,
  TestTable,
  Word,
} from '../ast.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { EffectWord, Name, Text } from '../tokens.ts';
import { buildArguments } from './arguments.ts';
import type { Builder } from './cst.ts';
import {
  isWhole,
  node,
  nodes,
  optionalNode,
  optionalToken,
  spanOf,
  token,
  tokens,
  wordOf,
} from './cst.ts';
import { buildTable } from './table.ts';
import { buildToolName } from './target.ts';

/** `test "title" { ... }`; undefined when its title is missing. */
export function buildTest(builder: Builder, from: CstNode): Test | undefined {
  const title = optionalToken(from, Text);
  if (title === undefined) return undefined;
  const blocks = buildBlocks(builder, from);
  return {
    kind: 'test',
    title: wordOf(builder, title),
    blocks,
    agent: blocks[0]?.agent,
    cases: blocks.flatMap(casesOf),
    sessions: blocks.flatMap(sessionsOf),
    span: spanOf(builder, from),
  };
}

/** The calls of a block, rows of tables as calls of their own. */
export function casesOf({ agent, parts }: TestBlock): readonly TestCase[] {
  return parts.flatMap((part) => {
    if ('rows' in part) return rowCases(agent, part);
    return 'steps' in part ? [] : part;
  });
}

/** The sessions of a block. */
export function sessionsOf({ parts }: TestBlock): readonly TestSession[] {
  return parts.flatMap((part) => ('steps' in part ? part : []));
}

function rowCases(
  agent: Word | undefined,
  { columns, tool, shared, rows }: TestTable,
): readonly TestCase[] {
  return rows.map(({ values, verdict, rule, span }) => {
    const own = columns.map(({ text }, at): [string, JsonValue] => [text, values[at] ?? null]);
    const input = new Map([...(shared ?? []), ...own]);
    return { agent, tool, input, verdict, rule, span };
  });
}

/** The parts of a test by the `as` that they follow; those before the first have no agent. */
function buildBlocks(builder: Builder, from: CstNode): readonly TestBlock[] {
  const agents = tokens(from, Name).map((name) => wordOf(builder, name));
  const starts = agents.map(({ span }) => span.start);
  for (const prompt of nodes(from, 'prompt')) reportOutside(builder, prompt, '`prompt`');
  const parts = [...nodes(from, 'step'), ...nodes(from, 'table'), ...nodes(from, 'session')]
    .filter((part) => isWhole(builder, part))
    .sort((a, b) => spanOf(builder, a).start - spanOf(builder, b).start);
  const owned = Map.groupBy(parts, (part) => {
    const { start } = spanOf(builder, part);
    return starts.filter((place) => place < start).length;
  });
  const named = agents.map((agent, at) => blockOf(builder, agent, owned.get(at + 1) ?? []));
  const stray = owned.get(0);
  return stray === undefined ? named : [blockOf(builder, undefined, stray), ...named];
}

function blockOf(builder: Builder, agent: Word | undefined, from: readonly CstNode[]): TestBlock {
  const parts = from.map((part) => buildPart(builder, part, agent));
  const [first, last] = [agent ?? parts[0], parts.at(-1) ?? agent];
  const file = builder.source.file;
  return { agent, parts, span: { file, start: first?.span.start ?? 0, end: last?.span.end ?? 0 } };
}

function buildPart(
  builder: Builder,
  from: CstNode,
  agent: Word | undefined,
): TestBlock['parts'][number] {
  if (from.name === 'table') return buildTable(builder, from);
  if (from.name === 'session') return buildSession(builder, from, agent);
  const result = optionalNode(from, 'result');
  if (result !== undefined) reportOutside(builder, result, 'the result of a call');
  return buildCase(builder, node(from, 'testCase'), agent);
}

/** What has a history, or makes one, outside of a session. In faulty text its brace may be the fault. */
function reportOutside(builder: Builder, from: CstNode, what: string): void {
  if (builder.hasFaults) return;
  const message = `found ${what} outside of a session, expected it in one`;
  const help = 'put the calls that know of each other in `session { }`';
  builder.report(finding('outside-session', spanOf(builder, from), message, { help }));
}

/** `session { prompt "..."  TOOL { ... } => allow returns "..." }`. */
function buildSession(builder: Builder, from: CstNode, agent: Word | undefined): TestSession {
  const steps = [...nodes(from, 'prompt'), ...nodes(from, 'step')]
    .filter((part) => isWhole(builder, part))
    .sort((a, b) => spanOf(builder, a).start - spanOf(builder, b).start)
    .map((part) =>
      part.name === 'prompt' ? buildPrompt(builder, part) : buildStep(builder, part, agent),
    );
  return { kind: 'session', agent, steps, span: spanOf(builder, from) };
}

function buildPrompt(builder: Builder, from: CstNode): TestPrompt {
  return { kind: 'prompt', text: wordOf(builder, token(from, Text)), span: spanOf(builder, from) };
}

function buildStep(builder: Builder, from: CstNode, agent: Word | undefined): TestStep {
  const result = optionalNode(from, 'result');
  const returned = result && optionalToken(result, Text);
  return {
    ...buildCase(builder, node(from, 'testCase'), agent),
    kind: 'step',
    returns: returned && wordOf(builder, returned),
    fails: result !== undefined && returned === undefined,
    span: spanOf(builder, from),
  };
}

function buildCase(builder: Builder, from: CstNode, agent: Word | undefined): TestCase {
  const rule = optionalToken(from, Name);
  return {
    agent,
    tool: buildToolName(builder, node(from, 'toolName')),
    input: buildArguments(builder, node(from, 'object')),
    verdict: token(from, EffectWord).image as Effect,
    rule: rule && wordOf(builder, rule),
    span: spanOf(builder, from),
  };
}

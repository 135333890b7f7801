import type { Effect, JsonValue, Test, TestBlock, TestCase, TestTable, Word } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { EffectWord, Name, Text } from '../tokens.ts';
import { buildArguments } from './arguments.ts';
import type { Builder } from './cst.ts';
import { isWhole, node, nodes, optionalToken, spanOf, token, tokens, wordOf } from './cst.ts';
import { buildTable } from './table.ts';
import { buildToolName } from './tool-name.ts';

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
    span: spanOf(builder, from),
  };
}

/** The calls of a block, rows of tables as calls of their own. */
export function casesOf({ agent, parts }: TestBlock): readonly TestCase[] {
  return parts.flatMap((part) => ('rows' in part ? rowCases(agent, part) : part));
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
  const parts = [...nodes(from, 'testCase'), ...nodes(from, 'table')]
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
  const parts = from.map((part) =>
    part.name === 'table' ? buildTable(builder, part) : buildCase(builder, part, agent),
  );
  const [first, last] = [agent ?? parts[0], parts.at(-1) ?? agent];
  const file = builder.source.file;
  return { agent, parts, span: { file, start: first?.span.start ?? 0, end: last?.span.end ?? 0 } };
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

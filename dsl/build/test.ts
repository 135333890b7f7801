import type { Effect, Test, TestCase } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { EffectWord, Name, Text } from '../tokens.ts';
import { buildArguments } from './arguments.ts';
import type { Builder } from './cst.ts';
import { isWhole, node, nodes, optionalToken, spanOf, token, wordOf } from './cst.ts';
import { buildToolName } from './tool-name.ts';

/** `test "title" { ... }`; undefined when its title is missing. */
export function buildTest(builder: Builder, from: CstNode): Test | undefined {
  const title = optionalToken(from, Text);
  if (title === undefined) return undefined;
  const agent = optionalToken(from, Name);
  return {
    kind: 'test',
    title: wordOf(builder, title),
    agent: agent && wordOf(builder, agent),
    cases: nodes(from, 'testCase')
      .filter((testCase) => isWhole(builder, testCase))
      .map((testCase) => buildTestCase(builder, testCase)),
    span: spanOf(builder, from),
  };
}

function buildTestCase(builder: Builder, from: CstNode): TestCase {
  const rule = optionalToken(from, Name);
  return {
    tool: buildToolName(builder, node(from, 'toolName')),
    input: buildArguments(builder, node(from, 'object')),
    verdict: token(from, EffectWord).image as Effect,
    rule: rule && wordOf(builder, rule),
    span: spanOf(builder, from),
  };
}

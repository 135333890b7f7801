import type { Effect, JsonValue, Test, TestCase } from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { EffectWord, Name, Scalar, Text, Word, words } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import type { Builder } from './cst.ts';
import {
  isWhole,
  node,
  nodes,
  optionalNode,
  optionalToken,
  spanOf,
  token,
  wordOf,
  literalValue,
} from './cst.ts';
import { buildToolName } from './rule.ts';

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
    input: object(builder, node(from, 'object')),
    verdict: token(from, EffectWord).image as Effect,
    rule: rule && wordOf(builder, rule),
    span: spanOf(builder, from),
  };
}

/** A Map, because a key such as `__proto__` is a key like any other. */
function object(builder: Builder, from: CstNode): ReadonlyMap<string, JsonValue> {
  const members = nodes(from, 'member');
  checkCommas(builder, from, members);
  const values = new Map<string, JsonValue>();
  for (const member of members) {
    const key = wordOf(builder, token(member, Word));
    if (values.has(key.text)) {
      const message = `found the key ${quote(key.text)} twice, expected it once`;
      builder.report(finding('repeated-key', key.span, message, { help: 'delete one of the two' }));
    }
    values.set(key.text, json(builder, node(member, 'value')));
  }
  return values;
}

function json(builder: Builder, from: CstNode): JsonValue {
  const members = optionalNode(from, 'object');
  if (members !== undefined) return object(builder, members);
  const elements = optionalNode(from, 'array');
  if (elements !== undefined) return array(builder, elements);
  const scalar = token(from, Scalar);
  return scalar.tokenType === words.null ? null : literalValue(scalar);
}

function array(builder: Builder, from: CstNode): readonly JsonValue[] {
  const elements = nodes(from, 'value');
  checkCommas(builder, from, elements);
  return elements.map((element) => json(builder, element));
}

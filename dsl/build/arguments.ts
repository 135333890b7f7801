import type { JsonValue } from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { Scalar, Word, words } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import type { Builder } from './cst.ts';
import { keepPlaces, type ValuePlaces } from '../value-places.ts';
import { literalValue, node, nodes, optionalNode, spanOf, token, wordOf } from './cst.ts';

/** The arguments of a call. A Map, because a key such as `__proto__` is a key like any other. */
export function buildArguments(builder: Builder, from: CstNode): ReadonlyMap<string, JsonValue> {
  const members = nodes(from, 'member');
  checkCommas(builder, from, members);
  const values = new Map<string, JsonValue>();
  for (const member of members) {
    const key = wordOf(builder, token(member, Word));
    if (values.has(key.text)) {
      const message = `found the key ${quote(key.text)} twice, expected it once`;
      builder.report(finding('repeated-key', key.span, message, { help: 'delete one of the two' }));
    }
    values.set(key.text, buildValue(builder, node(member, 'value')));
  }
  return keepPlaces(values, placesIn(builder, from, members));
}

/** One value of a call. */
export function buildValue(builder: Builder, from: CstNode): JsonValue {
  const members = optionalNode(from, 'object');
  if (members !== undefined) return buildArguments(builder, members);
  const elements = optionalNode(from, 'array');
  if (elements !== undefined) return array(builder, elements);
  const scalar = token(from, Scalar);
  return scalar.tokenType === words.null ? null : literalValue(scalar);
}

function array(builder: Builder, from: CstNode): readonly JsonValue[] {
  const elements = nodes(from, 'value');
  checkCommas(builder, from, elements);
  const values = elements.map((element) => buildValue(builder, element));
  return keepPlaces(values, placesIn(builder, from, elements));
}

function placesIn(builder: Builder, from: CstNode, parts: readonly CstNode[]): ValuePlaces {
  return { span: spanOf(builder, from), parts: parts.map((part) => spanOf(builder, part)) };
}

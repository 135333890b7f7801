import type { Let, SetKind, Word } from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { suggest } from '../suggest.ts';
import { Name, Text } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import type { Builder } from './cst.ts';
import { node, spanOf, token, tokens, wordOf } from './cst.ts';

const setKinds: readonly SetKind[] = [
  'paths',
  'hosts',
  'urls',
  'emails',
  'keys',
  'refs',
  'strings',
];

/** `let NAME = KIND(...)`. */
export function buildLet(builder: Builder, from: CstNode): Let {
  const literal = node(from, 'setLiteral');
  const of = setKindOf(builder, wordOf(builder, token(literal, Name)));
  const patterns = patternsIn(builder, node(literal, 'patterns'));
  return {
    kind: 'let',
    name: wordOf(builder, token(from, Name)),
    value: { kind: 'set', of, patterns, span: spanOf(builder, literal) },
    span: spanOf(builder, from),
  };
}

/** The kind that a word names. An unknown one is reported and read as `strings`. */
export function setKindOf(builder: Builder, word: Word): SetKind {
  const kind = setKinds.find((candidate) => candidate === word.text);
  if (kind !== undefined) return kind;
  const near = suggest(word.text, setKinds);
  const expected = setKinds.map((candidate) => `\`${candidate}\``).join(', ');
  builder.report(
    finding(
      'unknown-set-kind',
      word.span,
      `found ${quote(word.text)}, expected one of ${expected}`,
      near === undefined ? {} : { help: `did you mean \`${near}\`?` },
    ),
  );
  return 'strings';
}

/** The strings between the parentheses of a set. */
export function patternsIn(builder: Builder, from: CstNode): readonly Word[] {
  const texts = tokens(from, Text);
  checkCommas(builder, from, texts);
  return texts.map((text) => wordOf(builder, text));
}

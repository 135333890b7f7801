import type { Example, TestCase, TestTable, Word } from '../ast.ts';
import { readString } from '../string-literal.ts';
import { bracketPairs, Colon, closingBrackets, type IToken, Text, tokenSpan } from '../tokens.ts';
import { firstAt } from './tokens-at.ts';

/** A call as a test or an example writes it, or what the calls of a table share. */
export type Call = Pick<TestCase | TestTable | Example, 'tool' | 'span'>;

/** The names of the arguments of a call. The tree keeps only their values, without places. */
export function argumentNames(
  { tool, span: { file, end } }: Call,
  tokens: readonly IToken[],
): readonly Word[] {
  const names: Word[] = [];
  let depth = 0;
  for (let at = firstAt(tokens, tool.span.end); at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || token.startOffset >= end) break;
    if (bracketPairs.has(token.image)) depth++;
    else if (closingBrackets.has(token.image) && --depth === 0) break;
    if (depth === 1 && tokens[at + 1]?.tokenType === Colon) {
      const text = token.tokenType === Text ? readString(token.image) : token.image;
      names.push({ text, span: tokenSpan(file, token) });
    }
  }
  return names;
}

import type { Comment } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { lexicalFindings } from './lexical-findings.ts';
import { numeralKind } from './numeral.ts';
import type { Source } from './source.ts';
import type { IToken, TokenType } from './tokens.ts';
import {
  Colon,
  Decimal,
  Dot,
  Duration,
  Integer,
  lexer,
  Name,
  Numeral,
  Percent,
  Quantity,
  Question,
  tokenSpan,
  Unexpected,
  wordTypes,
} from './tokens.ts';

/** What the lexer makes of a source. `tokens` hold only what the parser knows. */
export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly paragraphs: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Splits a source into tokens. Never throws; what it cannot read is reported and left out. */
export function lex(source: Source): Lexed {
  const { tokens: all, groups } = lexer.tokenize(source.text);
  const tokens = all.filter((token) => token.tokenType !== Unexpected);
  tokens.forEach((token, index) => settle(token, tokens[index - 1], tokens[index + 1]));
  return {
    tokens,
    comments: (groups['comments'] ?? []).map((token) => comment(source, token)),
    paragraphs: paragraphs(source.text),
    diagnostics: lexicalFindings(source, all),
  };
}

const numeralTypes = {
  integer: Integer,
  decimal: Decimal,
  duration: Duration,
  quantity: Quantity,
  percent: Percent,
} as const;

/** Gives a token its end, and the type that only its text and its neighbours tell. */
function settle(token: IToken, before: IToken | undefined, after: IToken | undefined): void {
  token.endOffset = token.startOffset + token.image.length - 1;
  if (token.tokenType === Name && !isNamePlace(before, after)) {
    retype(token, wordTypes.get(token.image) ?? Name);
  }
  // A malformed number was reported; as an integer it does least harm.
  if (token.tokenType === Numeral) {
    retype(token, numeralTypes[numeralKind(token.image) ?? 'integer']);
  }
}

function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
}

/** After a dot and before `:` or `?:` every word is a name: `.test`, `{ in: 1 }`, `on?: Bool`. */
function isNamePlace(before: IToken | undefined, after: IToken | undefined): boolean {
  return before?.tokenType === Dot || after?.tokenType === Colon || after?.tokenType === Question;
}

function comment(source: Source, token: IToken): Comment {
  let at = token.startOffset - 1;
  while (at >= 0 && ' \t\ufeff'.includes(source.text.charAt(at))) at--;
  const isTrailing = at >= 0 && source.text.charAt(at) !== '\n';
  return { span: tokenSpan(source.file, token), text: token.image.trimEnd(), isTrailing };
}

function paragraphs(text: string): number[] {
  return [...text.matchAll(/\n[ \t\r]*\n[ \t\r\n]*/g)].map(
    (match) => match.index + match[0].length,
  );
}

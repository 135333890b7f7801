import type { Comment } from './ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { lexicalFindings } from './lexical-findings.ts';
import { numeralKind } from './numeral.ts';
import type { Source } from './source.ts';
import type { IToken, TokenType } from './tokens.ts';
import {
  CloseBrace,
  CloseBracket,
  CloseParen,
  Decimal,
  Duration,
  Integer,
  lexer,
  Name,
  Numeral,
  OpenBrace,
  OpenBracket,
  OpenParen,
  Percent,
  Quantity,
  tokenSpan,
  Unexpected,
  wordTypes,
} from './tokens.ts';
import { isName } from './word-place.ts';

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
  settleAll(tokens);
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

/** Gives each token its end, and the type that only its text and its neighbours tell. */
function settleAll(tokens: readonly IToken[]): void {
  const open: boolean[] = []; // Of each bracket around a token: is it a parenthesis?
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined) break;
    const { tokenType, image } = token;
    token.endOffset = token.startOffset + image.length - 1;
    if (tokenType === Name) {
      const isPlain = isName(tokens, index, open.at(-1) === true);
      if (!isPlain) retype(token, wordTypes.get(image) ?? Name);
    } else if (tokenType === Numeral) {
      // A malformed number was reported; as an integer it does least harm.
      retype(token, numeralTypes[numeralKind(image) ?? 'integer']);
    } else if (openBrackets.has(tokenType)) {
      open.push(tokenType === OpenParen);
    } else if (closeBrackets.has(tokenType)) {
      open.pop();
    }
  }
}

const openBrackets: ReadonlySet<TokenType> = new Set([OpenParen, OpenBrace, OpenBracket]);
const closeBrackets: ReadonlySet<TokenType> = new Set([CloseParen, CloseBrace, CloseBracket]);

function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
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

import { createToken, EOF, Lexer } from 'chevrotain';
import type { IToken, TokenType } from 'chevrotain';
import type { Span } from './source.ts';
import { contextualWords, itemWords, reservedWords } from './words.ts';

export type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
export { isReserved, itemWords, statementWords } from './words.ts';

type KeywordText = (typeof reservedWords)[number] | (typeof contextualWords)[number];

function category(name: string, label: string, isPartOf: readonly TokenType[] = []): TokenType {
  return createToken({ name, label, pattern: Lexer.NA, categories: [...isPartOf] });
}

/** A name, or a string that stands for one where a name may hold other characters. */
export const Word: TokenType = category('Word', 'a name');
/** `allow`, `ask` or `deny`. */
export const EffectWord: TokenType = category('EffectWord', '`allow`, `ask` or `deny`');
/** `allowed`, `asked` or `denied`. */
export const OutcomeWord: TokenType = category('OutcomeWord', '`allowed`, `asked` or `denied`');
/** `policy` or `guard`. */
export const LayerWord: TokenType = category('LayerWord', '`policy` or `guard`');
/** The name of a granting layer; `agent` is one. */
export const LayerName: TokenType = category(
  'LayerName',
  '`organisation`, `repository` or `agent`',
);
/** `agents` or `agent`. */
export const AgentsWord: TokenType = category('AgentsWord', '`agents` or `agent`');
/** What a test call may hold beside objects and arrays. */
export const Scalar: TokenType = category('Scalar', 'a value');
/** What a condition compares with: a literal, or a word of an enum. */
export const Constant: TokenType = category('Constant', 'a value');
/** A value that is the same wherever it stands. */
export const Literal: TokenType = category('Literal', 'a string, an integer, `true` or `false`', [
  Scalar,
  Constant,
]);

/** What a budget counts. */
export const Amount: TokenType = category('Amount', 'an amount such as `20` or `5M`');

/** Any word that is not reserved. */
export const Name: TokenType = createToken({
  name: 'Name',
  label: 'a name',
  categories: [Word, LayerName, Constant],
  // Characters beyond ASCII are matched so that they are refused as one word, not one by one.
  pattern: /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*/,
});

/** `"text"` on one line; escapes are read later, where each can be reported. */
export const Text: TokenType = createToken({
  name: 'Text',
  label: 'a string',
  categories: [Word, Literal],
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/,
});
/** A string without its end. It counts as a string, so that the parser reads on. */
export const OpenText: TokenType = createToken({
  name: 'OpenText',
  categories: Text,
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/,
});
/** A string in quotes of another language or of a word processor. */
export const ForeignText: TokenType = createToken({
  name: 'ForeignText',
  categories: Text,
  pattern: /'[^'\r\n]*'|[\u201c\u201d][^"\u201c\u201d\r\n]*[\u201c\u201d]/,
});

/** Anything that begins like a number; {@link Integer}, {@link Duration} and so on later. */
export const Numeral: TokenType = createToken({
  name: 'Numeral',
  pattern: /-?\d[\w.]*(?:[+-]\w+)*%?/,
});
export const Integer: TokenType = createToken({
  name: 'Integer',
  label: 'an integer',
  categories: [Literal, Amount],
  pattern: Lexer.NA,
});
/** Legal in the calls of tests and in budgets only: conditions compare integers. */
export const Decimal: TokenType = createToken({
  name: 'Decimal',
  label: 'a number',
  categories: [Scalar, Amount],
  pattern: Lexer.NA,
});
export const Duration: TokenType = createToken({
  name: 'Duration',
  label: 'a duration such as `30m`',
  pattern: Lexer.NA,
});

/** Thousands, millions or milliards, in budgets only. */
export const Quantity: TokenType = createToken({
  name: 'Quantity',
  label: 'a quantity such as `5M`',
  categories: Amount,
  pattern: Lexer.NA,
});
export const Percent: TokenType = createToken({
  name: 'Percent',
  label: 'a percentage such as `80%`',
  pattern: Lexer.NA,
});

/** The name of an option of a program, with its dashes; one of other characters is quoted. */
export const OptionName: TokenType = createToken({
  name: 'OptionName',
  label: 'an option such as `--force`',
  pattern: /--?[A-Za-z][\w-]*/,
});

export const Comment: TokenType = createToken({
  name: 'Comment',
  pattern: /\/\/[^\r\n]*/,
  group: 'comments',
});
const Space = createToken({
  name: 'Space',
  pattern: /[ \t\r\n\ufeff]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
/** A run of characters that begin no token. Caught here, so that the lexer itself never fails. */
export const Unexpected: TokenType = createToken({
  name: 'Unexpected',
  pattern: /[#$%&*+;@\\^`~]+|\|{2,}|[^ \t\r\n]/,
});

function symbol(name: string, text: string): TokenType {
  return createToken({ name, pattern: text, label: `\`${text}\`` });
}

export const OpenBrace: TokenType = symbol('OpenBrace', '{');
export const CloseBrace: TokenType = symbol('CloseBrace', '}');
export const OpenParen: TokenType = symbol('OpenParen', '(');
export const CloseParen: TokenType = symbol('CloseParen', ')');
export const OpenBracket: TokenType = symbol('OpenBracket', '[');
export const CloseBracket: TokenType = symbol('CloseBracket', ']');
export const Comma: TokenType = symbol('Comma', ',');
export const Colon: TokenType = symbol('Colon', ':');
export const Question: TokenType = symbol('Question', '?');
export const Dot: TokenType = symbol('Dot', '.');
export const Arrow: TokenType = symbol('Arrow', '=>');
export const Equals: TokenType = symbol('Equals', '=');

/** Between the words of an enum and the names of an option; two of them are no token. */
export const Pipe: TokenType = createToken({
  name: 'Pipe',
  label: '`|`',
  pattern: /\|(?!\|)/,
});

/** `==`, `!=`, `<`, `<=`, `>`, `>=`. */
export const Comparator: TokenType = createToken({
  name: 'Comparator',
  label: 'a comparison such as `==`',
  pattern: /[=!<>]=|[<>]/,
});

const categories: Readonly<Partial<Record<KeywordText, readonly TokenType[]>>> = {
  allow: [EffectWord],
  ask: [EffectWord],
  deny: [EffectWord],
  policy: [LayerWord],
  guard: [LayerWord],
  agent: [AgentsWord, LayerName],
  agents: [Name, AgentsWord],
  allowed: [Name, OutcomeWord],
  asked: [Name, OutcomeWord],
  denied: [Name, OutcomeWord],
  true: [Literal],
  false: [Literal],
  null: [Scalar],
  // Names in every other place, and told from them before parsing.
  session: [],
  prompt: [],
};

function keyword(text: KeywordText): TokenType {
  const isName = (contextualWords as readonly string[]).includes(text);
  return createToken({
    name: text.charAt(0).toUpperCase() + text.slice(1),
    label: `\`${text}\``,
    pattern: Lexer.NA,
    categories: [...(categories[text] ?? (isName ? [Name] : []))],
  });
}

const keywordTexts: readonly KeywordText[] = [...reservedWords, ...contextualWords];

/** The token type of each word: `words.let`. Chosen after lexing, because place matters. */
export const words: Readonly<Record<KeywordText, TokenType>> = Object.fromEntries(
  keywordTexts.map((text) => [text, keyword(text)]),
) as Record<KeywordText, TokenType>;

/** The types of several words. */
export function typesOf(...texts: readonly KeywordText[]): readonly TokenType[] {
  return texts.map((text) => words[text]);
}

/** The same by text. A Map, because the key comes from outside. */
export const wordTypes: ReadonlyMap<string, TokenType> = new Map(Object.entries(words));

/** What begins an item. */
export const itemTypes: ReadonlySet<TokenType> = new Set(
  [...itemWords, 'action', 'command', 'observe'].flatMap((text) => wordTypes.get(text) ?? []),
);

/** Each opening bracket with the closing one. */
export const bracketPairs: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
]);

/** The closing ones. */
export const closingBrackets: ReadonlySet<string> = new Set(bracketPairs.values());

/** What the lexer looks for, in order of preference. */
export const lexed: readonly TokenType[] = [
  Space,
  Comment,
  ForeignText,
  Name,
  Text,
  OpenText,
  Numeral,
  OptionName,
  Arrow,
  Comparator,
  Equals,
  OpenBrace,
  CloseBrace,
  OpenParen,
  CloseParen,
  OpenBracket,
  CloseBracket,
  Comma,
  Colon,
  Question,
  Dot,
  Pipe,
  Unexpected,
];

/** What stands behind the last token. */
export const EndOfFile: TokenType = EOF;

/** Every token type the parser may meet. */
export const vocabulary: readonly TokenType[] = [
  ...lexed,
  Word,
  EffectWord,
  OutcomeWord,
  LayerWord,
  LayerName,
  AgentsWord,
  Scalar,
  Constant,
  Literal,
  Integer,
  Decimal,
  Duration,
  Amount,
  Quantity,
  Percent,
  ...wordTypes.values(),
  EOF,
];

/** Text to tokens and comments. One for the process: building it costs more than most files. */
export const lexer: Lexer = new Lexer([...lexed], {
  positionTracking: 'onlyOffset',
  // The checks of the tokens themselves cost time at every start; a test makes them.
  skipValidations: true,
});

/** The place of a token. */
export function tokenSpan(file: string, token: IToken): Span {
  return { file, start: token.startOffset, end: token.startOffset + token.image.length };
}

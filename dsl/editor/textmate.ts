import { bracketPairs, Comment, isReserved, Name, OptionName, wordTypes } from '../tokens.ts';
import { setDocs, typeDocs } from './keyword-docs.ts';

/** A rule of a TextMate grammar (https://macromates.com/manual/en/language_grammars). */
interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Pattern[];
}

/** The colours that need no understanding of the text. What names mean comes from the server. */
export interface TextMateGrammar {
  readonly name: string;
  readonly scopeName: string;
  readonly fileTypes: readonly string[];
  readonly patterns: readonly Pattern[];
}

const effects = ['allow', 'ask', 'deny'];
const constants = ['true', 'false', 'null'];
const operators = ['and', 'or', 'not', 'has', 'in', 'matches', 'under'];
const items = [
  'edition',
  'import',
  'let',
  'agent',
  'tool',
  'policy',
  'guard',
  'test',
  'never',
  'always',
  'rule',
];

/**
 * The grammar that editors colour by, made from the tokens of the language, so that it cannot fall
 * behind. Words that mean something in one place only are coloured where a name could not stand.
 */
export function textMateGrammar(): TextMateGrammar {
  const known = new Set([...effects, ...constants, ...operators, ...items]);
  const others = [...wordTypes.keys()].filter((word) => isReserved(word) && !known.has(word));
  const contextual = [...wordTypes.keys()].filter((word) => !isReserved(word));
  return {
    name: 'Sentrely',
    scopeName: 'source.sentrely',
    fileTypes: ['sentrely'],
    patterns: [
      { name: 'comment.line.double-slash.sentrely', match: sourceOf(Comment.PATTERN) },
      string(),
      action(),
      field(),
      key(),
      {
        name: 'variable.parameter.option.sentrely',
        match: `(?<![\\w-])${sourceOf(OptionName.PATTERN)}`,
      },
      { name: 'constant.numeric.sentrely', match: '-?\\b\\d[\\w.]*%?' },
      words('keyword.control.effect.sentrely', effects),
      words('constant.language.sentrely', constants),
      words('keyword.operator.word.sentrely', operators),
      words('storage.type.sentrely', items),
      words('keyword.other.sentrely', others),
      words('support.type.sentrely', [...typeDocs.keys()]),
      { name: 'support.function.sentrely', match: `${anyOf([...setDocs.keys()])}(?=\\s*\\()` },
      contextualWords(contextual),
      { name: 'keyword.operator.sentrely', match: '=>|[=!<>]=|[<>=|]' },
    ],
  };
}

/** A word stands for itself: not in `a-b`, which is one name. */
function anyOf(texts: readonly string[]): string {
  return `(?<![\\w.-])(?:${texts.join('|')})(?![\\w-])`;
}

function words(name: string, texts: readonly string[]): Pattern {
  return { name, match: anyOf(texts) };
}

/** Behind these words stands a name, whatever it is: `tool team { }`. */
const namers = 'let tool command policy guard rule as allow ask deny'.split(' ');

function contextualWords(texts: readonly string[]): Pattern {
  const notNamed = `(?<!${namers.map((word) => `\\b${word} `).join('|')})`;
  return { name: 'keyword.other.sentrely', match: `${notNamed}${anyOf(texts)}` };
}

/** On one line; an open one ends with it, so that it does not colour the rest of the file. */
function string(): Pattern {
  return {
    name: 'string.quoted.double.sentrely',
    begin: '"',
    end: '"|$',
    patterns: [
      {
        name: 'constant.character.escape.sentrely',
        match: '\\\\(?:["\\\\nt]|u\\{[0-9A-Fa-f]{1,6}\\})',
      },
      { name: 'invalid.illegal.escape.sentrely', match: '\\\\.' },
      { name: 'keyword.operator.wildcard.sentrely', match: '\\*\\*?|\\?' },
    ],
  };
}

/** `git.push`: no space stands in the name of an action, so that it is told from a field. */
function action(): Pattern {
  const name = sourceOf(Name.PATTERN);
  return {
    match: `(?<![\\w."-])(${name})\\.(${name})`,
    captures: {
      1: { name: 'entity.name.namespace.sentrely' },
      2: { name: 'entity.name.function.sentrely' },
    },
  };
}

/** After a dot every word is a name. */
function field(): Pattern {
  return {
    match: `(\\.)(${sourceOf(Name.PATTERN)})`,
    captures: { 2: { name: 'variable.other.property.sentrely' } },
  };
}

/** So it is before a colon: parameters, and keys of test calls. */
function key(): Pattern {
  return {
    name: 'variable.other.property.sentrely',
    match: `${sourceOf(Name.PATTERN)}(?=\\??\\s*:)`,
  };
}

function sourceOf(pattern: unknown): string {
  return pattern instanceof RegExp ? pattern.source : '';
}

/** What editors must know to comment out, to close brackets and to indent. */
export function languageConfiguration() {
  const brackets = [...bracketPairs];
  const pairs = [...brackets, ['"', '"']];
  return {
    comments: { lineComment: '//' },
    brackets,
    autoClosingPairs: pairs.map(([open, close]) => ({ open, close, notIn: ['string', 'comment'] })),
    surroundingPairs: pairs,
    wordPattern: '[A-Za-z_][\\w-]*',
    indentationRules: {
      increaseIndentPattern: '^[^"]*[{(\\[]\\s*(//.*)?$',
      decreaseIndentPattern: '^\\s*[})\\]]',
    },
  };
}

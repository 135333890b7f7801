import type { IToken, TokenType } from './tokens.ts';
import {
  Arrow,
  CloseBrace,
  CloseParen,
  Colon,
  Comma,
  Comparator,
  Dot,
  Equals,
  ForeignText,
  Integer,
  itemWords,
  Name,
  OpenBrace,
  OpenBracket,
  OpenParen,
  OpenText,
  OptionName,
  Pipe,
  Question,
  Text,
  typesOf,
  words,
} from './tokens.ts';

type Type = TokenType | undefined;

/**
 * True if a word is a name for its place, whatever it means elsewhere. After a dot, before `:` or
 * `?:` and beside `|` every word is one: `.test`, `{ in: 1 }`, `on?: Bool`, `on | off`. So is a
 * variable that stands alone, `(in)`, and the group of an action, `deny agent.start`. Tokens before
 * the place have their final types, those behind it not yet.
 */
export function isName(tokens: readonly IToken[], index: number, isInParens: boolean): boolean {
  const word = tokens[index]?.image ?? '';
  const [before, after] = [tokens[index - 1]?.tokenType, tokens[index + 1]?.tokenType];
  const ruling = namePlaces.get(word);
  if (ruling !== undefined) return ruling(tokens, index);
  return (
    before === Dot ||
    after === Colon ||
    after === Question ||
    isEnumPlace(tokens, index) ||
    (isInParens && isAlone(word, before, after)) ||
    (after === Dot && itemWords.has(word) && isOneOf(actionLeads, before))
  );
}

/** What an action follows; no item begins there. */
const actionLeads: readonly TokenType[] = [
  ...typesOf('allow', 'ask', 'deny', 'does', 'may', 'after', 'count', 'action'),
  Comma,
];

const texts: readonly TokenType[] = [Text, OpenText, ForeignText];

/** What may name an option: quoted, or a digit, too. */
const optionNames: readonly TokenType[] = [OptionName, Integer, ...texts];

/** What stands before a name, and before an item only in faulty text. */
const nameLeads: readonly TokenType[] = [
  OpenBrace,
  OpenParen,
  OpenBracket,
  Comma,
  Colon,
  Equals,
  Comparator,
  Arrow,
  Pipe,
];

/**
 * Words that the parser could mistake although it knows the place: in faulty text it resumes at what
 * may begin an item, and a call may be of a tool with any name.
 */
const namePlaces: ReadonlyMap<string, (tokens: readonly IToken[], index: number) => boolean> =
  new Map([
    ['action', isItemName],
    ['command', isItemName],
    ['observe', isItemName],
    ['session', (tokens, index) => !beginsSession(tokens, index)],
    ['prompt', (tokens, index) => !beginsPrompt(tokens, index)],
    ['value', (tokens, index) => !isOptionValue(tokens, index)],
  ]);

function isItemName(tokens: readonly IToken[], index: number): boolean {
  const [before, after] = [typeAt(tokens, index - 1), typeAt(tokens, index + 1)];
  if (before === Dot || isOneOf([Colon, Question, Dot, Pipe], after)) return true;
  return isOneOf(nameLeads, before) && !beginsItem(tokens, index);
}

/** `action GROUP.`, `command NAME {`, `observe until`. */
function beginsItem(tokens: readonly IToken[], index: number): boolean {
  const [word, first, second, third] = [0, 1, 2, 3].map((offset) => tokens[index + offset]);
  if (word?.image === 'action') return second?.tokenType === Dot;
  if (word?.image === 'observe') return first?.image === 'until';
  const isComplete = second?.image === 'complete' && third?.tokenType === OpenBrace;
  return isComplete || isOneOf([OpenBrace, Comma], second?.tokenType);
}

/** Behind the names of an option, also where one of them is missing. */
function isOptionValue(tokens: readonly IToken[], index: number): boolean {
  const before = typeAt(tokens, index - 1);
  const isBehindPipe = before === Pipe && typeAt(tokens, index - 2) === OptionName;
  return isBehindPipe || isOneOf(optionNames, before);
}

/** Beside `|`, but not between options. */
function isEnumPlace(tokens: readonly IToken[], index: number): boolean {
  if (typeAt(tokens, index + 1) === Pipe) return true;
  return typeAt(tokens, index - 1) === Pipe && typeAt(tokens, index - 2) !== OptionName;
}

/** What stands before a part of a test, beside the agent behind `as`. */
const partLeads: readonly TokenType[] = [
  OpenBrace,
  CloseBrace,
  CloseParen,
  words.allow,
  words.ask,
  words.deny,
];

/** Told from the call of a tool of that name by what stands in the braces. */
function beginsSession(tokens: readonly IToken[], index: number): boolean {
  if (typeAt(tokens, index + 1) !== OpenBrace) return false;
  const [before, second] = [typeAt(tokens, index - 1), typeAt(tokens, index + 2)];
  const isFirst = typeAt(tokens, index - 2) === words.as;
  if (second === CloseBrace) {
    const isPart = isFirst || isOneOf(partLeads, before);
    return isPart && typeAt(tokens, index + 3) !== Arrow;
  }
  return (isFirst || !isOneOf(ownerLeads, before)) && beginsStep(tokens, index + 2);
}

/** A prompt, or the call of a tool: not `command: "ls"`. */
function beginsStep(tokens: readonly IToken[], index: number): boolean {
  const [word, after] = [tokens[index], typeAt(tokens, index + 1)];
  if (word?.image === 'mcp') return true;
  if (word?.image === 'prompt' && isOneOf(texts, after)) return true;
  return after === OpenBrace && isOneOf([Name, ...texts], word?.tokenType);
}

/** Behind these stands the name of what has the braces. */
const ownerLeads: readonly TokenType[] = [
  ...typesOf('command', 'of', 'tool', 'agent', 'agents'),
  Comma,
];

/** What stands before a step of a session. */
const stepLeads: readonly TokenType[] = [...partLeads, words.fails, ...texts];

function beginsPrompt(tokens: readonly IToken[], index: number): boolean {
  if (!isOneOf(texts, typeAt(tokens, index + 1))) return false;
  return isOneOf(stepLeads, typeAt(tokens, index - 1)) || typeAt(tokens, index - 2) === words.as;
}

function typeAt(tokens: readonly IToken[], index: number): Type {
  return tokens[index]?.tokenType;
}

/** `(in)`, `(a, for)`, `branch: on)`: nothing but a value can stand alone there. */
function isAlone(word: string, before: Type, after: Type): boolean {
  const isEnclosed =
    isOneOf([OpenParen, Comma, Colon], before) && isOneOf([CloseParen, Comma], after);
  return isEnclosed && word !== 'true' && word !== 'false' && word !== 'null';
}

function isOneOf(types: readonly TokenType[], type: Type): boolean {
  return type !== undefined && types.includes(type);
}

import type { OptionEntry } from '../../bundle/rules.ts';
import type { ShellWord } from '../shell/reading.ts';
import { hasWords, isOther, readOption } from './option.ts';
import { fitPieces } from './pieces.ts';
import { type Possible, possibleOptions } from './possible.ts';
import type { FormTable } from './table.ts';
import { literalText, maySpread } from './word.ts';

/** An option that is given. `value` is null on a switch, and where an optional value is left out. */
export interface GivenOption {
  readonly option: OptionEntry;
  readonly value: ShellWord | null;
}

/** A word that is no option, or may be none, and how many words it can become. */
export interface Operand {
  readonly word: ShellWord;
  /** Whether it is some word for certain, be it an option after all. */
  readonly isWord: boolean;
  /** How many operands it is at least. */
  readonly least: 0 | 1;
  readonly isMany: boolean;
}

/** The arguments of a program as one form reads them. */
export interface Scan {
  readonly given: readonly GivenOption[];
  /** Options that a glob may match files of the name of. */
  readonly possible: readonly GivenOption[];
  readonly operands: readonly Operand[];
  /** A word that nobody knows may be an option: any option may be given, known to the form or not. */
  readonly isUncertain: boolean;
  /** An option is given that leaves nothing of what the form does. */
  readonly isInert: boolean;
}

interface Cursor {
  readonly form: FormTable;
  readonly words: readonly ShellWord[];
  at: number;
  given: GivenOption[];
  possible: GivenOption[];
  operands: Operand[];
  /** Operands that there are at least. */
  least: number;
  isEnded: boolean;
  /** The word before may be an option that takes this one for its value. */
  maySwallow: boolean;
  isUncertain: boolean;
  isInert: boolean;
}

/**
 * Splits arguments into options and operands. `no` where an option is none that the form knows, `stray`
 * where that comes behind all words which tell the form from others.
 */
export function scan(form: FormTable, words: readonly ShellWord[]): Scan | 'no' | 'stray' {
  const cursor: Cursor = {
    form,
    words,
    at: 0,
    given: [],
    possible: [],
    operands: [],
    least: 0,
    maySwallow: false,
    isEnded: form.operandsOnlyAfter === 0,
    isUncertain: false,
    isInert: false,
  };
  while (cursor.at < words.length) {
    const word = words[cursor.at++];
    if (word !== undefined && !take(cursor, word)) return isTold(cursor) ? 'stray' : 'no';
  }
  return cursor;
}

function isTold({ form: { words, positionals }, operands }: Cursor): boolean {
  if (words.length === 0) return false;
  const first = positionals.findIndex(({ repeats }) => repeats);
  const single = first < 0 ? positionals : positionals.slice(0, first);
  return (
    words.every((spellings, at) => spellings.includes(literalText(operands[at]?.word) ?? '')) &&
    single.every(({ pieces }, at) => {
      const word = operands[words.length + at]?.word;
      return word === undefined || fitPieces(pieces, word) !== 'no';
    })
  );
}

function take(cursor: Cursor, word: ShellWord): boolean {
  if (cursor.isEnded || isLiteralOfForm(cursor, word)) return pushOperand(cursor, word);
  const options = optionsHere(cursor);
  const read = readOption(options, word);
  switch (read.kind) {
    case 'operand':
      return pushPossible(cursor, word);
    case 'end':
      cursor.isEnded = true;
      cursor.given.push(...declaredEnd(options));
      return true;
    case 'dynamic':
      cursor.isUncertain = true;
      return pushOperand(cursor, word);
    case 'options':
      cursor.given.push(...read.given);
      cursor.isInert ||=
        canBeInert(cursor) && read.given.some(({ option }) => option.role === 'inert');
      return read.awaits === null || takeValue(cursor, read.awaits);
    default:
      // Behind the words that a form must have, an option that says nothing is passed over.
      return cursor.least >= cursor.form.fixed && isOther(options, word);
  }
}

/**
 * A program without subcommands may read no option behind its first operand: those of BSD, and those of
 * GNU where the environment says so. Nor do programs in Go whose options are words behind one dash.
 */
function canBeInert({ form, operands }: Cursor): boolean {
  const readsBehind = form.words.length > 0 && !hasWords(form.late);
  return readsBehind || operands.length <= form.words.length;
}

/** The end of the options may say something itself: behind it `git checkout` takes paths only. */
function declaredEnd(options: ReadonlyMap<string, OptionEntry>): readonly GivenOption[] {
  const option = options.get('--');
  return option === undefined ? [] : [{ option, value: null }];
}

/** A word that is an operand unless it turns out to be an option. */
function pushPossible(cursor: Cursor, word: ShellWord): boolean {
  const possible = addPossible(cursor, word);
  const isSwallowed = cursor.maySwallow;
  cursor.maySwallow = possible.maySwallow;
  return pushOperand(cursor, word, possible.mayVanish || isSwallowed);
}

function addPossible(cursor: Cursor, word: ShellWord): Possible {
  const possible = possibleOptions(cursor.form, isLate(cursor), word);
  cursor.isUncertain ||= possible.isAny;
  cursor.possible.push(...possible.options);
  return possible;
}

function isLate({ form, least }: Cursor): boolean {
  return least >= form.words.length;
}

function optionsHere(cursor: Cursor): ReadonlyMap<string, OptionEntry> {
  return isLate(cursor) ? cursor.form.late : cursor.form.early;
}

/** A template may begin with a dash: `-c {code}`. */
function isLiteralOfForm({ form, operands, least }: Cursor, word: ShellWord): boolean {
  const text = literalText(word);
  if (text === null || !text.startsWith('-') || operands.length !== least) return false;
  return form.words[least]?.includes(text) === true;
}

function takeValue(cursor: Cursor, option: OptionEntry): boolean {
  const value = cursor.words[cursor.at++];
  if (value === undefined) return false;
  cursor.given.push({ option, value });
  if (!maySpread(value)) return true;
  // What it becomes beside the value are words of their own.
  addPossible(cursor, value);
  cursor.operands.push({ word: value, isWord: false, least: 0, isMany: true });
  return true;
}

function pushOperand(cursor: Cursor, word: ShellWord, mayVanish = false): boolean {
  const isMany = maySpread(word);
  const isWord = word.kind !== 'unknown' || !isMany;
  const least = mayVanish || !isWord ? 0 : 1;
  cursor.operands.push({ word, isWord, least, isMany });
  cursor.least += least;
  const end = cursor.form.operandsOnlyAfter;
  if (end !== null && cursor.least >= end) cursor.isEnded = true;
  return true;
}

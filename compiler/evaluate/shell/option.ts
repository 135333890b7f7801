import {
  type ExpandedWord,
  literalWord,
  mayBeSeveral,
  textOf,
  unknownWord,
} from './expanded-word.ts';

/** The options that a wrapper takes before the command that it runs. */
export interface OptionTable {
  /** Letters without a value, and with one. */
  readonly flags?: string;
  readonly values?: string;
  /** Letters whose value, if any, stands in the same word: `-i{}`. */
  readonly optional?: string;
  /** Names without dashes. */
  readonly long?: readonly string[];
  readonly longValues?: readonly string[];
  /** Names whose value, if any, stands behind a `=`. */
  readonly longOptional?: readonly string[];
  /** Words before the command: the duration of `timeout`. */
  readonly operands?: number;
  /** Whether `NAME=value` may stand before the command. */
  readonly assigns?: boolean;
  /** Whether `-10` is one option. */
  readonly isNumeric?: boolean;
}

/** An option by its letter or name. */
export interface Option {
  readonly name: string;
  readonly value: ExpandedWord | null;
}

/** What stands before a command, and the command. */
export interface OptionReading {
  readonly options: readonly Option[];
  readonly assignments: readonly { readonly name: string; readonly value: ExpandedWord }[];
  readonly operands: readonly ExpandedWord[];
  readonly rest: readonly ExpandedWord[];
}

/** Reads the words behind a wrapper's name; null when one of them cannot be told apart. */
export function readOptions(
  words: readonly ExpandedWord[],
  table: OptionTable,
): OptionReading | null {
  const options: Option[] = [];
  let at = 0;
  while (at < words.length) {
    const found = readOption(words, at, table);
    if (found === null) return null;
    options.push(...found.options);
    at += found.width;
    if (found.isLast) break;
  }
  return readOperands(words.slice(at), options, table);
}

interface Found {
  readonly options: readonly Option[];
  /** Words that it takes. */
  readonly width: number;
  /** Whether no option follows. */
  readonly isLast: boolean;
}

function readOption(words: readonly ExpandedWord[], at: number, table: OptionTable): Found | null {
  const text = textOf(words[at]);
  if (text === null) return isOption(words[at]) ? null : { options: [], width: 0, isLast: true };
  if (text === '--') return { options: [], width: 1, isLast: true };
  if (!text.startsWith('-') || text === '-') return { options: [], width: 0, isLast: true };
  if (table.isNumeric === true && /^-\d+$/.test(text)) return flag(text.slice(1));
  return text.startsWith('--') ? readLong(words, at, table) : readCluster(words, at, table);
}

/** Whether a word that is no literal may be an option, or several words. */
function isOption(word: ExpandedWord | undefined): boolean {
  if (word === undefined || word.word.kind === 'text') return false;
  const maySplit = word.word.kind === 'unknown' && word.word.maySplit;
  return maySplit || word.start === '' || word.start.startsWith('-');
}

function flag(name: string): Found {
  return { options: [{ name, value: null }], width: 1, isLast: false };
}

function readLong(words: readonly ExpandedWord[], at: number, table: OptionTable): Found | null {
  const text = textOf(words[at]) ?? '';
  const equals = text.indexOf('=');
  const name = text.slice(2, equals < 0 ? undefined : equals);
  if (table.longValues?.includes(name) === true) {
    if (equals >= 0) return valued(name, literalWord(text.slice(equals + 1)), 1);
    return separate(name, words[at + 1]);
  }
  const isFlag = table.long?.includes(name) === true || table.longOptional?.includes(name) === true;
  if (!isFlag) return null;
  return equals < 0 ? flag(name) : valued(name, literalWord(text.slice(equals + 1)), 1);
}

function valued(
  name: string,
  value: ExpandedWord,
  width: number,
  before: readonly Option[] = [],
): Found {
  return { options: [...before, { name, value }], width, isLast: false };
}

/** A value in a word of its own: one that is exactly one word. */
function separate(name: string, value: ExpandedWord | undefined): Found | null {
  if (value === undefined) return null;
  return mayBeSeveral(value) ? null : valued(name, value, 2);
}

function readCluster(words: readonly ExpandedWord[], at: number, table: OptionTable): Found | null {
  const letters = (textOf(words[at]) ?? '').slice(1);
  const options: Option[] = [];
  for (const [index, letter] of Array.from(letters).entries()) {
    if (table.values?.includes(letter) === true) {
      const rest = letters.slice(index + 1);
      const found =
        rest === '' ? separate(letter, words[at + 1]) : valued(letter, literalWord(rest), 1);
      return found === null ? null : { ...found, options: [...options, ...found.options] };
    }
    if (table.optional?.includes(letter) === true) {
      const value = literalWord(letters.slice(index + 1));
      return valued(letter, value, 1, options);
    }
    if (table.flags?.includes(letter) !== true) return null;
    options.push({ name: letter, value: null });
  }
  return { options, width: 1, isLast: false };
}

function readOperands(
  words: readonly ExpandedWord[],
  options: readonly Option[],
  { operands: count = 0, assigns }: OptionTable,
): OptionReading | null {
  const operands = words.slice(0, count);
  // One that may be several words would shift the command.
  if (operands.some(mayBeSeveral)) return null;
  const behind = words.slice(count);
  const assignments = assigns === true ? readAssignments(behind) : [];
  return { options, assignments, operands, rest: behind.slice(assignments.length) };
}

function readAssignments(words: readonly ExpandedWord[]): OptionReading['assignments'] {
  const assignments: { name: string; value: ExpandedWord }[] = [];
  for (const word of words) {
    const equals = word.start.indexOf('=');
    if (equals <= 0 || mayBeSeveral(word)) break;
    const text = textOf(word);
    const value = text === null ? unknownWord(false) : literalWord(text.slice(equals + 1));
    assignments.push({ name: word.start.slice(0, equals), value: { ...value, start: '' } });
  }
  return assignments;
}

/** Files that a script of sed names. */
export interface SedScript {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

interface Cursor {
  readonly text: string;
  at: number;
  reads: string[];
  writes: string[];
}

/**
 * Reads a script as GNU sed does; null for one that runs a command (`e`, `s///e`), or that is not
 * understood in every letter.
 */
export function readSedScript(text: string): SedScript | null {
  const cursor: Cursor = { text, at: 0, reads: [], writes: [] };
  while (skip(cursor, /[\s;]*/y) && cursor.at < text.length) {
    if (!readAddresses(cursor) || !readCommand(cursor)) return null;
  }
  return { reads: cursor.reads, writes: cursor.writes };
}

/** Moves behind what matches here; every pattern used is sticky. */
function skip(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found === null) return false;
  cursor.at += found[0].length;
  return true;
}

function readAddresses(cursor: Cursor): boolean {
  if (!readAddress(cursor)) return false;
  if (skip(cursor, /[ \t]*,[ \t]*/y) && !skip(cursor, /[+~]\d+/y) && !readAddress(cursor))
    return false;
  skip(cursor, /[ \t]*(?:![ \t!]*)?/y);
  return true;
}

/** One address or none. */
function readAddress(cursor: Cursor): boolean {
  if (skip(cursor, /\d+(?:~\d+)?|\$/y)) return true;
  const { text, at } = cursor;
  const isOther = text.charAt(at) === '\\';
  if (!isOther && text.charAt(at) !== '/') return true;
  cursor.at += isOther ? 2 : 1;
  return readUntil(cursor, isOther ? text.charAt(at + 1) : '/') && skip(cursor, /[IM]*/y);
}

/** Moves behind the next delimiter that is not escaped. */
function readUntil(cursor: Cursor, delimiter: string): boolean {
  if (delimiter === '' || delimiter === '\n' || delimiter === '\\') return false;
  const { text } = cursor;
  for (; cursor.at < text.length; cursor.at++) {
    const character = text.charAt(cursor.at);
    if (character === '\\') cursor.at++;
    else if (character === delimiter) {
      cursor.at++;
      return true;
    }
  }
  return false;
}

const endOfCommand = /[ \t]*(?:[;\n]|(?=[}#])|$)/y;

/** What follows the letter of a command that names no file; each up to its end. */
const commands: ReadonlyMap<string, readonly RegExp[]> = new Map<string, readonly RegExp[]>([
  ['{', [/(?:)/y]],
  ['#', [/[^\n]*/y]],
  // Text up to the end of a line that does not end in a backslash.
  ...['a', 'i', 'c'].map((letter) => [letter, [/(?:\\[^]|[^\\\n])*(?:\n|$)/y]] as const),
  [':', [/[ \t]*[\w.-]+[ \t]*(?:[;\n]|$)/y]],
  ...['b', 't', 'T'].map((letter) => [letter, [/[ \t]*[\w.-]*/y, endOfCommand]] as const),
  ...['q', 'Q', 'l', 'L'].map((letter) => [letter, [/[ \t]*\d*/y, endOfCommand]] as const),
  ...['}', '=', 'd', 'D', 'g', 'G', 'h', 'H', 'n', 'N', 'p', 'P', 'x', 'z', 'F'].map(
    (letter) => [letter, [endOfCommand]] as const,
  ),
]);

function readCommand(cursor: Cursor): boolean {
  const letter = cursor.text.charAt(cursor.at++);
  if (letter === 'r' || letter === 'R') return readFile(cursor, cursor.reads);
  if (letter === 'w' || letter === 'W') return readFile(cursor, cursor.writes);
  if (letter === 's') return readSubstitution(cursor);
  if (letter === 'y') return readPair(cursor) && skip(cursor, endOfCommand);
  return commands.get(letter)?.every((pattern) => skip(cursor, pattern)) === true;
}

/** A file name runs to the end of its line. */
function readFile(cursor: Cursor, files: string[]): boolean {
  skip(cursor, /[ \t]*/y);
  const start = cursor.at;
  skip(cursor, /[^\n]*/y);
  const name = cursor.text.slice(start, cursor.at);
  if (name !== '') files.push(name);
  return name !== '';
}

function readPair(cursor: Cursor): boolean {
  const delimiter = cursor.text.charAt(cursor.at++);
  return readUntil(cursor, delimiter) && readUntil(cursor, delimiter);
}

function readSubstitution(cursor: Cursor): boolean {
  if (!readPair(cursor)) return false;
  skip(cursor, /[gpiImM\d]*/y);
  const { text, at } = cursor;
  if (text.charAt(at) === 'w') {
    cursor.at++;
    return readFile(cursor, cursor.writes);
  }
  return skip(cursor, endOfCommand);
}

import type { Known, SetPiece } from '../known.ts';
import type { ShellWord } from '../shell/reading.ts';

/** Characters that need no quotes in the text of a command. */
const bare = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** What a word says as the value of an argument. */
export function knownWord(word: ShellWord): Known {
  if (word.kind === 'text') return { kind: 'one', value: word.text };
  if (word.kind === 'set') return { kind: 'set', pieces: word.pieces };
  return { kind: 'unknown', maybeAbsent: false };
}

/** The text of a literal word; null of any other. */
export function literalText(word: ShellWord | undefined): string | null {
  return word?.kind === 'text' ? word.text : null;
}

/** Whether a word may become several, because the shell expands or splits it. */
export function maySpread(word: ShellWord): boolean {
  if (word.kind === 'unknown') return word.maySplit;
  return word.kind === 'set' && word.pieces.some(({ kind }) => kind !== 'text');
}

/** The characters that a word begins with for certain. */
export function startOf(word: ShellWord): string {
  if (word.kind === 'text') return word.text;
  const first = word.kind === 'set' ? word.pieces[0] : undefined;
  return first?.kind === 'text' ? first.text : '';
}

/** A word without so many characters of its certain start. */
export function withoutStart(word: ShellWord, length: number): ShellWord {
  if (word.kind === 'text') return { kind: 'text', text: word.text.slice(length) };
  if (word.kind === 'unknown') return word;
  const [first, ...rest] = word.pieces;
  if (first?.kind !== 'text') return word;
  const text = first.text.slice(length);
  return { kind: 'set', pieces: text === '' ? rest : [{ kind: 'text', text }, ...rest] };
}

/**
 * A simple command for people and for patterns: words joined by one space, one with other characters
 * than `A-Za-z0-9_@%+=:,./-` in single quotes. `?` is a word that nobody knows.
 */
export function commandText(words: readonly ShellWord[]): string {
  return words.map(wordText).join(' ');
}

function wordText(word: ShellWord): string {
  if (word.kind === 'text') return quoted(word.text);
  return word.kind === 'set' ? word.pieces.map(pieceText).join('') : '?';
}

function quoted(text: string): string {
  return bare.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function pieceText(piece: SetPiece): string {
  return piece.kind === 'text' ? piece.text : signs[piece.kind];
}

const signs = { run: '*', unit: '?', any: '*', below: '/**' } as const;

/** What is known of the whole command: how it begins, up to the first word that is not literal. */
export function knownCommand(words: readonly ShellWord[]): Known {
  const first = words.findIndex(({ kind }) => kind !== 'text');
  if (first < 0) return { kind: 'one', value: commandText(words) };
  const text = commandText(words.slice(0, first));
  // A word may become none at all, and then the blank before it is gone as well.
  return { kind: 'set', pieces: [{ kind: 'text', text }, { kind: 'any' }] };
}

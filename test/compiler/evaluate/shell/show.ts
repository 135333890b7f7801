import type {
  Redirection,
  ShellReading,
  ShellWord,
  SimpleCommand,
} from '../../../../compiler/evaluate/shell/reading.ts';
import { readShell } from '../../../../compiler/evaluate/shell/shell.ts';

/** Reads a text that begins in `/w`. */
export function read(text: string): ShellReading {
  return readShell(text, ['/w']);
}

/** A word for the eye: `?` is one unknown word, `?*` any number of them, `[ ]` a set. */
export function showWord(word: ShellWord): string {
  if (word.kind === 'unknown') return word.maySplit ? '?*' : '?';
  if (word.kind === 'set')
    return `[${word.pieces.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind)).join(' ')}]`;
  return /^[\w@%+=:,./~-]+$/.test(word.text) ? word.text : JSON.stringify(word.text);
}

/** The words of a command. */
export function showWords({ words }: SimpleCommand): string {
  return words.map(showWord).join(' ');
}

/** The words of each command, in order. */
export function commands(text: string): readonly string[] {
  return read(text).commands.map(showWords);
}

/** A redirection for the eye. */
export function showRedirection(one: Redirection): string {
  if (one.kind === 'connect') return `connect ${showWord(one.host)} ${showWord(one.port)}`;
  return `${one.kind} ${showWord(one.path)}`;
}

/** The words of each command and the directories that it may work in. */
export function places(text: string): readonly string[] {
  return read(text).commands.map(
    (command) => `${showWords(command)} in ${command.directories?.join(' ') ?? 'anywhere'}`,
  );
}

import type { SetPiece } from '../../evaluate/known.ts';

/**
 * A word of a command after quotes and escapes are gone. A text that begins with `~` or `~/` is in
 * the home directory. A set is one word if it is of `text` and `any` only; else it is a pattern of
 * file names, which may become several words, or none. `maySplit`: it stands unquoted, so that it
 * may become no word, or several. Without it, it is exactly one. Either may look like an option,
 * and so may a set that does not begin with a text.
 */
export type ShellWord =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'set'; readonly pieces: readonly SetPiece[] }
  | { readonly kind: 'unknown'; readonly maySplit: boolean };

/** A file or connection that the shell itself opens for a command. */
export type Redirection =
  | { readonly kind: 'read' | 'write'; readonly path: ShellWord }
  | { readonly kind: 'connect'; readonly host: ShellWord; readonly port: ShellWord };

/** What a command reads from its standard input: decisive where the command is an interpreter. */
export type StandardInput = 'inherited' | 'empty' | 'pipe' | 'text' | 'file';

/** One command as some program will see it: every wrapper that was understood is taken off. */
export interface SimpleCommand {
  /** The program and its arguments; at least one. */
  readonly words: readonly [ShellWord, ...ShellWord[]];
  /** Assignments in front of it, and those of wrappers such as `env`. */
  readonly environment: readonly { readonly name: string; readonly value: ShellWord }[];
  readonly redirections: readonly Redirection[];
  readonly input: StandardInput;
  /** Literal text of a here-document or here-string that feeds it; null otherwise. */
  readonly inputText: string | null;
  /** Where it works: one of these absolute directories; null is anywhere. */
  readonly directories: readonly string[] | null;
  /** Wrappers that were taken off, outermost first: `sudo`, `xargs`. */
  readonly via: readonly string[];
}

/**
 * Why nobody can tell what a part does. `dynamic`: its words were read, and only the run says what
 * they come to, so that a person may judge them. `unreadable`: it is over a limit, it cannot be
 * parsed, or shells do not read it alike.
 */
export type OpaqueCause = 'dynamic' | 'unreadable';

/** Everything a shell text may do, in the order of the text. */
export interface ShellReading {
  readonly commands: readonly SimpleCommand[];
  /** Assignments that stay in the shell, `export` and `declare` included. */
  readonly assignments: readonly { readonly name: string; readonly value: ShellWord }[];
  /** Redirections without a command. */
  readonly redirections: readonly Redirection[];
  /** Why parts of it cannot be read, in sentences; any of them makes the call have an opaque facet. */
  readonly opaque: readonly string[];
  /** Whether one of these is of the unreadable kind. */
  readonly isUnreadable: boolean;
  /** Where the shell may be when it ends: one of these absolute directories; null is anywhere. */
  readonly directories: readonly string[] | null;
}

import type { ParamType, Part } from './rules.ts';

/** A use of an action: what a tool or a command does. */
export interface EffectEntry {
  /** Index into `actions`. */
  readonly action: number;
  /** Every parameter of the action that is given a value. One left out is unknown. */
  readonly args: readonly EffectArgumentEntry[];
}

/**
 * One value. From a variable (a parameter of the tool, a placeholder or option of the command), a
 * constant, or the constant where the variable is absent. A variable that may hold several values
 * makes one effect of each.
 */
export interface EffectArgumentEntry {
  readonly param: string;
  readonly variable: string | null;
  readonly part: Part | null;
  /** Everything below the path as well as itself. */
  readonly under: boolean;
  /** With `under`: leaves out what lies below a name that begins with a dot. */
  readonly skipsHidden: boolean;
  readonly constant: string | number | boolean | null;
}

/** A program by its base names. */
export interface CommandEntry {
  readonly programs: readonly string[];
  /** No other way to call it does anything: what no form accepts is `shell.run`, the rest is not. */
  readonly complete: boolean;
  readonly options: readonly OptionEntry[];
  readonly forms: readonly FormEntry[];
}

export interface OptionEntry {
  /** With dashes: `-f`, `--force`. */
  readonly names: readonly string[];
  /** `attached` takes a value only as `--name=value`. */
  readonly value: 'none' | 'next' | 'attached';
  readonly type: ParamType;
  /** The variable it fills: true for a switch. */
  readonly variable: string | null;
  /** With one that is `inert` the form does nothing of its own. */
  readonly role: 'plain' | 'directory' | 'opaque' | 'runs' | 'inert';
  readonly sets: readonly {
    readonly variable: string;
    readonly value: string | number | boolean;
  }[];
  /** Variable `value` is its value. */
  readonly does: readonly EffectEntry[];
}

export interface FormEntry {
  /** Literal words that come first among the words that are no options, each with its spellings. */
  readonly words: readonly (readonly string[])[];
  readonly positionals: readonly PositionalEntry[];
  readonly options: readonly OptionEntry[];
  /** Empty means that it does nothing worth a rule: `shell.inert`. */
  readonly does: readonly EffectEntry[];
}

/** A word after the literal ones. Only the last positionals may be optional, only one repeats. */
export interface PositionalEntry {
  /** `s3://{bucket}/{key}` is text, variable, text, variable. */
  readonly pieces: readonly PieceEntry[];
  readonly optional: boolean;
  /** Takes one or more words; with `optional` none or more. */
  readonly repeats: boolean;
}

export type PieceEntry =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly type: ParamType };

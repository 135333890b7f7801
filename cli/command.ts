import type { Terminal } from './terminal.ts';

/**
 * 0: done, nothing found. 1: done, with findings. 2: wrong usage or environment. Only `run` ends with
 * others: those of the program that it started.
 */
export type ExitCode = number;

/** One `--name` of a verb. A `value` names what follows it; a switch has none. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly value?: string;
  readonly default?: string;
  /** The verb refuses to run without it. */
  readonly required?: true;
  /** May be given more than once. */
  readonly multiple?: true;
  /** One line for the help screen. */
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

/** Operands as the usage line shows them, and how many are legal. */
export interface Operands {
  readonly usage: string;
  readonly min: number;
  readonly max: number;
}

type Value<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? readonly string[]
    : string;

type Given<O extends Option> = O extends { required: true } | { default: string }
  ? Value<O>
  : Value<O> | undefined;

/** What the user asked of a verb, checked against its {@link Command.options}. */
export interface Invocation<O extends Options> {
  readonly options: { readonly [Name in keyof O]: Given<O[Name]> };
  readonly operands: readonly string[];
  readonly terminal: Terminal;
}

/** One verb: what its help says and what it does. */
export interface Command<O extends Options = Options> {
  readonly operands: Operands;
  readonly options: O;
  /** What the usage line cannot say; paragraphs, wrapped by hand at 80 columns. */
  readonly details?: string;
  /** Whole command lines without the leading `sentrely`. */
  readonly examples: readonly string[];
  /** What exit code 1 means here; absent where a verb has no findings. */
  readonly findings?: string;
  run(invocation: Invocation<O>): Promise<ExitCode>;
}

/** Declares a verb, so that `run` sees its options with their types. */
export function command<const O extends Options>(definition: Command<O>): Command {
  return definition;
}

/** For verbs that read policies: files, and folders for every `.sentrely` file below them. */
export const policyPaths: Operands = { usage: 'PATH...', min: 1, max: Number.POSITIVE_INFINITY };

export const noOperands: Operands = { usage: '', min: 0, max: 0 };

/** The `--json` of every verb whose answer a program may read. */
export const jsonOption = {
  type: 'boolean',
  help: 'print one JSON value instead of text',
} as const satisfies Option;

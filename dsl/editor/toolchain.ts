import type { Literal, SetKind } from '../ast.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Parsed } from '../parse.ts';
import type { Source } from '../source.ts';
import type { PolicyFile } from './policy-file.ts';

/** All files of one program, each read once however often the program is looked at. */
export interface ProgramText {
  readonly sources: readonly Source[];
  /** The reading of one of the sources. */
  readonly read: (source: Source) => Parsed;
}

/** What a condition may do with values of a type. */
export interface Operations {
  readonly literal: Literal['kind'] | null;
  readonly isOrdered: boolean;
  readonly isMatched: boolean;
  readonly set: SetKind | null;
  /** Names of parts with their types. */
  readonly parts: ReadonlyMap<string, string>;
}

/** One call of a test and what became of it. `line` counts from 1. */
export interface TestOutcome {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly tool: string;
  readonly expected: string;
  readonly expectedRule: string | null;
  readonly got: string;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly passed: boolean;
}

/** What the server needs of the compiler, handed in because dsl imports nothing of it. */
export interface Toolchain {
  /** Everything that is wrong with a program. */
  check(program: ProgramText): readonly Diagnostic[];
  /** Runs every test; undefined while the program has errors. */
  test(program: ProgramText): readonly TestOutcome[] | undefined;
  /** Undefined when there is no such type. */
  operations(type: string): Operations | undefined;
  /** Names of the libraries that can be imported: `std.claude-code`. */
  readonly libraryNames: readonly string[];
  /** A library by its name, always the same object; undefined when there is none. */
  library(name: string): PolicyFile | undefined;
  /** The actions that every program has. No editor can open this file: it is written as it is asked for. */
  readonly builtIn: PolicyFile;
  /** Whether a quoted reference such as `"ci-*"` means an agent. */
  matches(pattern: string, agent: string): boolean;
}

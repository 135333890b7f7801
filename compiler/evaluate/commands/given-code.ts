import type { ShellWord } from '../shell/reading.ts';

/** What a program runs or opens because the text that it is given says so. */
export interface GivenCode {
  /** Language of code that nobody reads; null is none. */
  readonly language: string | null;
  /** Files of code. */
  readonly files: readonly ShellWord[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** How many more files it may read of which nothing is known. */
  readonly unknownReads: number;
}

/** A program that is given no code. */
export const noCode: GivenCode = {
  language: null,
  files: [],
  reads: [],
  writes: [],
  unknownReads: 0,
};

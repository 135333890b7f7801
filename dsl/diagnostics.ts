import type { Severity } from './diagnostic.ts';
import { meaningDiagnostics } from './diagnostics/meaning.ts';
import { syntaxDiagnostics } from './diagnostics/syntax.ts';

/** What the catalogue says of one code; `sentrely explain CODE` prints it. */
export interface DiagnosticEntry {
  readonly severity: Severity;
  /** One line: the law that was broken. */
  readonly title: string;
  /** A short paragraph: why the law exists and what to do. */
  readonly explanation: string;
  /** A whole file that gives exactly this diagnostic. */
  readonly bad: string;
  /** The same file, mended. */
  readonly good: string;
}

/** Every diagnostic there is. A released code never changes its meaning. */
export const diagnostics = { ...syntaxDiagnostics, ...meaningDiagnostics } as const;

export type DiagnosticCode = keyof typeof diagnostics;

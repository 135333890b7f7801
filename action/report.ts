import type { ActionCommand } from './inputs.ts';

/** How loud a finding is, in GitHub's words. */
export type Level = 'error' | 'warning' | 'notice';

/** Something to say about a place in a policy file. */
export interface Finding {
  readonly level: Level;
  /** Code of the diagnostic, or `test-failed`. */
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Why the step passed or failed; an error of the environment has its own code instead. */
export type ReasonCode = 'ok' | 'errors' | 'warnings' | 'no-tests' | 'tests-failed';

/** Why rules were left unsigned: only compiled, no key at hand, or an event on a proposal. */
export type Unsigned = 'not-asked' | 'no-key' | 'event';

/** The rules that came out, and the bundle when they were signed. */
export interface Product {
  /** SHA-256 of the rules, which every decision names. */
  readonly digest: string;
  readonly rules: number;
  /** Null when the rules were compiled only; `unsigned` says why. */
  readonly bundle: SignedBundle | null;
  readonly unsigned: Unsigned | null;
}

/** A bundle that was written. */
export interface SignedBundle {
  /** Relative to the workspace. */
  readonly path: string;
  readonly revision: number;
  readonly channel: string;
  readonly expires: string;
}

/** What one run of the action found and made; the `result` output, so its shape is versioned. */
export interface Report {
  readonly version: 1;
  readonly command: ActionCommand;
  readonly decision: 'pass' | 'fail';
  readonly reason_code: ReasonCode;
  readonly files: number;
  /** Null when the command tests nothing, or nothing could be tested. */
  readonly tests: { readonly passed: number; readonly failed: number } | null;
  readonly errors: number;
  readonly warnings: number;
  /** The first {@link findingsMax} of them. */
  readonly findings: readonly Finding[];
  /** How many are not listed. */
  readonly omitted: number;
  readonly product: Product | null;
}

/** Findings that a report lists: an output of GitHub's may have a megabyte. */
export const findingsMax = 500;

/** How many findings are of one level; a failed test is an error. */
export function countOf(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length;
}

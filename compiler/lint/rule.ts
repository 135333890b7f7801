import type { Finding } from '../../dsl/diagnostic.ts';
import type { DiagnosticEntry } from '../../dsl/diagnostics.ts';
import type { LintContext } from './context.ts';

/** A finding before its rule has put its code and severity on it. */
export type Found = Omit<Finding, 'code' | 'severity'>;

/**
 * A law of good policies: what the catalogue says of it, and a search for where it is broken. `bad`
 * is a file that breaks it, `good` the same file mended. A released code never changes its meaning.
 */
export interface LintRule extends DiagnosticEntry {
  readonly code: string;
  find(context: LintContext): Iterable<Found>;
}

import type { DiagnosticCode } from './diagnostics.ts';
import type { Span } from './source.ts';

/** How much a finding matters: an error stops compilation, a warning may, info never does. */
export type Severity = 'error' | 'warning' | 'info';

/** A second place that explains a finding: the first declaration, the rule that overrides. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** One replacement of text. `span.start === span.end` inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A change a machine may make. `safe` means that it never changes what a valid policy decides. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly safe: boolean;
}

/** A finding about policy text, from whatever catalogue its code is. A value, never thrown. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** One line, lower case, no final period: what was found and what was expected. */
  readonly message: string;
  readonly span: Span;
  /** What stands under the carets. */
  readonly note?: string;
  readonly labels?: readonly Label[];
  /** One imperative step that mends it. */
  readonly help?: string;
  readonly fix?: Fix;
}

/** A finding of parser or checker; at most {@link diagnosticsMax} in one run. */
export interface Diagnostic extends Finding {
  readonly code: DiagnosticCode;
}

/** More than this and a run stops reporting: hostile text must not make a hostile report. */
export const diagnosticsMax = 100;

import type { Diagnostic } from './diagnostic.ts';
import type { DiagnosticEntry } from './diagnostics.ts';
import { syntaxDiagnostics } from './diagnostics/syntax.ts';
import type { Span } from './source.ts';

/** Codes of the lexer and the parser. */
export type SyntaxCode = keyof typeof syntaxDiagnostics;

/** What a finding may say beside its headline. */
export type Details = Partial<Pick<Diagnostic, 'note' | 'labels' | 'help' | 'fix'>>;

/** A finding of the lexer or the parser; its severity is the catalogue's. */
export function finding(
  code: SyntaxCode,
  span: Span,
  message: string,
  details: Details = {},
): Diagnostic {
  const entry: DiagnosticEntry = syntaxDiagnostics[code];
  return { code, severity: entry.severity, message, span, ...details };
}

import type { Word } from '../dsl/ast.ts';
import type { Diagnostic } from '../dsl/diagnostic.ts';
import type { DiagnosticEntry } from '../dsl/diagnostics.ts';
import { meaningDiagnostics } from '../dsl/diagnostics/meaning.ts';
import type { Span } from '../dsl/source.ts';
import { suggest } from '../dsl/suggest.ts';

/** Codes of the checker. */
export type MeaningCode = keyof typeof meaningDiagnostics;

/** What a finding may say beside its headline. */
export type Details = Partial<Pick<Diagnostic, 'note' | 'labels' | 'help' | 'fix'>>;

/** A finding of the checker; its severity is the catalogue's. */
export function finding(
  code: MeaningCode,
  span: Span,
  message: string,
  details: Details = {},
): Diagnostic {
  const entry: DiagnosticEntry = meaningDiagnostics[code];
  return { code, severity: entry.severity, message, span, ...details };
}

/**
 * Help for a misspelt name: the declared one that was most likely meant, with the change that
 * writes it, else the fallback.
 */
export function didYouMean(word: Word, declared: Iterable<string>, fallback?: string): Details {
  const near = suggest(word.text, declared);
  if (near === undefined) return fallback === undefined ? {} : { help: fallback };
  const edits = [{ span: word.span, text: near }];
  const fix = { title: `replace with \`${near}\``, edits, safe: false };
  return { help: `did you mean \`${near}\`?`, fix };
}

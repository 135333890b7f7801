import type { File } from '../../dsl/ast.ts';
import type { Finding } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { lineStarts, placeOf, type Source, type Span } from '../../dsl/source.ts';
import type { Found } from './rule.ts';

/** `// sentrely-ignore CODE: reason`, at the end of a line or alone on the line before. */
export interface Suppression {
  readonly code: string;
  /** Empty where none is given: then nothing is suppressed. */
  readonly reason: string;
  readonly span: Span;
  /** The line that it is about, from 1. */
  readonly line: number;
}

const form = /^\/\/\s*sentrely-ignore(?:\s+([\w-]+))?\s*(?::\s*(.*))?$/;

/** All suppressions of a program. */
export function suppressionsIn(
  files: readonly File[],
  sources: readonly Source[],
): readonly Suppression[] {
  return files.flatMap(({ comments, span: { file } }) => {
    const starts = startsOf(sources, file);
    return comments.flatMap(({ text, isTrailing, span }): readonly Suppression[] => {
      const [whole, code = '', reason = ''] = form.exec(text) ?? [];
      if (whole === undefined) return [];
      const line = placeOf(starts, span.start).line + (isTrailing ? 0 : 1);
      return [{ code, reason: reason.trim(), span, line }];
    });
  });
}

/** What remains once suppressions are heard, and which of these were for nothing. */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  sources: readonly Source[],
): { readonly findings: readonly Finding[]; readonly unused: readonly Suppression[] } {
  const used = new Set<Suppression>();
  const starts = new Map<string, readonly number[]>();
  const left = findings.filter((finding) => {
    const { file, start } = finding.span;
    const lines = starts.get(file) ?? startsOf(sources, file);
    starts.set(file, lines);
    const { line } = placeOf(lines, start);
    const found = suppressions.filter(
      (each) => each.span.file === file && each.line === line && each.code === finding.code,
    );
    if (finding.severity === 'error') return true;
    for (const each of found) used.add(each);
    return !found.some(({ reason }) => reason !== '');
  });
  return { findings: left, unused: suppressions.filter((each) => !used.has(each)) };
}

/** What is said about a suppression that suppresses nothing. */
export function unusedFound({ code, span }: Suppression): Found {
  return {
    span,
    message: `found no ${quote(code)} here to suppress`,
    help: 'remove the comment, or correct its code',
  };
}

/** What is said about a suppression without a reason. */
export function unreasonedFound({ code, span }: Suppression): Found {
  return {
    span,
    message: `found ${quote(code)} without a reason, expected one after a colon`,
    help: 'write why the finding does not matter here',
  };
}

function startsOf(sources: readonly Source[], file: string): readonly number[] {
  return lineStarts(sources.find((source) => source.file === file)?.text ?? '');
}

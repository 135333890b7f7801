import type { Finding, Severity } from './diagnostic.ts';
import { escapeHidden } from './escape.ts';
import { excerpt } from './render/excerpt.ts';
import type { Range } from './render/places.ts';
import { lineText, rangeOf } from './render/places.ts';
import type { Source, Span } from './source.ts';

type Sources = readonly Source[];

/** A place that an excerpt marks. */
interface Mark {
  readonly range: Range;
  readonly text: string;
  readonly isPrimary: boolean;
}

/** Select graphic rendition codes of ANSI terminals (ECMA-48). */
const styles = { error: '1;31', warning: '1;33', info: '1;36', label: '1;34', bold: '1' } as const;

type Paint = (style: keyof typeof styles, text: string) => string;

const plainPaint: Paint = (_, text) => text;
const colorPaint: Paint = (style, text) => `\u001b[${styles[style]}m${text}\u001b[0m`;

/**
 * Findings for a terminal: headline, place, excerpt with carets, help, and how to learn more. Ends
 * with a line feed unless there are no findings.
 */
export function renderPretty(
  diagnostics: readonly Finding[],
  sources: Sources,
  { color }: { readonly color: boolean },
): string {
  const paint = color ? colorPaint : plainPaint;
  return diagnostics.map((diagnostic) => `${pretty(diagnostic, sources, paint)}\n`).join('\n');
}

function pretty(diagnostic: Finding, sources: Sources, paint: Paint): string {
  const marks = marksOf(diagnostic, sources);
  const gutter = Math.max(...marks.map(({ range }) => String(range.line).length));
  const { severity, code } = diagnostic;
  const help = diagnostic.help ?? diagnostic.fix?.title;
  const margin = ' '.repeat(gutter + 1);
  return [
    `${paint(severity, `${severity}[${code}]`)}: ${paint('bold', escapeHidden(diagnostic.message))}`,
    ...filesOf(marks).flatMap((file) => excerptLines(file, { gutter, severity, sources, paint })),
    ...(help === undefined ? [] : [`${margin}help: ${escapeHidden(help)}`]),
    `${margin}see: sentrely explain ${code}`,
  ].join('\n');
}

function marksOf({ span, note, labels = [] }: Finding, sources: Sources): readonly Mark[] {
  const mark = (at: Span, text: string, isPrimary: boolean): Mark => ({
    range: rangeOf(at, sources),
    text,
    isPrimary,
  });
  return [
    mark(span, note ?? '', true),
    ...labels.map((label) => mark(label.span, label.text, false)),
  ];
}

/** Marks by file, that of the finding itself first, in the order of the text. */
function filesOf(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const files = [...new Set(marks.map(({ range }) => range.file))];
  return files.map((file) =>
    marks.filter(({ range }) => range.file === file).sort((a, b) => a.range.line - b.range.line),
  );
}

/** What the lines of one excerpt have in common. */
interface Frame {
  readonly gutter: number;
  readonly severity: Severity;
  readonly sources: Sources;
  readonly paint: Paint;
}

function excerptLines(marks: readonly Mark[], frame: Frame): readonly string[] {
  const { gutter, paint, sources } = frame;
  const { range } = marks.find(({ isPrimary }) => isPrimary) ?? marks[0] ?? {};
  if (range === undefined) return [];
  const arrow = paint('label', `${' '.repeat(gutter)}-->`);
  const lines = [`${arrow} ${escapeHidden(range.file)}:${range.line}:${range.column}`];
  let lineAbove: number | undefined;
  for (const mark of marks) {
    const text = lineText(mark.range, sources);
    if (text === undefined) continue;
    const { line } = mark.range;
    const rows = markRows(mark, text, frame);
    if (line === lineAbove) lines.push(...rows.slice(1));
    else lines.push(...separator(lineAbove, line, frame), ...rows);
    lineAbove = line;
  }
  return lines;
}

function separator(
  above: number | undefined,
  line: number,
  { gutter, paint }: Frame,
): readonly string[] {
  if (above === undefined) return [paint('label', `${' '.repeat(gutter + 1)}|`)];
  return line > above + 1 ? [paint('label', '...')] : [];
}

/** The line as numbered text, and under it the carets with what they say. */
function markRows(
  { range, text, isPrimary }: Mark,
  line: string,
  { gutter, severity, paint }: Frame,
): readonly [string, string] {
  const end = range.end_line > range.line ? line.length : range.end_column - 1;
  const shown = excerpt(line, range.column - 1, end);
  const carets = (isPrimary ? '^' : '-').repeat(shown.width);
  const said = text === '' ? carets : `${carets} ${escapeHidden(text)}`;
  const number = paint('label', `${String(range.line).padStart(gutter)} |`);
  const margin = paint('label', `${' '.repeat(gutter + 1)}|`);
  return [
    `${number} ${shown.text}`.trimEnd(),
    `${margin} ${' '.repeat(shown.column)}${paint(isPrimary ? severity : 'label', said)}`,
  ];
}

/** Findings one per line, for programs that read `file:line:column: text`. */
export function renderPlain(diagnostics: readonly Finding[], sources: Sources): string {
  return diagnostics
    .map(({ span, severity, code, message }) => {
      const { file, line, column } = rangeOf(span, sources);
      const place = `${escapeHidden(file)}:${line}:${column}`;
      return `${place}: ${severity}[${code}]: ${escapeHidden(message)}\n`;
    })
    .join('');
}

/** A finding as `check --json` prints it. Optional keys are left out, never null. */
export interface DiagnosticJson extends Range {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly note?: string;
  readonly help?: string;
  readonly labels?: readonly (Range & { readonly text: string })[];
  readonly fix?: {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly (Range & { readonly text: string })[];
  };
}

/** A finding as plain data. Lines and columns count from 1, columns in UTF-16 units. */
export function toJson(diagnostic: Finding, sources: Sources): DiagnosticJson {
  const { code, severity, message, span, note, help, labels, fix } = diagnostic;
  const placed = (items: readonly { readonly span: Span; readonly text: string }[]) =>
    items.map((item) => ({ ...rangeOf(item.span, sources), text: item.text }));
  return {
    code,
    severity,
    message,
    ...rangeOf(span, sources),
    ...(note === undefined ? {} : { note }),
    ...(help === undefined ? {} : { help }),
    ...(labels === undefined ? {} : { labels: placed(labels) }),
    ...(fix === undefined
      ? {}
      : { fix: { title: fix.title, safe: fix.safe, edits: placed(fix.edits) } }),
  };
}

import type { Source, Span } from '../source.ts';
import { lineStarts, placeOf } from '../source.ts';

/** A span as people and editors count it, from 1; the end is the place behind the last character. */
export interface Range {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
}

/** Lines are looked up many times in the same few sources. */
const startsBySource = new WeakMap<Source, readonly number[]>();

function startsOf(source: Source): readonly number[] {
  const known = startsBySource.get(source);
  if (known !== undefined) return known;
  const starts = lineStarts(source.text);
  startsBySource.set(source, starts);
  return starts;
}

/** The range of a span. In a file that is not among the sources it is the beginning of that file. */
export function rangeOf(span: Span, sources: readonly Source[]): Range {
  const source = sources.find(({ file }) => file === span.file);
  const starts = source === undefined ? [0] : startsOf(source);
  const start = placeOf(starts, source === undefined ? 0 : span.start);
  const end = placeOf(starts, source === undefined ? 0 : span.end);
  return {
    file: span.file,
    line: start.line,
    column: start.column,
    end_line: end.line,
    end_column: end.column,
  };
}

/** The text of a line without its end, or undefined when its source is not at hand. */
export function lineText(range: Range, sources: readonly Source[]): string | undefined {
  const source = sources.find(({ file }) => file === range.file);
  if (source === undefined) return undefined;
  const starts = startsOf(source);
  const line = source.text.slice(starts[range.line - 1], starts[range.line]);
  return line.replace(/[\r\n]+$/, '');
}

import type { JsonValue, TestCase } from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import { placesOf } from '../value-places.ts';
import { brokenText } from './block.ts';
import { columnsAt, type Layout, type Range } from './layout.ts';
import { toolNameText, wordText } from './text.ts';

/** A value of a test call: on one line if it fits the columns, else one element on each line. */
export function jsonText(value: JsonValue, columns: number): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return isArray(value) ? arrayText(value, columns) : objectText(value, columns);
}

/** `Array.isArray` does not know read-only arrays. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function arrayText(value: readonly JsonValue[], columns: number): string {
  const elementsIn = (width: number): readonly string[] =>
    value.map((item) => jsonText(item, width));
  const flat = `[${elementsIn(Number.POSITIVE_INFINITY).join(', ')}]`;
  return flat.length <= columns ? flat : brokenText('[', elementsIn(columns - 3), ']');
}

/** `{ command: "ls" }`, laid out like any value. */
export function objectText(value: ReadonlyMap<string, JsonValue>, columns: number): string {
  if (value.size === 0) return '{}';
  const membersIn = (width: number): readonly string[] =>
    [...value].map(([key, item]) => {
      const name = wordText(key);
      return `${name}: ${jsonText(item, width - name.length - 2)}`;
    });
  const flat = `{ ${membersIn(Number.POSITIVE_INFINITY).join(', ')} }`;
  return flat.length <= columns ? flat : brokenText('{', membersIn(columns - 3), '}');
}

/** A call between two texts, with the stretch of the source that all of it stands for. */
export interface PrintedCall extends Pick<TestCase, 'tool' | 'input'> {
  readonly around: readonly [string, string];
  readonly span: Range;
}

/** Puts out a call. With a comment among its arguments these stand on lines of their own. */
export function putCall(layout: Layout, level: number, call: PrintedCall): void {
  const { tool, input, around, span } = call;
  const [before, after] = around;
  const prefix = `${before}${toolNameText(tool)} `;
  const isPut = tryParts(layout, level, { prefix, value: input, suffix: after, span });
  if (!isPut) layout.line(level, { text: callText(call, around, columnsAt(level)), span });
}

/** A value between two texts. */
export interface PrintedValue {
  readonly prefix: string;
  readonly value: JsonValue;
  readonly suffix: string;
  readonly span: Range;
}

/**
 * Puts out an object or array with comments in it, each member on a line of its own. False means that
 * there is no comment, and that nothing was put out.
 */
export function tryParts(
  layout: Layout,
  level: number,
  { prefix, value, suffix, span }: PrintedValue,
): boolean {
  const places = placesOf(value);
  if (places === undefined || !layout.hasComment(places.span.start, places.span.end)) return false;
  const [open, close] = value instanceof Map ? '{}' : '[]';
  const head = { start: span.start, end: places.span.start + 1 };
  layout.line(level, { text: `${prefix}${open}`, span: head });
  for (const [at, part] of partsOf(value).entries()) {
    const place = places.parts[at] ?? places.span;
    const printed = { ...part, suffix: ',', span: place };
    if (tryParts(layout, level + 1, printed)) continue;
    const columns = columnsAt(level + 1) - part.prefix.length - 1;
    const text = `${part.prefix}${jsonText(part.value, columns)},`;
    layout.line(level + 1, { text, span: place });
  }
  const tail = { start: places.span.end - 1, end: span.end };
  layout.line(level, { text: `${close}${suffix}`, span: tail }, level + 1);
  return true;
}

function partsOf(value: JsonValue): readonly Pick<PrintedValue, 'prefix' | 'value'>[] {
  if (value instanceof Map) {
    return [...value].map(([key, each]) => ({ prefix: `${wordText(key)}: `, value: each }));
  }
  const elements = typeof value === 'object' && value !== null && isArray(value) ? value : [];
  return elements.map((each) => ({ prefix: '', value: each }));
}

/** A call between two texts, its arguments broken up if all of it does not fit the columns. */
function callText(
  { tool, input }: Pick<TestCase, 'tool' | 'input'>,
  [before, after]: readonly [string, string],
  columns: number,
): string {
  const head = `${before}${toolNameText(tool)} `;
  return `${head}${objectText(input, columns - head.length - after.length)}${after}`;
}

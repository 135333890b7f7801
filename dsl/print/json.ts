import type { JsonValue, TestCase } from '../ast.ts';
import { stringLiteral } from '../escape.ts';
import { brokenText } from './block.ts';
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

/** A call between two texts, its arguments broken up if all of it does not fit the columns. */
export function callText(
  { tool, input }: Pick<TestCase, 'tool' | 'input'>,
  [before, after]: readonly [string, string],
  columns: number,
): string {
  const head = `${before}${toolNameText(tool)} `;
  return `${head}${objectText(input, columns - head.length - after.length)}${after}`;
}

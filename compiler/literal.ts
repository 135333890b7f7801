import type { Literal } from '../dsl/ast.ts';
import type { ParamType } from './bundle/rules.ts';
import { readNormal } from './evaluate/origin/normal-value.ts';
import { readUrl } from './evaluate/facts/url.ts';
import type { ValueType } from './value-type.ts';

/** The normal form of a literal, in which the kernel compares; undefined where it has none. */
export function normalLiteral(
  type: ValueType,
  { value }: Literal,
): string | number | boolean | undefined {
  return typeof value === 'string' ? normalText(type, value.normalize('NFC')) : value;
}

/** The normal form of a text; undefined where it has none. */
function normalText(type: ValueType, text: string): string | undefined {
  const read = readers[type] ?? ((value: string) => readNormal(type as ParamType, value));
  return read(text) ?? undefined;
}

/** Parts of a URL, which are no types of arguments. */
const readers: Partial<Record<ValueType, (text: string) => string | null>> = {
  Scheme: (text) => (/^[a-z][a-z0-9+.-]*$/i.test(text) ? text.toLowerCase() : null),
  UrlPath: (text) => (/^\/[^?#]*$/.test(text) ? readUrl(`https://host${text}`).path : null),
};

import type { Literal } from '../dsl/ast.ts';
import { readEmail } from './evaluate/facts/email.ts';
import { readHost } from './evaluate/facts/host.ts';
import { readPath } from './evaluate/facts/path.ts';
import { readText } from './evaluate/facts/text.ts';
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
export function normalText(type: ValueType, text: string): string | undefined {
  const read = readers[type];
  if (read !== undefined) return read(text) ?? undefined;
  return readText(text) ?? undefined;
}

/** How the kernel spells values of a type; text of other types is its own normal form. */
const readers: Partial<Record<ValueType, (text: string) => string | null>> = {
  Path: (text) => {
    const { absolute, relative } = readPath(text, null);
    return absolute ?? relative;
  },
  Url: (text) => readUrl(text).whole,
  Host: readHost,
  Email: (text) => readEmail(text).whole,
  Scheme: (text) => (/^[a-z][a-z0-9+.-]*$/i.test(text) ? text.toLowerCase() : null),
  UrlPath: (text) => (/^\/[^?#]*$/.test(text) ? readUrl(`https://host${text}`).path : null),
};

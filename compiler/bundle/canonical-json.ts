import { quote } from './quote.ts';

/** Levels of nesting: the deepest text that strict-json reads, and room for what it is put into. */
const canonicalDepthMax = 72;

/** A value that JSON cannot say, handed over to be hashed. */
export class CanonicalJsonError extends Error {
  override readonly name = 'CanonicalJsonError';
}

/**
 * The one text of a JSON value by RFC 8785 (JCS), so that equal values have equal digests. Throws
 * {@link CanonicalJsonError} on everything that is not JSON: undefined, NaN, infinities, bigint,
 * lone surrogates, class instances, cycles and nesting deeper than any text we read.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'object')
    throw new CanonicalJsonError(`found a value of type ${typeof value}`);
  if (depth >= canonicalDepthMax) throw new CanonicalJsonError('found a cycle or nesting too deep');
  return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
}

/** JSON.stringify escapes strings as RFC 8785 section 3.2.2.2 asks. */
function writeString(text: string): string {
  if (!text.isWellFormed())
    throw new CanonicalJsonError(`found a lone surrogate in ${quote(text)}`);
  return JSON.stringify(text);
}

/** ECMAScript's own form of a number is that of RFC 8785 section 3.2.2.3, minus zero included. */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new CanonicalJsonError(`found the number ${value}`);
  return String(value);
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '[';
  for (let at = 0; at < items.length; at++) {
    if (at > 0) text += ',';
    text += write(items[at], depth);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new CanonicalJsonError('found an object that is not plain');
  }
  const members = value as Readonly<Record<string, unknown>>;
  let text = '{';
  // The default order of sort() is by UTF-16 units, which is that of RFC 8785 section 3.2.3.
  for (const key of Object.keys(members).sort()) {
    if (text.length > 1) text += ',';
    text += `${writeString(key)}:${write(members[key], depth)}`;
  }
  return `${text}}`;
}

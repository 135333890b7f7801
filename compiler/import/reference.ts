import type { SchemaObject, SchemaValue } from './schema.ts';

/** Segments of a pointer: definitions of definitions stop long before. */
const segmentsMax = 32;

/**
 * What `#/$defs/x` names within its document (RFC 6901); undefined where nothing is, and for every
 * reference that leads out of the document: nothing is ever fetched.
 */
export function resolveReference(root: SchemaObject, reference: string): SchemaValue {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  const segments = reference.slice(2).split('/', segmentsMax + 1);
  if (segments.length > segmentsMax) return undefined;
  let value: SchemaValue = root;
  for (const segment of segments) value = memberOf(value, decode(segment));
  return value;
}

function memberOf(value: SchemaValue, key: string): SchemaValue {
  if (value instanceof Map) return (value as SchemaObject).get(key);
  return Array.isArray(value) && /^\d{1,6}$/.test(key)
    ? (value as readonly SchemaValue[])[Number(key)]
    : undefined;
}

function decode(segment: string): string {
  return percentDecoded(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

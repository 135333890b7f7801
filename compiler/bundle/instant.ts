import type { Place } from './shape.ts';

const utcForm = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?Z$/;

/** Milliseconds since 1970 of an RFC 3339 time in UTC; undefined for any other text. */
export function readInstant(text: string): number | undefined {
  const seconds = utcForm.exec(text)?.[1];
  const ms = Date.parse(text);
  if (seconds === undefined || Number.isNaN(ms)) return undefined;
  // Date.parse takes 30 February for 2 March; what does not come back unchanged is no date.
  return new Date(ms).toISOString().startsWith(seconds) ? ms : undefined;
}

/** A time in a document, as written there: RFC 3339 in UTC. */
export function readTime(place: Place): string {
  const text = place.name(64);
  return readInstant(text) === undefined ? place.fail('expected a time in UTC, RFC 3339') : text;
}

import { randomUUID } from 'node:crypto';

/**
 * A new UUID of version 7 (RFC 9562 section 5.7), so that ids of one log sort by time: 48 bits of
 * milliseconds over the random bits and the variant of a version 4.
 */
export function newEventId(atMs: number): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

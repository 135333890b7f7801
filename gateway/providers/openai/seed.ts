import { hash } from 'node:crypto';
import type { JsonValue } from '../../json/value.ts';

/** Hex SHA-256 of the texts a conversation began with, as they stand in the body. */
export function seedOf(texts: readonly JsonValue[]): string {
  return hash('sha256', Buffer.concat(texts.map((text) => text.bytes)), 'hex');
}

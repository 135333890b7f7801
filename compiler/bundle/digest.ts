import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** How a digest is written. */
export const sha256Form = /^[0-9a-f]{64}$/;

/** SHA-256 in lower-case hex; a string is hashed as UTF-8. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}

/** SHA-256 of the canonical JSON of a value: equal values, equal digests. */
export function digestOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}

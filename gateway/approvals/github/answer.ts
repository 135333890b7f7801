import { gatewayError } from '../../errors.ts';

// What GitHub sent is outside text: it is read field by field, and anything unexpected throws
// SENTRELY_ERR_APPROVAL_CHANNEL.

/** A member of a JSON object; undefined where there is none. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** The value as a text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : unexpected('a text');
}

/** The value as a whole number. */
export function integerOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : unexpected('a number');
}

/** The value as a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : unexpected('a list');
}

/** The value, a time of RFC 3339, in Unix milliseconds. */
export function timeOf(value: unknown): number {
  return integerOf(Date.parse(textOf(value)));
}

function unexpected(wanted: string): never {
  throw gatewayError('SENTRELY_ERR_APPROVAL_CHANNEL', `GitHub did not send ${wanted}`);
}

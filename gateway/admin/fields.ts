import { parseStrictJson } from '../../compiler/bundle/strict-json.ts';
import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';

/** The members of a request's body. */
export type Fields = ReadonlyMap<string, unknown>;

/**
 * Reads a body as one JSON object that holds no other members than these. Throws
 * SENTRELY_ERR_ADMIN_REQUEST.
 */
export function readFields(
  body: unknown,
  type: string | undefined,
  known: readonly string[],
): Fields {
  if (type?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json')
    throw refused('its content type is not application/json');
  const value = parse(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused('its body is not a JSON object');
  const fields = new Map(Object.entries(value));
  for (const name of fields.keys())
    if (!known.includes(name)) throw refused(`it has a field ${quote(name)} that is not known`);
  return fields;
}

/** The text of a field; undefined where it is absent. Throws SENTRELY_ERR_ADMIN_REQUEST. */
export function textField(fields: Fields, name: string, pattern: RegExp): string | undefined {
  const value = fields.get(name);
  if (value === undefined) return undefined;
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw refused(`its \`${name}\` is not of the right form`);
}

/** As {@link textField}, where the field must be there. */
export function neededText(fields: Fields, name: string, pattern: RegExp): string {
  const value = textField(fields, name, pattern);
  if (value === undefined) throw refused(`its \`${name}\` is missing`);
  return value;
}

function parse(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) throw refused('its body is empty');
  try {
    return parseStrictJson(body);
  } catch {
    throw refused('its body is not strict JSON');
  }
}

function refused(detail: string): Error {
  return gatewayError('SENTRELY_ERR_ADMIN_REQUEST', detail);
}

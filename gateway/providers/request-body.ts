import { quote } from '../../compiler/bundle/quote.ts';
import { gatewayError } from '../errors.ts';
import { JsonError, scanJson } from '../json/scan.ts';
import type { JsonValue } from '../json/value.ts';

// What reading a request has in common in every dialect.

/** Whether a field is there and is not null, which the dialects treat alike. */
export function isGiven(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value.kind !== 'null';
}

/** Bodies that were scanned, for whoever else reads one of them: nobody changes their bytes. */
const scanned = new WeakMap<Buffer, JsonValue>();

/** Scans a body. Throws SENTRELY_ERR_REQUEST_SYNTAX, and SENTRELY_ERR_REQUEST_SHAPE unless it is an object. */
export function scanBody(body: Buffer): JsonValue {
  const known = scanned.get(body);
  if (known !== undefined) return known;
  try {
    const root = scanJson(body);
    if (root.kind === 'object') {
      scanned.set(body, root);
      return root;
    }
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw gatewayError('SENTRELY_ERR_REQUEST_SYNTAX', `found ${error.message}`, error);
  }
  throw shapeError('the body is not an object');
}

/** `stream`, false where it is not given. Throws SENTRELY_ERR_REQUEST_SHAPE. */
export function readIsStream(root: JsonValue): boolean {
  const stream = root.get('stream');
  if (!isGiven(stream)) return false;
  if (stream.boolean === undefined) throw shapeError('`stream` is not a boolean');
  return stream.boolean;
}

/** `model`. Throws SENTRELY_ERR_REQUEST_SHAPE where it is not a name. */
export function readModel(root: JsonValue): string {
  const model = root.get('model')?.text ?? '';
  if (model === '') throw shapeError('`model` is not a name');
  return model;
}

/** The items of a list, none where it is not given. Throws SENTRELY_ERR_REQUEST_SHAPE. */
export function listOf(object: JsonValue, key: string): readonly JsonValue[] {
  const list = object.get(key);
  if (!isGiven(list)) return [];
  if (list.kind !== 'array') throw shapeError(`\`${key}\` is not a list`);
  return list.items;
}

/** SENTRELY_ERR_REQUEST_SHAPE with what was found. */
export function shapeError(what: string): Error {
  return gatewayError('SENTRELY_ERR_REQUEST_SHAPE', what);
}

/** SENTRELY_ERR_SERVER_TOOL with the type of tool that was found. */
export function serverToolError(type: JsonValue | undefined): Error {
  const found = type === undefined ? 'no type' : `the type ${quote(type.text ?? type.json)}`;
  return gatewayError('SENTRELY_ERR_SERVER_TOOL', `found ${found}`);
}

/** A whole number of tokens that the client states; null for anything else. */
export function tokensOf(value: JsonValue | undefined): number | null {
  const tokens = value?.number;
  return tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : null;
}

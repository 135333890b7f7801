import { quote } from '../../../compiler/bundle/quote.ts';
import { gatewayError } from '../../errors.ts';
import type { JsonValue } from '../../json/value.ts';
import { isGiven, scanBody, shapeError } from '../request-body.ts';

/** One request of a batch, unread. */
export interface BatchRequest {
  /** What the client calls it: 1 to 64 letters, digits, `_` and `-`. */
  readonly customId: string;
  /** The Messages request, where it lies in the body. */
  readonly params: JsonValue;
}

/** More requests than the provider takes in one batch. */
const batchRequestsMax = 100_000;

const customIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads the body of `POST /v1/messages/batches`. Strict also to members that it does not know: one
 * could be for all requests of the batch and change what each was read to be. Throws
 * SENTRELY_ERR_REQUEST_SYNTAX and SENTRELY_ERR_REQUEST_SHAPE.
 */
export function readBatch(body: Buffer): readonly BatchRequest[] {
  const root = scanBody(body);
  expectOnly(root, ['requests'], 'the body');
  const list = root.get('requests');
  if (list?.kind !== 'array') throw shapeError('`requests` is not a list');
  const { items } = list;
  if (items.length === 0) throw shapeError('`requests` is empty');
  if (items.length > batchRequestsMax)
    throw shapeError(`there are more than ${batchRequestsMax} requests`);
  const known = new Set<string>();
  return items.map((item) => {
    const request = readItem(item);
    const { customId } = request;
    if (known.has(customId)) throw shapeError(`two requests have the custom_id ${quote(customId)}`);
    known.add(customId);
    return request;
  });
}

function readItem(item: JsonValue): BatchRequest {
  const customId = item.get('custom_id')?.text ?? '';
  if (!customIdPattern.test(customId))
    throw shapeError('a `custom_id` is not 1 to 64 letters, digits, `_` and `-`');
  const params = item.get('params');
  const named = `the request ${quote(customId)}`;
  expectOnly(item, ['custom_id', 'params'], named);
  if (params?.kind !== 'object') throw shapeError(`${named} has no \`params\``);
  return { customId, params };
}

function expectOnly(object: JsonValue, known: readonly string[], named: string): void {
  const strange = object.keys.find((key) => !known.includes(key));
  if (strange !== undefined) throw shapeError(`${named} has a member ${quote(strange)}`);
}

/**
 * Refuses what only has a meaning outside a batch. Throws SENTRELY_ERR_REQUEST_SHAPE for a stream, and
 * SENTRELY_ERR_SERVER_HISTORY for a thread: nobody would be told that it has to be sent whole.
 */
export function refuseLive(params: JsonValue): void {
  if (params.get('stream')?.boolean === true)
    throw shapeError('`stream` is true, and the answers of a batch are no streams');
  if (isGiven(params.get('thread'))) throw gatewayError('SENTRELY_ERR_SERVER_HISTORY', '`thread`');
}

import { dialectRequest } from '../cloud/client-request.ts';
import type { CloudIncoming, DialectRequest } from '../dialect.ts';
import { scanBody, shapeError } from '../request-body.ts';
import { isModelId } from './model-path.ts';

/**
 * A request of a client of Bedrock, `POST /model/{model}/invoke` or (`isStream`)
 * `invoke-with-response-stream`, as a Messages request. Throws SENTRELY_ERR_REQUEST_SYNTAX and
 * SENTRELY_ERR_REQUEST_SHAPE: also where the body states what stands in the path, since readers
 * disagree about which of the two counts.
 */
export function invokeRequest(
  { params, headers, body }: CloudIncoming,
  isStream: boolean,
): DialectRequest {
  const model = params['model'] ?? '';
  if (!isModelId(model)) throw shapeError('the path names no model that Bedrock could have');
  const root = scanBody(body);
  const twice = ['model', 'stream'].find((key) => root.get(key) !== undefined);
  if (twice !== undefined) throw shapeError(`\`${twice}\` stands in the path, not in the body`);
  const added = new Map([['model', JSON.stringify(model)]]);
  if (isStream) added.set('stream', 'true');
  return dialectRequest({ path: '/v1/messages', headers, body, root, added });
}

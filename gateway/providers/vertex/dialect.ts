import { anthropicMessages } from '../anthropic/dialect.ts';
import { gatewayError } from '../../errors.ts';
import { dialectRequest } from '../cloud/client-request.ts';
import type { CloudIncoming, Dialect, DialectRequest } from '../dialect.ts';
import { readIsStream, scanBody, shapeError } from '../request-body.ts';
import { isModelName } from './model-path.ts';

/**
 * Messages as clients of Vertex AI speak them:
 * `POST .../publishers/anthropic/models/{model}:rawPredict` or `:streamRawPredict`. Answers and errors
 * are Anthropic's own there too.
 */
export const vertexMessages: Dialect = {
  ...anthropicMessages,
  spelling: { request: predictRequest },
};

/** The model that counts tokens; the one they are counted for stands in the body. */
const counter = 'count-tokens';

/** Whether a call, `{model}:{method}`, counts tokens. */
export function isCountTokens(call: string): boolean {
  return call === `${counter}:rawPredict`;
}

/**
 * A request of a client of Vertex AI as a Messages or count_tokens request. Throws
 * SENTRELY_ERR_ROUTE_UNKNOWN, SENTRELY_ERR_REQUEST_SYNTAX and SENTRELY_ERR_REQUEST_SHAPE: also where the body states what stands
 * in the path, since readers disagree about which of the two counts.
 */
function predictRequest({ params, headers, body }: CloudIncoming): DialectRequest {
  const call = params['call'] ?? '';
  const root = scanBody(body);
  if (isCountTokens(call)) {
    const model = root.get('model');
    if (model === undefined) throw shapeError('`model` is not given');
    const added = new Map([['model', model.json]]);
    const path = '/v1/messages/count_tokens';
    return dialectRequest({ path, headers, body, root, added, dropped: ['model'] });
  }
  const [, model = '', method] = /^([^:]*):(rawPredict|streamRawPredict)$/.exec(call) ?? [];
  if (method === undefined) throw gatewayError('SENTRELY_ERR_ROUTE_UNKNOWN');
  if (!isModelName(model) || model === counter)
    throw shapeError('the path names no model that Vertex AI could have');
  if (root.get('model') !== undefined)
    throw shapeError('`model` stands in the path, not in the body');
  const isStream = method === 'streamRawPredict';
  if (root.get('stream') !== undefined && readIsStream(root) !== isStream)
    throw shapeError('`stream` is not what the path says');
  const added = new Map([
    ['model', JSON.stringify(model)],
    ['stream', String(isStream)],
  ]);
  return dialectRequest({ path: '/v1/messages', headers, body, root, added, dropped: ['stream'] });
}

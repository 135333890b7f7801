import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { gatewayError } from './errors.ts';
import { handleCountTokens, handleMessages, handleModels } from './messages.ts';
import { failureReply } from './providers/anthropic/failure.ts';
import type { Services } from './services.ts';

/** Longest a request may take to arrive, in milliseconds; without it a client could hold on for ever. */
const requestMsMax = 300_000;

/**
 * The listener agents talk to. Only the paths that can be enforced exist; everything else is
 * refused, because a path that is passed through unread is a way around every rule.
 */
export function createServer(services: Services): FastifyInstance {
  const server = Fastify({
    bodyLimit: services.config.limits.request_bytes,
    requestTimeout: requestMsMax,
    logger: false,
    forceCloseConnections: 'idle',
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  server.post('/v1/messages', (request, reply) => handleMessages(services, request, reply));
  server.post('/v1/messages/count_tokens', (request, reply) =>
    handleCountTokens(services, request, reply),
  );
  server.get('/v1/models', (request, reply) => handleModels(services, request, reply));
  server.setNotFoundHandler((_request, reply) => {
    sendFailure(reply, gatewayError('SENTRELY_ERR_ROUTE_UNKNOWN'));
  });
  server.setErrorHandler((error, _request, reply) => {
    services.report(error);
    sendFailure(reply, toSentrelyError(error));
  });
  return server;
}

/** How often connections are looked at while a listener closes, in milliseconds. */
const closingMs = 50;

/**
 * Stops listening and resolves when every answer that was under way has ended. Connections that
 * fall idle only then are closed too: they would be kept for as long as clients may reuse them.
 */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), closingMs);
  try {
    await server.close();
  } finally {
    clearInterval(sweep);
  }
}

function sendFailure(reply: FastifyReply, error: SentrelyError): void {
  const failure = failureReply(error);
  void reply.code(failure.status).headers(failure.headers).send(failure.body);
}

/** What the client is told of a failure: never a stack, never a message of a library. */
function toSentrelyError(error: unknown): SentrelyError {
  if (error instanceof SentrelyError) return error;
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return gatewayError('SENTRELY_ERR_REQUEST_TOO_LARGE');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return gatewayError('SENTRELY_ERR_REQUEST_ENCODING', 'its content type is none');
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH' || code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return gatewayError('SENTRELY_ERR_REQUEST_SYNTAX', 'its length is not the one stated');
  return gatewayError('SENTRELY_ERR_INTERNAL');
}

import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { gatewayError, toSentrelyError } from './errors.ts';
import { handleExchange, sendReply } from './exchange.ts';
import { handleCountTokens, handleModels } from './pass-through.ts';
import { anthropicMessages } from './providers/anthropic/dialect.ts';
import type { Dialect } from './providers/dialect.ts';
import { openaiChat } from './providers/openai-chat/dialect.ts';
import { openaiResponses } from './providers/openai-responses/dialect.ts';
import { wantsStream } from './request.ts';
import type { Services } from './services.ts';

/** Longest a request may take to arrive, in milliseconds; without it a client could hold on for ever. */
const requestMsMax = 300_000;

/** The path of each dialect. */
const dialects: ReadonlyMap<string, Dialect> = new Map([
  ['/v1/messages', anthropicMessages],
  ['/v1/responses', openaiResponses],
  ['/v1/chat/completions', openaiChat],
]);

/** In whose shape a failure is told to whoever asks for this path. */
function dialectOf({ url }: FastifyRequest): Dialect {
  const found = [...dialects].find(([path]) => url.startsWith(path));
  return found?.[1] ?? anthropicMessages;
}

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
  for (const [path, dialect] of dialects)
    server.post(path, (request, reply) => handleExchange(services, dialect, request, reply));
  server.post('/v1/messages/count_tokens', (request, reply) =>
    handleCountTokens(services, anthropicMessages, request, reply),
  );
  server.get('/v1/models', (request, reply) => handleModels(services, request, reply));
  server.setNotFoundHandler((request, reply) => {
    const isWebsocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    const code = isWebsocket ? 'SENTRELY_ERR_WEBSOCKET' : 'SENTRELY_ERR_ROUTE_UNKNOWN';
    sendReply(reply, dialectOf(request).failure(gatewayError(code), false));
  });
  server.setErrorHandler((error, request, reply) => {
    services.report(error);
    const failure = dialectOf(request).failure(toSentrelyError(error), wantsStream(request));
    sendReply(reply, failure);
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

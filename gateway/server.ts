import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addBatches } from './batches/routes.ts';
import { gatewayError, toSentrelyError } from './errors.ts';
import { handleExchange, sendReply } from './exchange.ts';
import { addFiles } from './files/routes.ts';
import { createListener } from './listener.ts';
import { handleCountTokens, handleModels } from './pass-through.ts';
import { anthropicMessages } from './providers/anthropic/dialect.ts';
import type { Dialect } from './providers/dialect.ts';
import { bedrockInvoke, bedrockStream } from './providers/bedrock/dialect.ts';
import { openaiChat } from './providers/openai-chat/dialect.ts';
import { openaiResponses } from './providers/openai-responses/dialect.ts';
import { isCountTokens, vertexMessages } from './providers/vertex/dialect.ts';
import { refusedPath } from './refused-paths.ts';
import { expectKnown, hasLargeBody, wantsStream, watchOf } from './request.ts';
import type { Services } from './services.ts';
import { closeSilent } from './silent-connections.ts';

/** The path of each dialect. */
const dialects: ReadonlyMap<string, Dialect> = new Map([
  ['/v1/messages', anthropicMessages],
  ['/v1/responses', openaiResponses],
  ['/v1/chat/completions', openaiChat],
  ['/model/:model/invoke', bedrockInvoke],
  ['/model/:model/invoke-with-response-stream', bedrockStream],
]);

/** Of Vertex AI, whose clients know the address with its version or without. */
const vertexPaths = ['', '/v1'].map(
  (version) => `${version}/projects/:project/locations/:location/publishers/anthropic/models/:call`,
);

/** What the paths of each dialect begin with. */
const beginnings: ReadonlyMap<string, Dialect> = new Map([
  ['/v1/responses', openaiResponses],
  ['/v1/chat/completions', openaiChat],
  ['/model/', bedrockInvoke],
]);

/** In whose shape a failure is told to whoever asks for this path. */
function dialectOf({ url }: FastifyRequest): Dialect {
  const found = [...beginnings].find(([path]) => url.startsWith(path));
  return found?.[1] ?? anthropicMessages;
}

/**
 * The listener agents talk to. Only the paths that can be enforced exist; everything else is
 * refused, because a path that is passed through unread is a way around every rule.
 */
export function createServer(services: Services): FastifyInstance {
  const { limits, tls } = services.config;
  const { request_bytes: bodyBytes, request_ms: requestMs } = limits;
  const server = createListener({ bodyBytes, requestMs, limits, tls });
  server.addHook('preParsing', (request, _reply, body, done) => {
    if (!hasLargeBody(request)) return done(null, body);
    expectKnown(services, request).then(() => done(null, body), done);
  });
  for (const [path, dialect] of dialects)
    server.post(path, (request, reply) => handleExchange(services, dialect, request, reply));
  server.post('/v1/messages/count_tokens', (request, reply) =>
    handleCountTokens(services, anthropicMessages, request, reply),
  );
  for (const path of vertexPaths)
    server.post<{ Params: { call: string } }>(path, (request, reply) => {
      const handle = isCountTokens(request.params.call) ? handleCountTokens : handleExchange;
      return handle(services, vertexMessages, request, reply);
    });
  addBatches(server, services);
  addFiles(server, services);
  server.get('/v1/models', (request, reply) => handleModels(services, request, reply));
  server.setNotFoundHandler((request, reply) => {
    const isWebsocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    const failure = isWebsocket
      ? gatewayError('SENTRELY_ERR_WEBSOCKET')
      : gatewayError('SENTRELY_ERR_ROUTE_UNKNOWN', refusedPath(request.method, request.url));
    watchOf(services, request).ended(undefined, failure);
    sendReply(reply, dialectOf(request).failure(failure, false));
  });
  server.setErrorHandler((error, request, reply) => {
    services.report(error);
    const failure = toSentrelyError(error);
    watchOf(services, request).ended(undefined, failure);
    sendReply(reply, dialectOf(request).failure(failure, wantsStream(request)));
  });
  return server;
}

/** How often connections are looked at while a listener closes, in milliseconds. */
const closingMs = 50;

/**
 * Stops listening and resolves when every answer that was under way has ended. Connections that
 * fall idle only then are closed too: they would be kept for as long as clients may reuse them. So are
 * those that never said anything.
 */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => {
    server.server.closeIdleConnections();
    closeSilent(server.server);
  }, closingMs);
  try {
    await server.close();
  } finally {
    clearInterval(sweep);
  }
}

/** How long what was broken off may take to write its end into the record, in milliseconds. */
const settleMs = 2000;

/**
 * Stops listening, waits for live answers, breaks off those that are left after `withinMs`, and
 * resolves when each has its end on record.
 */
export async function drainServer(
  server: FastifyInstance,
  { countLive, withinMs }: { readonly countLive: () => number; readonly withinMs: number },
): Promise<void> {
  const timer = setTimeout(() => server.server.closeAllConnections(), withinMs);
  await closeServer(server);
  clearTimeout(timer);
  const untilMs = performance.now() + settleMs;
  while (countLive() > 0 && performance.now() < untilMs)
    await new Promise((resolve) => setTimeout(resolve, closingMs / 5));
}

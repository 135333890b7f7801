import type { IncomingMessage } from 'node:http';
import Fastify, {
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import type { GatewayConfig, TlsConfig } from './config.ts';
import { readBytes } from './request-bytes.ts';
import { watchConnections } from './silent-connections.ts';
import { readTls } from './tls.ts';

/** Bounds on what one listener takes. Times in milliseconds. */
export interface ListenerLimits {
  readonly bodyBytes: number;
  /** A request must have arrived whole by then, or a client could hold on for ever. */
  readonly requestMs: number;
  readonly limits: Pick<GatewayConfig['limits'], 'header_bytes' | 'headers_ms' | 'connections'>;
  readonly tls: TlsConfig | undefined;
}

/** How often connections are looked at for those that are too slow, in milliseconds. */
const lookMs = 2000;

/** A Fastify server that takes bodies as bytes, within bounds. Throws SENTRELY_ERR_CONFIG. */
export function createListener({
  bodyBytes,
  requestMs,
  limits,
  tls,
}: ListenerLimits): FastifyInstance {
  const node = {
    maxHeaderSize: limits.header_bytes,
    headersTimeout: Math.min(limits.headers_ms, requestMs),
    connectionsCheckingInterval: lookMs,
  };
  const options: FastifyServerOptions = {
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    logger: false,
    forceCloseConnections: 'idle',
    // The name of a model at Amazon may be an ARN; what is too long for one is told where it is read.
    routerOptions: { maxParamLength: limits.header_bytes },
    // What still arrives while it closes is answered as ever: no client is turned away by a restart.
    return503OnClosing: false,
    ...(tls === undefined ? { http: node } : { https: { ...node, ...readTls(tls) } }),
  };
  const server = Fastify(options);
  server.server.maxConnections = limits.connections;
  watchConnections(server.server);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', ({ headers }: FastifyRequest, body: IncomingMessage) =>
    readBytes(body, headers, bodyBytes),
  );
  return server;
}

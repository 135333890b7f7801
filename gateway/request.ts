import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { type Caller, carriesIssuedKey, identify } from './enforce/identify.ts';
import { certificateOf } from './enforce/identity/certificate.ts';
import { gatewayError } from './errors.ts';
import { scanJson } from './json/scan.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import type { Dialect, DialectRequest, ProviderName } from './providers/dialect.ts';
import type { Services } from './services.ts';
import { unwatched, type Watch } from './telemetry/watch.ts';
import { forwardedHeaders } from './upstreams/headers.ts';
import type { Headers } from './upstreams/transport.ts';

// What every handler needs of a request before and beside its dialect.

/** Seals are bound to the tenant; there is one until tenants exist. */
export const tenant = 'default';

/** A body is read as UTF-8 here; under a charset of the client's a provider may read another one. */
export const jsonHeaders: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

/** Whether a client is one of Anthropic's: each sends its version, or its key where nobody else does. */
export function isAnthropicClient(headers: IncomingHttpHeaders): boolean {
  return headers['x-api-key'] !== undefined || headers['anthropic-version'] !== undefined;
}

/** The policy to enforce. Throws SENTRELY_ERR_NO_BUNDLE. */
export function policyInForce(services: Services): LoadedPolicy {
  const policy = services.loader.current();
  if (policy === undefined) throw gatewayError('SENTRELY_ERR_NO_BUNDLE');
  return policy;
}

/** Who makes a request. Rejects with SENTRELY_ERR_IDENTITY_... */
export async function callerOf(
  { runs, tokens, now }: Services,
  { headers, raw }: FastifyRequest,
  { plan }: LoadedPolicy,
): Promise<Caller> {
  const certificate = certificateOf(raw.socket, now());
  return await identify({ headers, certificate }, plan, { runs, tokens });
}

/** What anybody may send before it is asked whose it is: little more than a connection costs. */
const strangersBytesMax = 64 * 1024;

/** Whether a body is larger than that, or may be. */
export function hasLargeBody({ headers }: FastifyRequest): boolean {
  const { 'transfer-encoding': encoding, 'content-length': length = 0 } = headers;
  return encoding !== undefined || Number(length) > strangersBytesMax;
}

/**
 * Asks who makes a request before a large body of it is read, or strangers could fill the memory. It is
 * asked again when the body is there: a key may have been revoked meanwhile. Rejects as
 * {@link policyInForce} and {@link callerOf}.
 */
export async function expectKnown(services: Services, incoming: FastifyRequest): Promise<void> {
  await callerOf(services, incoming, policyInForce(services));
}

/** The bytes of a body. Throws SENTRELY_ERR_REQUEST_ENCODING and SENTRELY_ERR_REQUEST_SYNTAX. */
function bodyOf(incoming: FastifyRequest): Buffer {
  const encoding = incoming.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw gatewayError('SENTRELY_ERR_REQUEST_ENCODING', `\`${encoding.slice(0, 60)}\``);
  if (!Buffer.isBuffer(incoming.body))
    throw gatewayError('SENTRELY_ERR_REQUEST_SYNTAX', 'it is empty');
  return incoming.body;
}

/** Whether the client of a request that could not be read waits for a stream, so far as it shows. */
export function wantsStream({ headers, body }: FastifyRequest): boolean {
  if (headers.accept?.includes('text/event-stream') === true) return true;
  try {
    return Buffer.isBuffer(body) && scanJson(body).get('stream')?.boolean === true;
  } catch {
    return false;
  }
}

/** Begins to watch a request. */
export function watchOf(
  { watch = unwatched }: Pick<Services, 'watch'>,
  incoming: FastifyRequest,
): Watch {
  const { routeOptions, headers } = incoming;
  return watch({
    path: routeOptions.url ?? '',
    userAgent: headers['user-agent'],
    traceparent: single(headers['traceparent']),
  });
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The path that was matched, not its spelling by the client, which a provider may read otherwise. */
export function pathOf({ routeOptions, url }: FastifyRequest): string {
  const [target = ''] = url.split('#', 1);
  const query = target.indexOf('?');
  return `${routeOptions.url ?? ''}${query === -1 ? '' : target.slice(query)}`;
}

/**
 * A request as the dialect's own provider would have got it. Throws SENTRELY_ERR_REQUEST_ENCODING,
 * SENTRELY_ERR_REQUEST_SYNTAX and SENTRELY_ERR_REQUEST_SHAPE.
 */
export function dialectRequestOf({ spelling }: Dialect, incoming: FastifyRequest): DialectRequest {
  const { headers } = incoming;
  const body = bodyOf(incoming);
  if (spelling === undefined) return { path: pathOf(incoming), headers, body };
  const params = incoming.params as Readonly<Record<string, string | undefined>>;
  return spelling.request({ params, headers, body });
}

/** The headers to send on to an upstream, which has a credential of its own or not. */
export function headersFor(
  headers: IncomingHttpHeaders,
  { plan }: LoadedPolicy,
  provider: ProviderName,
): (hasCredential: boolean) => Headers {
  const isOurs = (value: string): boolean => carriesIssuedKey(value, plan);
  return (hasCredential) => forwardedHeaders(headers, { provider, hasCredential }, isOurs);
}

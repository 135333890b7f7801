import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { carriesIssuedKey } from './enforce/identify.ts';
import { gatewayError } from './errors.ts';
import { scanJson } from './json/scan.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import type { ProviderName } from './providers/dialect.ts';
import type { Services } from './services.ts';
import { upstreamHeaders } from './upstream.ts';

// What every handler needs of a request before and beside its dialect.

/** Seals are bound to the tenant; there is one until tenants exist. */
export const tenant = 'default';

/** A body is read as UTF-8 here; under a charset of the client's a provider may read another one. */
export const jsonHeaders: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

/** The policy to enforce. Throws SENTRELY_ERR_NO_BUNDLE. */
export function policyInForce(services: Services): LoadedPolicy {
  const policy = services.loader.current();
  if (policy === undefined) throw gatewayError('SENTRELY_ERR_NO_BUNDLE');
  return policy;
}

/** The bytes of a body. Throws SENTRELY_ERR_REQUEST_ENCODING and SENTRELY_ERR_REQUEST_SYNTAX. */
export function bodyOf(incoming: FastifyRequest): Buffer {
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

/** The path that was matched, not its spelling by the client, which a provider may read otherwise. */
export function pathOf({ routeOptions, url }: FastifyRequest): string {
  const [target = ''] = url.split('#', 1);
  const query = target.indexOf('?');
  return `${routeOptions.url ?? ''}${query === -1 ? '' : target.slice(query)}`;
}

/** The headers to send on to a provider. Throws SENTRELY_ERR_UPSTREAM_CREDENTIAL. */
export function sentHeaders(
  { config }: Services,
  headers: IncomingHttpHeaders,
  { plan }: LoadedPolicy,
  provider: ProviderName,
): ReturnType<typeof upstreamHeaders> {
  const { api_key, openai_api_key } = config.upstream;
  const apiKey = provider === 'anthropic' ? api_key : openai_api_key;
  return upstreamHeaders(headers, { provider, apiKey }, (value) => carriesIssuedKey(value, plan));
}

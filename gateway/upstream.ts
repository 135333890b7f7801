import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import type { GatewayConfig } from './config.ts';
import { gatewayError } from './errors.ts';
import type { ProviderName } from './providers/dialect.ts';

/** A provider behind the gateway. */
export interface Upstream {
  /** Sends one request. Throws SENTRELY_ERR_UPSTREAM_UNREACHABLE when no answer begins. */
  send(request: UpstreamRequest): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** Every provider that requests may go to. */
export interface Upstreams {
  readonly of: (provider: ProviderName) => Upstream;
  close(): Promise<void>;
}

/** A request to pass on. `path` is relative to the provider's base address, query included. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer | null;
  readonly signal: AbortSignal;
}

/** Connections to one provider; a stream holds one while it lasts. */
const connectionsMax = 256;

/** Time to reach the provider at all. Its answer may take as long as the model thinks. */
const connectMs = 10_000;

/** Pools to the configured providers; none connects before it is used. */
export function connectUpstreams({ url, openai_url }: GatewayConfig['upstream']): Upstreams {
  const upstreams = { anthropic: connectUpstream(url), openai: connectUpstream(openai_url) };
  return {
    of: (provider) => upstreams[provider],
    close: async () => {
      await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
    },
  };
}

/** A pool of connections to `url`. Body and header timeouts are off: clients have their own. */
function connectUpstream(url: string): Upstream {
  const base = new URL(url);
  const prefix = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: connectionsMax,
    connect: { timeout: connectMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    send: async ({ path, ...request }) => {
      try {
        const answer = await pool.request({ ...request, path: `${prefix}${path}` });
        // Who reads the body is told of its failure by that. Without a listener, a body that is given
        // up unread would end the process.
        answer.body.on('error', () => {});
        return answer;
      } catch (cause) {
        throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREACHABLE', undefined, cause);
      }
    },
    close: () => pool.destroy(),
  };
}

/** Headers that belong to one connection, or that the gateway sets itself. */
const notForwarded: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that hold a credential for some provider. */
const credentialHeaders: ReadonlySet<string> = new Set(['x-api-key', 'authorization', 'api-key']);

/** Those that each provider reads; no other is told it. */
const readBy: Readonly<Record<ProviderName, readonly string[]>> = {
  anthropic: ['x-api-key', 'authorization'],
  openai: ['authorization', 'api-key'],
};

/** Headers that choose whose account pays: the agent's choice only where the credential is its own. */
const accountHeaders: ReadonlySet<string> = new Set(['openai-organization', 'openai-project']);

/** How a provider is told a credential. */
const spellings: Readonly<
  Record<ProviderName, (apiKey: string) => readonly [header: string, value: string]>
> = {
  anthropic: (apiKey) => ['x-api-key', apiKey],
  openai: (apiKey) => ['authorization', `Bearer ${apiKey}`],
};

/** Whom a request goes to, and what the gateway shows there. */
export interface Destination {
  readonly provider: ProviderName;
  /** The gateway's own; without one the agent's must be beside its key. */
  readonly apiKey: string | undefined;
}

/**
 * The headers to send on: everything the client sent, less what concerns the connection, less
 * anything of ours, less any agent's key wherever it stands (`isOurs`). The provider's credential is
 * the gateway's own, else the one the agent sent beside its key. Throws
 * SENTRELY_ERR_UPSTREAM_CREDENTIAL when there is neither. The answer must come unencoded: what is
 * compressed could not be checked byte by byte.
 */
export function upstreamHeaders(
  headers: IncomingHttpHeaders,
  { provider, apiKey }: Destination,
  isOurs: (value: string) => boolean,
): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = { 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || notForwarded.has(name) || name.startsWith('x-sentrely-')) continue;
    const isCredential = credentialHeaders.has(name);
    if (isCredential && (apiKey !== undefined || !readBy[provider].includes(name))) continue;
    if (isCredential && isOurs(String(value))) continue;
    if (apiKey !== undefined && accountHeaders.has(name)) continue;
    sent[name] = value;
  }
  if (apiKey !== undefined) {
    const [name, value] = spellings[provider](apiKey);
    sent[name] = value;
  } else if (!readBy[provider].some((name) => sent[name] !== undefined))
    throw gatewayError('SENTRELY_ERR_UPSTREAM_CREDENTIAL');
  return sent;
}

/** Headers of an answer that concern the connection to the provider only. */
const notReturned: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The provider's headers to pass on to the client. */
export function returnedHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const returned: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !notReturned.has(name)) returned[name] = value;
  return returned;
}

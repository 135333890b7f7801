import type { IncomingHttpHeaders } from 'node:http';
import type { ProviderName } from '../providers/dialect.ts';
import type { Headers } from './transport.ts';

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

/** The headers in which a provider reads a credential. */
export function credentialHeadersOf(provider: ProviderName): readonly string[] {
  return readBy[provider];
}

/** Whom a request goes to. */
export interface Destination {
  readonly provider: ProviderName;
  /** It has a credential of its own, so the agent's stays here. */
  readonly hasCredential: boolean;
}

/**
 * The headers to send on: everything the client sent, less what concerns the connection, less
 * anything of ours, less any agent's key wherever it stands (`isOurs`), less the credential that the
 * agent sent beside its key where the upstream has its own, or reads none of that name.
 */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  { provider, hasCredential }: Destination,
  isOurs: (value: string) => boolean,
): Headers {
  const sent: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || notForwarded.has(name) || name.startsWith('x-sentrely-')) continue;
    const isCredential = credentialHeaders.has(name);
    if (isCredential && (hasCredential || !readBy[provider].includes(name))) continue;
    if (isCredential && isOurs(String(value))) continue;
    if (hasCredential && accountHeaders.has(name)) continue;
    sent[name] = value;
  }
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
export function returnedHeaders(headers: IncomingHttpHeaders): Headers {
  const returned: Headers = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !notReturned.has(name)) returned[name] = value;
  return returned;
}

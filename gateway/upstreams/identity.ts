import type { ProviderName } from '../providers/dialect.ts';
import { gatewayError } from '../errors.ts';
import { credentialHeadersOf } from './headers.ts';
import { renamedModel } from './model-name.ts';
import type { ClientRequest, Headers, Transport, TransportSettings } from './transport.ts';

/** Where each provider is unless the configuration says otherwise. */
const homes: Readonly<Record<ProviderName, string>> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com',
};

/** How a provider is told a credential. */
const spellings: Readonly<
  Record<ProviderName, (key: string) => readonly [header: string, value: string]>
> = {
  anthropic: (key) => ['x-api-key', key],
  openai: (key) => ['authorization', `Bearer ${key}`],
};

/**
 * The transport of an upstream that speaks its clients' dialect itself: what came is what goes, with
 * the upstream's credential and its name for the model. `url` may have a path, which is put before
 * the client's.
 */
export function identityTransport(
  provider: ProviderName,
  { url = homes[provider], credential }: Pick<TransportSettings, 'url' | 'credential'>,
): Transport {
  const base = new URL(url);
  const prefix = base.pathname.replace(/\/+$/, '');
  return {
    provider,
    origin: base.origin,
    serves: () => true,
    request: (asked) => ({
      method: asked.method,
      path: `${prefix}${asked.path}`,
      headers: withCredential(provider, asked.headers, credential),
      body: bodyOf(asked),
    }),
    answer: (answer) => answer,
  };
}

function bodyOf({ body, model, upstreamModel }: ClientRequest): Buffer | null {
  return body === null || model === upstreamModel ? body : renamedModel(body, upstreamModel);
}

/** Throws SENTRELY_ERR_UPSTREAM_CREDENTIAL when neither the upstream nor the agent brings one. */
function withCredential(
  provider: ProviderName,
  headers: Headers,
  credential: (() => string) | undefined,
): Headers {
  if (credential === undefined) {
    if (credentialHeadersOf(provider).some((name) => headers[name] !== undefined)) return headers;
    throw gatewayError('SENTRELY_ERR_UPSTREAM_CREDENTIAL');
  }
  const [name, value] = spellings[provider](credential());
  return { ...headers, [name]: value };
}

import { bedrockTransport } from '../providers/bedrock/transport.ts';
import { vertexTransport } from '../providers/vertex/transport.ts';
import type { GatewayConfig } from '../config.ts';
import { withoutBetas } from './denied-betas.ts';
import { identityTransport } from './identity.ts';
import { type Environment, type UpstreamSettings, upstreamsOf } from './settings.ts';
import type { Transport, TransportSettings, UpstreamKind } from './transport.ts';

/** How an upstream of each kind is spoken to. */
const kinds: Readonly<Record<UpstreamKind, (settings: TransportSettings) => Transport>> = {
  anthropic: (settings) => identityTransport('anthropic', settings),
  openai: (settings) => identityTransport('openai', settings),
  bedrock: bedrockTransport,
  vertex: vertexTransport,
};

/** The transport of a configured upstream. Throws SENTRELY_ERR_CONFIG. */
export function createTransport(
  { kind, name, url, region, project, credential, deny_betas: denied = [] }: UpstreamSettings,
  surroundings: Pick<TransportSettings, 'environment' | 'now'>,
): Transport {
  const transport = kinds[kind]({ name, url, region, project, credential, ...surroundings });
  return withoutBetas(transport, denied);
}

/**
 * Scheme, host and port of every upstream that a gateway would use: OpenAI's own line only where it
 * has a credential. Throws SENTRELY_ERR_CONFIG where one cannot be used.
 */
export function originsOf(
  config: Pick<GatewayConfig, 'upstream' | 'upstreams'>,
  environment: Environment,
): readonly string[] {
  const used = upstreamsOf(config, environment).filter(
    ({ name, credential }) => name !== 'openai' || credential !== undefined,
  );
  const surroundings = { environment, now: Date.now };
  return [...new Set(used.map((settings) => createTransport(settings, surroundings).origin))];
}

import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { quote } from '../compiler/bundle/quote.ts';
import { ClientStream } from './client-stream.ts';
import { identify } from './enforce/identify.ts';
import { gatewayError } from './errors.ts';
import { sendReply } from './exchange.ts';
import type { Dialect, ProviderName } from './providers/dialect.ts';
import { bodyOf, jsonHeaders, pathOf, policyInForce, sentHeaders, tenant } from './request.ts';
import type { Services } from './services.ts';
import { returnedHeaders, type UpstreamRequest } from './upstream.ts';

// Requests whose answers hold nothing that can act: only who asks is enforced.

/** Counts tokens: restored like a request, or its count would be of another history. */
export async function handleCountTokens(
  services: Services,
  dialect: Dialect,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const policy = policyInForce(services);
  identify(incoming.headers, policy.plan, services.runs);
  const request = dialect.read(bodyOf(incoming), incoming.headers);
  const [serverTool] = request.serverTools;
  if (serverTool !== undefined)
    throw gatewayError('SENTRELY_ERR_SERVER_TOOL', `found the type ${quote(serverTool.type)}`);
  if (request.answer !== null) return sendReply(reply, request.answer);
  await pass(services, dialect.provider, reply, {
    method: 'POST',
    path: pathOf(incoming),
    headers: {
      ...sentHeaders(services, incoming.headers, policy, dialect.provider),
      ...jsonHeaders,
    },
    body: request.restore(services.seals, tenant).body,
  });
}

/** GET /v1/models, which both providers have. */
export async function handleModels(
  services: Services,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const policy = policyInForce(services);
  identify(incoming.headers, policy.plan, services.runs);
  const provider = modelsProvider(services, incoming.headers);
  await pass(services, provider, reply, {
    method: 'GET',
    path: pathOf(incoming),
    headers: sentHeaders(services, incoming.headers, policy, provider),
    body: null,
  });
}

/**
 * Whose models are meant. OpenAI's only where the gateway holds a credential for it and nothing in
 * the request is Anthropic's: every client of theirs sends its version.
 */
function modelsProvider({ config }: Services, headers: IncomingHttpHeaders): ProviderName {
  const isAnthropic =
    headers['x-api-key'] !== undefined || headers['anthropic-version'] !== undefined;
  return config.upstream.openai_api_key === undefined || isAnthropic ? 'anthropic' : 'openai';
}

async function pass(
  services: Services,
  provider: ProviderName,
  reply: FastifyReply,
  request: Omit<UpstreamRequest, 'signal'>,
): Promise<void> {
  const client = new ClientStream(reply);
  const upstream = services.upstreams.of(provider);
  const answer = await upstream.send({ ...request, signal: client.gone });
  await client.pass(answer.statusCode, returnedHeaders(answer.headers), answer.body);
}

import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askCount } from './ask-upstream.ts';
import { ClientStream } from './client-stream.ts';
import { judgeCounted } from './enforce/request-rules.ts';
import { sessionOf } from './enforce/session.ts';
import { sendReply } from './exchange.ts';
import type { Dialect, ProviderName } from './providers/dialect.ts';
import { expectOwn, ownFiles } from './files/named.ts';
import {
  callerOf,
  dialectRequestOf,
  headersFor,
  isAnthropicClient,
  pathOf,
  policyInForce,
} from './request.ts';
import type { Services } from './services.ts';
import { returnedHeaders } from './upstreams/headers.ts';
import { holdsCredential } from './upstreams/settings.ts';

// Requests whose answers hold nothing that can act: only who asks is enforced.

/** Counts tokens: restored like a request, or its count would be of another history. */
export async function handleCountTokens(
  services: Services,
  dialect: Dialect,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const policy = policyInForce(services);
  const caller = await callerOf(services, incoming, policy);
  const asked = dialectRequestOf(dialect, incoming);
  const request = dialect.read(asked.body, asked.headers);
  const { model, serverTools } = request;
  judgeCounted(policy, { agent: caller.agent, model, serverTools, now: services.now() });
  if (request.answer !== null) return sendReply(reply, request.answer);
  const files = await ownFiles(services, caller, request.fileIds);
  expectOwn(files, request.fileIds);
  const client = new ClientStream(reply);
  const session = sessionOf(incoming.headers, caller, request.statedSession, request.seed);
  const answer = await askCount(services, {
    dialect,
    asked,
    policy,
    request,
    files,
    session: `${caller.agent} ${session}`,
    signal: client.gone,
  });
  await client.pass(answer.status, returnedHeaders(answer.headers), answer.body);
}

/** GET /v1/models, which both providers have. */
export async function handleModels(
  services: Services,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const policy = policyInForce(services);
  await callerOf(services, incoming, policy);
  const provider = modelsProvider(services, incoming.headers);
  const client = new ClientStream(reply);
  const path = pathOf(incoming);
  const { url = '' } = incoming.routeOptions;
  const answer = await services.upstreams.ask({
    method: 'GET',
    path,
    headers: headersFor(incoming.headers, policy, provider),
    body: () => null,
    model: '',
    isStream: false,
    candidates: services.upstreams.candidates({ provider, path: url, model: '', session: '' }),
    strand: null,
    isTurn: false,
    messages: 0,
    isSigned: () => false,
    canStrip: false,
    signal: client.gone,
    failed: async () => {},
    again: async () => {},
  });
  await client.pass(answer.status, returnedHeaders(answer.headers), answer.body);
}

/**
 * Whose models are meant. OpenAI's only where the gateway holds a credential for it and nothing in
 * the request is Anthropic's: every client of theirs sends its version.
 */
function modelsProvider({ config }: Services, headers: IncomingHttpHeaders): ProviderName {
  return isAnthropicClient(headers) || !holdsCredential(config, 'openai') ? 'anthropic' : 'openai';
}

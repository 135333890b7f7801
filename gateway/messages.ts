import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { newEventId } from './audit/event-id.ts';
import type { Conversation } from './enforce/conversation.ts';
import { carriesIssuedKey, identify } from './enforce/identify.ts';
import { createGate, type JudgeServices } from './enforce/judge.ts';
import { sessionOf } from './enforce/session.ts';
import { type Sealer, sealTombstone } from './enforce/tombstone.ts';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { quote } from '../compiler/bundle/quote.ts';
import { gatewayError } from './errors.ts';
import { mediaTypeOf } from './media-type.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import { threadNotFound } from './providers/anthropic/failure.ts';
import { relayReply } from './providers/anthropic/reply.ts';
import { type MessagesRequest, readRequest } from './providers/anthropic/request.ts';
import { restoreRequest } from './providers/anthropic/restore.ts';
import { relayStream, type ResponseSummary } from './providers/anthropic/stream.ts';
import { recordRequest, recordResponse } from './enforce/request-events.ts';
import { ClientStream } from './client-stream.ts';
import type { Services } from './services.ts';
import { returnedHeaders, upstreamHeaders } from './upstream.ts';

/** Seals are bound to the tenant; there is one until tenants exist. */
const tenant = 'default';

/** An admitted request: who calls, under which policy, in which conversation. */
interface Admitted {
  readonly policy: LoadedPolicy;
  readonly conversation: Conversation;
  readonly request: MessagesRequest;
}

/**
 * POST /v1/messages, from the first byte to the last: identify, read, restore what was denied
 * before, record, ask the provider, hold and judge every call of its answer, record.
 */
export async function handleMessages(
  services: Services,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const admitted = admit(services, incoming);
  if (admitted.request.thread === 'continue') return sendThreadNotFound(reply);
  const client = new ClientStream(reply);
  const answer = await recordAndAsk(services, incoming, admitted, client);
  const summary = await relay(services, answer, admitted, client);
  await recordResponse(services, admitted.conversation, answer.statusCode, summary);
}

/**
 * Records the request while the provider is already being asked, since asking changes nothing that
 * the record protects; but nothing of the answer passes before the record is made.
 */
async function recordAndAsk(
  services: Services,
  incoming: FastifyRequest,
  admitted: Admitted,
  client: ClientStream,
): Promise<Dispatcher.ResponseData> {
  const { conversation, request, policy } = admitted;
  const [recorded, asked] = await Promise.allSettled([
    recordRequest(services, conversation, { policy, results: request.results, incoming }),
    askProvider(services, incoming, admitted, client),
  ]);
  if (asked.status === 'rejected') throw asked.reason;
  if (recorded.status === 'fulfilled') return asked.value;
  asked.value.body.destroy();
  throw recorded.reason;
}

/** POST /v1/messages/count_tokens: restored like a request, but nothing in its answer can act. */
export async function handleCountTokens(
  services: Services,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const policy = policyInForce(services);
  identify(incoming.headers, policy.plan);
  const body = bodyOf(incoming);
  const request = readRequest(body);
  if (request.thread === 'continue') return sendThreadNotFound(reply);
  const client = new ClientStream(reply);
  const answer = await services.upstream.send({
    method: 'POST',
    path: pathOf(incoming),
    headers: { ...sentHeaders(services, incoming, policy), ...jsonHeaders },
    body: restoreRequest(body, request, services.seals, tenant).body,
    signal: client.gone,
  });
  await client.pass(answer.statusCode, returnedHeaders(answer.headers), answer.body);
}

/** GET /v1/models: nothing to enforce but who asks. */
export async function handleModels(
  services: Services,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const policy = policyInForce(services);
  identify(incoming.headers, policy.plan);
  const client = new ClientStream(reply);
  const answer = await services.upstream.send({
    method: 'GET',
    path: pathOf(incoming),
    headers: sentHeaders(services, incoming, policy),
    body: null,
    signal: client.gone,
  });
  await client.pass(answer.statusCode, returnedHeaders(answer.headers), answer.body);
}

/** A body is read as UTF-8 here; under a charset of the client's a provider may read another one. */
const jsonHeaders = { 'content-type': 'application/json' };

function sentHeaders(
  services: Services,
  incoming: FastifyRequest,
  { plan }: LoadedPolicy,
): ReturnType<typeof upstreamHeaders> {
  const isOurs = (value: string): boolean => carriesIssuedKey(value, plan);
  return upstreamHeaders(incoming.headers, services.config.upstream.api_key, isOurs);
}

/** The path that was matched, not its spelling by the client, which a provider may read otherwise. */
function pathOf({ routeOptions, url }: FastifyRequest): string {
  const [target = ''] = url.split('#', 1);
  const query = target.indexOf('?');
  return `${routeOptions.url ?? ''}${query === -1 ? '' : target.slice(query)}`;
}

function policyInForce(services: Services): LoadedPolicy {
  const policy = services.loader.current();
  if (policy === undefined) throw gatewayError('SENTRELY_ERR_NO_BUNDLE');
  return policy;
}

function bodyOf(incoming: FastifyRequest): Buffer {
  const encoding = incoming.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw gatewayError('SENTRELY_ERR_REQUEST_ENCODING', `\`${encoding.slice(0, 60)}\``);
  if (!Buffer.isBuffer(incoming.body))
    throw gatewayError('SENTRELY_ERR_REQUEST_SYNTAX', 'it is empty');
  return incoming.body;
}

function admit(services: Services, incoming: FastifyRequest): Admitted {
  const policy = policyInForce(services);
  const caller = identify(incoming.headers, policy.plan);
  const request = readRequest(bodyOf(incoming));
  const session = sessionOf(incoming.headers, caller, request.statedSession, request.seed);
  const conversation = {
    caller,
    session,
    gateway: services.config.gateway,
    provider: 'anthropic' as const,
    model: request.model,
    workspace: request.workspace,
    toolHashes: request.toolHashes,
    requestEvent: newEventId(services.now()),
  };
  return { policy, request, conversation };
}

async function askProvider(
  services: Services,
  incoming: FastifyRequest,
  { policy, request }: Admitted,
  client: ClientStream,
): Promise<Dispatcher.ResponseData> {
  const restored = restoreRequest(bodyOf(incoming), request, services.seals, tenant);
  return await services.upstream.send({
    method: 'POST',
    path: pathOf(incoming),
    headers: { ...sentHeaders(services, incoming, policy), ...jsonHeaders },
    body: restored.body,
    signal: client.gone,
  });
}

/** Passes the answer on, judging every call in it; an error answer passes as it is. */
async function relay(
  services: Services,
  answer: Dispatcher.ResponseData,
  admitted: Admitted,
  client: ClientStream,
): Promise<ResponseSummary | undefined> {
  const headers = returnedHeaders(answer.headers);
  if (answer.statusCode >= 400) {
    await client.pass(answer.statusCode, headers, answer.body);
    return undefined;
  }
  const encoding = answer.headers['content-encoding'];
  const type = mediaTypeOf(answer.headers['content-type']);
  if (answer.statusCode !== 200 || (encoding !== undefined && encoding !== 'identity'))
    throw unreadable(answer, `status ${answer.statusCode}, encoding \`${String(encoding)}\``);
  if (type === 'text/event-stream') return await stream(services, answer, admitted, client);
  if (type === 'application/json') return await json(services, answer, admitted, client);
  throw unreadable(answer, `content type ${quote(String(answer.headers['content-type'] ?? ''))}`);
}

function unreadable(answer: Dispatcher.ResponseData, detail: string): Error {
  answer.body.destroy();
  return gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', detail);
}

async function stream(
  services: Services,
  answer: Dispatcher.ResponseData,
  admitted: Admitted,
  client: ClientStream,
): Promise<ResponseSummary> {
  const { hold } = services.config;
  client.begin(200, returnedHeaders(answer.headers));
  const summary = await relayStream({
    upstream: answer.body,
    write: (bytes) => client.write(bytes),
    gate: createGate(judgeServices(services), admitted.conversation, admitted.policy),
    seal: sealer(services),
    patience: { holdMs: hold.stream_ms, signal: client.gone },
    pingMs: hold.ping_ms,
  });
  if (summary.outcome === 'cut') client.cut();
  else client.end();
  return summary;
}

async function json(
  services: Services,
  answer: Dispatcher.ResponseData,
  admitted: Admitted,
  client: ClientStream,
): Promise<ResponseSummary> {
  const { body, summary } = await relayReply(
    await readWhole(answer),
    createGate(judgeServices(services), admitted.conversation, admitted.policy),
    sealer(services),
    { holdMs: services.config.hold.reply_ms, signal: client.gone },
  );
  client.send(200, returnedHeaders(answer.headers), body);
  return summary;
}

/** The largest JSON reply that is read: a model's longest answer is far below. */
const replyBytesMax = 32 * 1024 * 1024;

async function readWhole(answer: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > replyBytesMax) throw unreadable(answer, `more than ${replyBytesMax} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SentrelyError) throw error;
    throw gatewayError('SENTRELY_ERR_UPSTREAM_CUT', undefined, error);
  }
  return Buffer.concat(chunks);
}

function judgeServices(services: Services): JudgeServices {
  const { audit, approvals, calls, loader, now, stopping, report } = services;
  return { audit, approvals, calls, current: () => loader.current(), now, stopping, report };
}

function sealer(services: Services): Sealer {
  return (call, kind, reason) =>
    sealTombstone(services.seals, {
      tenant,
      callId: call.id,
      name: call.name,
      argumentsText: call.argumentsText,
      kind,
      reason,
    });
}

function sendThreadNotFound(reply: FastifyReply): void {
  const failure = threadNotFound();
  void reply.code(failure.status).headers(failure.headers).send(failure.body);
}

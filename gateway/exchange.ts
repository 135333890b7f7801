import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { quote } from '../compiler/bundle/quote.ts';
import { newEventId } from './audit/event-id.ts';
import { ClientStream } from './client-stream.ts';
import type { Conversation } from './enforce/conversation.ts';
import { identify } from './enforce/identify.ts';
import { beginHistory, type SessionHistory } from './enforce/history.ts';
import { createGate, type JudgeServices } from './enforce/judge.ts';
import { placeOf } from './enforce/origin-prompt.ts';
import { recordRequest, recordResponse } from './enforce/request-events.ts';
import { judgeRequest } from './enforce/request-rules.ts';
import { sessionOf } from './enforce/session.ts';
import { type Sealer, sealTombstone } from './enforce/tombstone.ts';
import { gatewayError, toSentrelyError } from './errors.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import { mediaTypeOf } from './media-type.ts';
import {
  type Dialect,
  type FailureReply,
  type ModelRequest,
  type ResponseSummary,
  unknownUsage,
  type Usage,
} from './providers/dialect.ts';
import {
  bodyOf,
  jsonHeaders,
  pathOf,
  policyInForce,
  sentHeaders,
  tenant,
  wantsStream,
} from './request.ts';
import type { AnswerOutcome, Services } from './services.ts';
import { returnedHeaders } from './upstream.ts';

/** One request and its answer: who calls, under which policy, in which conversation and dialect. */
interface Exchange {
  readonly dialect: Dialect;
  readonly incoming: FastifyRequest;
  readonly policy: LoadedPolicy;
  readonly conversation: Conversation;
  readonly request: ModelRequest;
  readonly client: ClientStream;
  /** Aborted with a SentrelyError when the answer is stopped from outside. */
  readonly stop: AbortController;
  /** Aborted when there is nobody left to answer, or nothing left to say. */
  readonly over: AbortSignal;
}

/**
 * One request to a model in any dialect, from the first byte to the last: identify, read, admit,
 * restore what was denied before, record, ask the provider, hold and judge every call of its answer,
 * record. Never rejects: whatever fails is answered in the way of the dialect.
 */
export async function handleExchange(
  services: Services,
  dialect: Dialect,
  incoming: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const client = new ClientStream(reply);
  let isStream: boolean | undefined;
  try {
    const exchange = open(services, dialect, incoming, client);
    isStream = exchange.request.isStream;
    if (exchange.request.answer !== null) sendReply(reply, exchange.request.answer);
    else await run(services, exchange);
  } catch (error) {
    services.report(error);
    if (client.hasBegun) client.cut();
    else
      sendReply(reply, dialect.failure(toSentrelyError(error), isStream ?? wantsStream(incoming)));
  }
}

/** Sends an answer of our own. */
export function sendReply(reply: FastifyReply, { status, headers, body }: FailureReply): void {
  void reply.code(status).headers(headers).send(body);
}

function open(
  services: Services,
  dialect: Dialect,
  incoming: FastifyRequest,
  client: ClientStream,
): Exchange {
  const policy = policyInForce(services);
  const caller = identify(incoming.headers, policy.plan, services.runs);
  const request = dialect.read(bodyOf(incoming), incoming.headers);
  const conversation = {
    caller,
    session: sessionOf(incoming.headers, caller, request.statedSession, request.seed),
    gateway: services.config.gateway,
    provider: dialect.provider,
    model: request.model,
    workspace: request.workspace,
    place: placeOf(incoming.headers),
    toolHashes: request.toolHashes,
    requestEvent: newEventId(services.now()),
  };
  const stop = new AbortController();
  const over = AbortSignal.any([client.gone, stop.signal]);
  return { dialect, incoming, policy, conversation, request, client, stop, over };
}

async function run(services: Services, exchange: Exchange): Promise<void> {
  const { conversation, client, stop } = exchange;
  const history = await admit(services, exchange);
  const unregister = services.live?.register(conversation, (reason) => {
    client.expire();
    stop.abort(gatewayError('SENTRELY_ERR_ANSWER_STOPPED', reason));
  });
  let end: AnswerEnd = { usage: unknownUsage, outcome: 'failed' };
  try {
    end = await ask(services, { ...exchange, history });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    end = { usage: unknownUsage, outcome: 'stopped' };
    await recordRefusal(services, exchange, stop.signal.reason);
    throw stop.signal.reason;
  } finally {
    unregister?.();
    await tellUse(services, conversation, end);
  }
}

/**
 * Begins the history of a request and asks whether it may be sent; what counts admitted requests comes
 * last. Throws what refuses it, once both are on record.
 */
async function admit(services: Services, exchange: Exchange): Promise<SessionHistory> {
  const { conversation, policy, request, incoming } = exchange;
  try {
    const { headers } = incoming;
    const body = bodyOf(incoming);
    const requestBytes = body.length;
    const history = await beginHistory(services.history, conversation, policy, request);
    await judgeRequest(services.audit, conversation, { policy, asked: request, history });
    await services.admit?.(conversation, { policy, request, requestBytes, body, headers });
    return history;
  } catch (error) {
    await recordRequest(services, conversation, { policy, results: request.results, incoming });
    await recordRefusal(services, exchange, error);
    throw error;
  }
}

async function recordRefusal(
  services: Services,
  { conversation }: Exchange,
  error: unknown,
): Promise<void> {
  await recordResponse(services, conversation, toSentrelyError(error).status, undefined);
}

/** What is told of an answer that is over. */
interface AnswerEnd {
  readonly usage: Usage;
  readonly outcome: AnswerOutcome;
}

async function tellUse(
  services: Services,
  conversation: Conversation,
  { usage, outcome }: AnswerEnd,
): Promise<void> {
  try {
    await services.used?.(conversation, usage, outcome);
  } catch (error) {
    services.report(error);
  }
}

/** A request that may be sent. */
interface Admitted extends Exchange {
  readonly history: SessionHistory;
}

async function ask(services: Services, exchange: Admitted): Promise<AnswerEnd> {
  const answer = await recordAndAsk(services, exchange);
  const summary = await relay(services, answer, exchange);
  await recordResponse(services, exchange.conversation, answer.statusCode, summary);
  if (summary === undefined) return { usage: unknownUsage, outcome: 'refused' };
  return { usage: summary.usage, outcome: summary.outcome };
}

/**
 * Records the request while the provider is already being asked, since asking changes nothing that
 * the record protects; but nothing of the answer passes before the record is made.
 */
async function recordAndAsk(
  services: Services,
  exchange: Exchange,
): Promise<Dispatcher.ResponseData> {
  const { conversation, request, policy, incoming } = exchange;
  const [recorded, asked] = await Promise.allSettled([
    recordRequest(services, conversation, { policy, results: request.results, incoming }),
    askProvider(services, exchange),
  ]);
  if (asked.status === 'rejected') throw asked.reason;
  if (recorded.status === 'fulfilled') return asked.value;
  asked.value.body.destroy();
  throw recorded.reason;
}

async function askProvider(
  services: Services,
  { dialect, incoming, policy, request, over }: Exchange,
): Promise<Dispatcher.ResponseData> {
  const headers = sentHeaders(services, incoming.headers, policy, dialect.provider);
  return await services.upstreams.of(dialect.provider).send({
    method: 'POST',
    path: pathOf(incoming),
    headers: { ...headers, ...jsonHeaders },
    body: request.restore(services.seals, tenant).body,
    signal: over,
  });
}

/** Passes the answer on, judging every call in it; an error answer passes as it is. */
async function relay(
  services: Services,
  answer: Dispatcher.ResponseData,
  exchange: Admitted,
): Promise<ResponseSummary | undefined> {
  const headers = returnedHeaders(answer.headers);
  if (answer.statusCode >= 400) {
    await exchange.client.pass(answer.statusCode, headers, answer.body);
    return undefined;
  }
  const encoding = answer.headers['content-encoding'];
  const type = mediaTypeOf(answer.headers['content-type']);
  if (answer.statusCode !== 200 || (encoding !== undefined && encoding !== 'identity'))
    throw unreadable(answer, `status ${answer.statusCode}, encoding \`${String(encoding)}\``);
  if (type === 'text/event-stream') return await stream(services, answer, exchange);
  if (type === 'application/json') return await json(services, answer, exchange);
  throw unreadable(answer, `content type ${quote(String(answer.headers['content-type'] ?? ''))}`);
}

function unreadable(answer: Dispatcher.ResponseData, detail: string): Error {
  answer.body.destroy();
  return gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', detail);
}

async function stream(
  services: Services,
  answer: Dispatcher.ResponseData,
  { dialect, client, conversation, policy, request, stop, history }: Admitted,
): Promise<ResponseSummary> {
  const { hold } = services.config;
  const about = { history, hasServerTools: mayServe(request) };
  client.begin(200, returnedHeaders(answer.headers));
  const summary = await dialect.relayStream({
    upstream: answer.body,
    write: (bytes) => client.write(bytes),
    gate: createGate(judgeServices(services), conversation, policy, about),
    seal: sealer(services),
    patience: { holdMs: hold.stream_ms, signal: client.gone },
    pingMs: hold.ping_ms,
    stop: stop.signal,
    isUsageWanted: request.isUsageWanted,
  });
  if (summary.outcome === 'cut') client.cut();
  else client.end();
  return summary;
}

async function json(
  services: Services,
  answer: Dispatcher.ResponseData,
  { dialect, client, conversation, policy, request, over, stop, history }: Admitted,
): Promise<ResponseSummary> {
  const about = { history, hasServerTools: mayServe(request) };
  const { body, summary } = await dialect.relayReply(
    await readWhole(answer),
    createGate(judgeServices(services), conversation, policy, about),
    sealer(services),
    { holdMs: services.config.hold.reply_ms, signal: over },
  );
  stop.signal.throwIfAborted();
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
  const { audit, approvals, calls, loader, isKilled, guard, observed, now, stopping, report } =
    services;
  const current = () => loader.current();
  return { audit, approvals, calls, current, isKilled, guard, observed, now, stopping, report };
}

/** An admitted request offers only those tools of the provider that a rule grants. */
function mayServe({ serverTools }: ModelRequest): boolean {
  return serverTools.length > 0;
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

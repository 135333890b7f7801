import type { FastifyReply, FastifyRequest } from 'fastify';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { quote } from '../compiler/bundle/quote.ts';
import { askTurn } from './ask-upstream.ts';
import { newEventId } from './audit/event-id.ts';
import { ClientStream } from './client-stream.ts';
import { eitherSignal } from './either-signal.ts';
import { type Conversation, ownSession } from './enforce/conversation.ts';
import { beginHistory, type SessionHistory } from './enforce/history.ts';
import { createGate, type JudgeServices } from './enforce/judge.ts';
import { placeOf } from './enforce/origin-prompt.ts';
import { recordFailure, recordRequest, recordResponse } from './enforce/request-events.ts';
import { type Granted, judgeRequest } from './enforce/request-rules.ts';
import { sessionOf } from './enforce/session.ts';
import { type Sealer, sealTombstone } from './enforce/tombstone.ts';
import { gatewayError, toSentrelyError } from './errors.ts';
import { madeFor } from './files/made.ts';
import { expectOwn, havingFiles, ownFiles } from './files/named.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import { mediaTypeOf } from './media-type.ts';
import {
  type Dialect,
  type DialectRequest,
  type FailureReply,
  type ModelRequest,
  type ResponseSummary,
  unknownUsage,
  type Usage,
} from './providers/dialect.ts';
import {
  callerOf,
  dialectRequestOf,
  policyInForce,
  tenant,
  wantsStream,
  watchOf,
} from './request.ts';
import type { AnswerOutcome, Services } from './services.ts';
import type { Watch } from './telemetry/watch.ts';
import type { Served } from './upstreams/asked.ts';
import { returnedHeaders } from './upstreams/headers.ts';
import { isUnasked } from './upstreams/outcome.ts';
import type { Candidate } from './upstreams/route.ts';

/** One request and its answer: who calls, under which policy, in which conversation and dialect. */
interface Exchange {
  readonly dialect: Dialect;
  readonly incoming: FastifyRequest;
  /** The request as the dialect's own provider would have got it. */
  readonly asked: DialectRequest;
  readonly policy: LoadedPolicy;
  readonly conversation: Conversation;
  readonly request: ModelRequest;
  readonly client: ClientStream;
  readonly watch: Watch;
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
  const watch = watchOf(services, incoming);
  const client = new ClientStream(reply, () => watch.replied());
  let isStream: boolean | undefined;
  try {
    const exchange = await open(services, dialect, incoming, { client, watch });
    isStream = exchange.request.isStream;
    if (exchange.request.answer !== null) {
      sendReply(reply, exchange.request.answer);
      watch.ended('complete');
    } else watch.ended(await run(services, exchange));
  } catch (error) {
    services.report(error);
    const failure = toSentrelyError(error);
    watch.ended(client.gone.aborted ? 'client-gone' : undefined, failure);
    if (client.hasBegun) client.cut();
    else sendReply(reply, dialect.failure(failure, isStream ?? wantsStream(incoming)));
  }
}

/** Sends an answer of our own. */
export function sendReply(reply: FastifyReply, { status, headers, body }: FailureReply): void {
  void reply.code(status).headers(headers).send(body);
}

async function open(
  services: Services,
  dialect: Dialect,
  incoming: FastifyRequest,
  { client, watch }: Pick<Exchange, 'client' | 'watch'>,
): Promise<Exchange> {
  const policy = policyInForce(services);
  const caller = await callerOf(services, incoming, policy);
  const asked = dialectRequestOf(dialect, incoming);
  const request = dialect.read(asked.body, asked.headers);
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
  watch.identified(conversation);
  const stop = new AbortController();
  const over = eitherSignal(client.gone, stop.signal);
  return { dialect, incoming, asked, policy, conversation, request, client, watch, stop, over };
}

async function run(services: Services, exchange: Exchange): Promise<AnswerOutcome> {
  const { conversation, client, stop } = exchange;
  const admission = await admit(services, exchange);
  const unregister = services.live?.register(conversation, (reason) => {
    client.expire();
    stop.abort(gatewayError('SENTRELY_ERR_ANSWER_STOPPED', reason));
  });
  let end: AnswerEnd = { usage: unknownUsage, outcome: 'failed' };
  try {
    end = await ask(services, { ...exchange, ...admission });
    return end.outcome;
  } catch (error) {
    if (!stop.signal.aborted) {
      if (isUnasked(error)) end = { usage: unknownUsage, outcome: 'unasked' };
      await recordFailure(services, conversation, { error, isGone: client.gone.aborted });
      throw error;
    }
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
async function admit(services: Services, exchange: Exchange): Promise<Admission> {
  const { conversation, policy, request, incoming, asked } = exchange;
  try {
    const { headers, body } = asked;
    const requestBytes = body.length;
    const files = await ownFiles(services, conversation.caller, request.fileIds);
    expectOwn(files, request.fileIds);
    const history = await beginHistory(services.history, conversation, policy, request);
    const about = { policy, asked: request, history };
    const granted = await judgeRequest(services.audit, conversation, about);
    const candidates = havingFiles(candidatesOf(services, exchange), files.values());
    const models = [...new Set(candidates.map(({ model }) => model))];
    await services.admit?.(conversation, { policy, request, models, requestBytes, body, headers });
    return { history, granted, candidates };
  } catch (error) {
    await recordRequest(services, conversation, { policy, results: request.results, incoming });
    await recordRefusal(services, exchange, error);
    throw error;
  }
}

/** The upstreams that a request may go to. */
function candidatesOf(
  { upstreams }: Services,
  { conversation, asked }: Exchange,
): readonly Candidate[] {
  const { provider, model } = conversation;
  const [path = ''] = asked.path.split('?', 1);
  return upstreams.candidates({ provider, path, model, session: ownSession(conversation) });
}

async function recordRefusal(
  services: Services,
  { conversation }: Exchange,
  error: unknown,
): Promise<void> {
  await recordResponse(services, conversation, { status: toSentrelyError(error).status });
}

/** What is told of an answer that is over. */
interface AnswerEnd {
  readonly usage: Usage;
  readonly outcome: AnswerOutcome;
  /** What the upstream that answered was told for the model. */
  readonly model?: string;
}

async function tellUse(
  services: Services,
  conversation: Conversation,
  { usage, outcome, model }: AnswerEnd,
): Promise<void> {
  try {
    await services.used?.(conversation, usage, outcome, model);
  } catch (error) {
    services.report(error);
  }
}

/** What a request that may be sent has beside itself. */
interface Admission {
  readonly history: SessionHistory;
  readonly granted: Granted;
  readonly candidates: readonly Candidate[];
}

/** A request that may be sent. */
type Admitted = Exchange & Admission;

async function ask(services: Services, exchange: Admitted): Promise<AnswerEnd> {
  const answer = await recordAndAsk(services, exchange);
  const summary = await relay(services, answer, exchange);
  const { status } = answer;
  await recordResponse(services, exchange.conversation, { status, summary, served: answer });
  if (summary === undefined) return { usage: unknownUsage, outcome: 'refused' };
  const { model } = answer;
  return { usage: summary.usage, outcome: summary.outcome, model };
}

/**
 * Records the request while the provider is already being asked, since asking changes nothing that
 * the record protects; but nothing of the answer passes before the record is made.
 */
async function recordAndAsk(services: Services, exchange: Admitted): Promise<Served> {
  const { conversation, request, policy, incoming } = exchange;
  const [asked, recorded] = await Promise.allSettled([
    askProvider(services, exchange),
    recordRequest(services, conversation, { policy, results: request.results, incoming }),
  ]);
  if (asked.status === 'rejected') throw asked.reason;
  if (recorded.status === 'fulfilled') return asked.value;
  asked.value.discard();
  throw recorded.reason;
}

async function askProvider(services: Services, exchange: Admitted): Promise<Served> {
  const { watch } = exchange;
  watch.asked();
  const answer = await askTurn(services, exchange);
  watch.answered(answer.status);
  return answer;
}

/** Passes the answer on, judging every call in it; an error answer passes as it is. */
async function relay(
  services: Services,
  answer: Served,
  exchange: Admitted,
): Promise<ResponseSummary | undefined> {
  if (answer.status >= 400) {
    const { status, headers, body } = (await exchange.dialect.spelling?.error?.(answer)) ?? answer;
    await exchange.client.pass(status, returnedHeaders(headers), body);
    return undefined;
  }
  const encoding = answer.headers['content-encoding'];
  const type = mediaTypeOf(answer.headers['content-type']);
  if (answer.status !== 200 || (encoding !== undefined && encoding !== 'identity'))
    throw unreadable(answer, `status ${answer.status}, encoding \`${String(encoding)}\``);
  if (type === 'text/event-stream') return await stream(services, answer, exchange);
  if (type === 'application/json') return await json(services, answer, exchange);
  throw unreadable(answer, `content type ${quote(answer.headers['content-type'] ?? '')}`);
}

function unreadable(answer: Served, detail: string): Error {
  answer.discard();
  return gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', detail);
}

async function stream(
  services: Services,
  answer: Served,
  { dialect, client, watch, conversation, policy, request, stop, history, granted }: Admitted,
): Promise<ResponseSummary> {
  const { hold } = services.config;
  const made = madeFor(services, conversation.caller, answer.upstream);
  const about = { history, granted, made };
  const headers = dialect.spelling?.streamHeaders?.(answer.headers) ?? answer.headers;
  client.begin(200, returnedHeaders(headers));
  const summary = await dialect.relayStream({
    upstream: answer.body,
    write: (bytes) => client.write(bytes),
    gate: createGate(judgeServices(services, watch), conversation, policy, about),
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
  answer: Served,
  { dialect, client, watch, conversation, policy, over, stop, history, granted }: Admitted,
): Promise<ResponseSummary> {
  const made = madeFor(services, conversation.caller, answer.upstream);
  const about = { history, granted, made };
  const gate = createGate(judgeServices(services, watch), conversation, policy, about);
  const whole = await readWhole(answer);
  watch.answered(answer.status);
  const { body, summary } = await dialect.relayReply(whole, gate, sealer(services), {
    holdMs: services.config.hold.reply_ms,
    signal: over,
  });
  // Its calls leave together, or none does.
  if (over.aborted) await gate.withheld?.(endReason(stop.signal));
  stop.signal.throwIfAborted();
  client.send(200, returnedHeaders(answer.headers), body);
  return summary;
}

/** Why a reply that was ready did not leave. */
export function endReason({ reason }: AbortSignal): string {
  return reason instanceof SentrelyError ? reason.message : 'the client went away before it left';
}

/** The largest JSON reply that is read: a model's longest answer is far below. */
const replyBytesMax = 32 * 1024 * 1024;

/** The whole of an answer. Rejects with SENTRELY_ERR_UPSTREAM_UNREADABLE or SENTRELY_ERR_UPSTREAM_CUT. */
export async function readWhole(answer: Served): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body) {
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

/** What judging needs, of all that a request needs. */
export function judgeServices(services: Services, watch: Watch): JudgeServices {
  const { audit, approvals, calls, loader, isKilled, guard, observed, now, stopping, report } =
    services;
  const current = () => loader.current();
  const held = () => watch.held();
  return {
    audit,
    approvals,
    calls,
    current,
    isKilled,
    guard,
    held,
    observed,
    now,
    stopping,
    report,
  };
}

/** Seals what stands for a call. */
export function sealer(services: Services): Sealer {
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

import { quote } from '../compiler/bundle/quote.ts';
import type { ClientStream } from './client-stream.ts';
import type { Conversation } from './enforce/conversation.ts';
import type { SessionHistory } from './enforce/history.ts';
import { createGate } from './enforce/judge.ts';
import type { Granted } from './enforce/request-rules.ts';
import { gatewayError } from './errors.ts';
import { madeFor } from './files/made.ts';
import { endReason, judgeServices, sealer } from './judging.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import { mediaTypeOf } from './media-type.ts';
import type { Dialect, ModelRequest, ResponseSummary } from './providers/dialect.ts';
import type { Services } from './services.ts';
import type { Watch } from './telemetry/watch.ts';
import type { Served } from './upstreams/asked.ts';
import { returnedHeaders } from './upstreams/headers.ts';
import { readWhole } from './whole-answer.ts';

/** A request that was sent, as far as its answer depends on it. */
export interface AnsweredExchange {
  readonly dialect: Dialect;
  readonly policy: LoadedPolicy;
  readonly conversation: Conversation;
  readonly request: ModelRequest;
  readonly client: ClientStream;
  readonly watch: Watch;
  /** Aborted with a SentrelyError when the answer is stopped from outside. */
  readonly stop: AbortController;
  /** Aborted when there is nobody left to answer, or nothing left to say. */
  readonly over: AbortSignal;
  readonly history: SessionHistory;
  readonly granted: Granted;
}

/** Passes the answer on, judging every call in it; an error answer passes as it is. */
export async function passAnswer(
  services: Services,
  answer: Served,
  exchange: AnsweredExchange,
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
  {
    dialect,
    client,
    watch,
    conversation,
    policy,
    request,
    stop,
    history,
    granted,
  }: AnsweredExchange,
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
  { dialect, client, watch, conversation, policy, over, stop, history, granted }: AnsweredExchange,
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

import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AnsweredExchange, passAnswer } from './answer.ts';
import { askTurn } from './ask-upstream.ts';
import { newEventId } from './audit/event-id.ts';
import { ClientStream } from './client-stream.ts';
import { eitherSignal } from './either-signal.ts';
import { type Conversation, ownSession } from './enforce/conversation.ts';
import { beginHistory } from './enforce/history.ts';
import { placeOf } from './enforce/origin-prompt.ts';
import { recordFailure, recordRequest, recordResponse } from './enforce/request-events.ts';
import { judgeRequest } from './enforce/request-rules.ts';
import { sessionOf } from './enforce/session.ts';
import { gatewayError, toSentrelyError } from './errors.ts';
import { expectOwn, havingFiles, ownFiles } from './files/named.ts';
import {
  type Dialect,
  type DialectRequest,
  type FailureReply,
  unknownUsage,
  type Usage,
} from './providers/dialect.ts';
import { callerOf, dialectRequestOf, policyInForce, wantsStream, watchOf } from './request.ts';
import type { AnswerOutcome, Services } from './services.ts';
import type { Served } from './upstreams/asked.ts';
import { isUnasked } from './upstreams/outcome.ts';
import type { Candidate } from './upstreams/route.ts';

/** One request and its answer: who calls, under which policy, in which conversation and dialect. */
interface Exchange extends Omit<AnsweredExchange, keyof Admission> {
  readonly incoming: FastifyRequest;
  /** The request as the dialect's own provider would have got it. */
  readonly asked: DialectRequest;
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
    const candidates = havingFiles(candidatesOf(services, exchange), files);
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
interface Admission extends Pick<AnsweredExchange, 'history' | 'granted'> {
  readonly candidates: readonly Candidate[];
}

/** A request that may be sent. */
type Admitted = Exchange & Admission;

async function ask(services: Services, exchange: Admitted): Promise<AnswerEnd> {
  const answer = await recordAndAsk(services, exchange);
  const summary = await passAnswer(services, answer, exchange);
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

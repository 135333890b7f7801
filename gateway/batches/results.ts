import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { gatewayError } from '../errors.ts';
import type { ResponseSummary, Usage } from '../providers/dialect.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { Served } from '../upstreams/asked.ts';
import { returnedHeaders } from '../upstreams/headers.ts';
import { askAboutBatch } from './ask.ts';
import type { ApiCall } from '../api-call.ts';
import { linesOf } from './lines.ts';
import { enterBatch, type OwnedBatch } from './owned.ts';
import { type BatchPlan, readPlan } from './plan.ts';
import { recordFetched } from './record.ts';
import { ResultJudge } from './result-judge.ts';

/** Results on their way to who created their batch. */
interface Fetch {
  readonly call: ApiCall;
  readonly owned: OwnedBatch;
  readonly plan: BatchPlan;
  readonly judge: ResultJudge;
  /** Aborted with a SentrelyError when the answer is stopped from outside. */
  readonly stop: AbortController;
  /** Aborted when there is nobody left to answer, or nothing left to say. */
  readonly over: AbortSignal;
}

/**
 * `GET /v1/messages/batches/{id}/results`: each line as the provider sends it, its calls judged before
 * it leaves. What cannot be read ends the answer, and nothing after it is passed on.
 */
export async function fetchResults(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<AnswerOutcome> {
  const fetch = await begin(services, call, id);
  const { client } = call;
  const { stop, owned } = fetch;
  const unregister = services.live?.register(owned.conversation, (reason) => {
    client.expire();
    stop.abort(gatewayError('SENTRELY_ERR_ANSWER_STOPPED', reason));
  });
  try {
    const answer = await ask(services, fetch);
    if (answer.status >= 400) {
      await client.pass(answer.status, returnedHeaders(answer.headers), answer.body);
      return 'refused';
    }
    await relay(fetch, answer);
    await record(services, fetch, 'complete', await settle(services, fetch));
    client.end();
    return 'complete';
  } catch (error) {
    const outcome = outcomeOf(error, fetch);
    await record(services, fetch, outcome).catch(services.report);
    if (outcome === 'client-gone') return outcome;
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    unregister?.();
  }
}

async function begin(services: Services, call: ApiCall, id: string): Promise<Fetch> {
  const owned = await enterBatch(services, call, id);
  const { conversation, owner, batch } = owned;
  const stored = await services.batches.plan(owner, batch.id, services.now());
  if (stored === undefined) throw gatewayError('SENTRELY_ERR_BATCH_UNKNOWN');
  const plan = readPlan(stored);
  const stop = new AbortController();
  const over = AbortSignal.any([call.client.gone, stop.signal]);
  const judge = new ResultJudge(services, {
    conversation,
    upstream: batch.upstream,
    plan,
    watch: call.watch,
    over,
  });
  return { call, owned, plan, judge, stop, over };
}

async function ask(services: Services, { call, owned, over }: Fetch): Promise<Served> {
  const { policy, conversation, batch } = owned;
  const { watch, incoming } = call;
  watch.asked();
  const answer = await askAboutBatch(services, {
    policy,
    conversation,
    upstream: batch.upstream,
    below: `/${batch.id}/results`,
    incoming,
    method: 'GET',
    body: null,
    // Its lines are judged one by one, however long that takes.
    isStream: true,
    signal: over,
  });
  watch.answered(answer.status);
  return answer;
}

/** Nothing is sent before the first line is judged: until then a failure is an ordinary answer. */
async function relay({ call, judge, stop }: Fetch, answer: Served): Promise<void> {
  const { client } = call;
  const encoding = answer.headers['content-encoding'] ?? 'identity';
  if (answer.status !== 200 || encoding !== 'identity') {
    answer.discard();
    const found = `status ${answer.status}, encoding \`${encoding}\``;
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', found);
  }
  const headers = { ...returnedHeaders(answer.headers), 'content-type': 'application/x-jsonl' };
  for await (const line of linesOf(answer.body)) {
    const passed = await judge.pass(line);
    stop.signal.throwIfAborted();
    if (!client.hasBegun) client.begin(200, headers);
    await client.write(passed);
  }
  stop.signal.throwIfAborted();
  if (!client.hasBegun) client.begin(200, headers);
}

/**
 * Puts what the batch used in the place of its reservation, once all its results were read: whoever
 * is first to read them. What it used, where this was the first.
 */
async function settle(
  services: Services,
  { owned, plan, judge }: Fetch,
): Promise<Usage | undefined> {
  const { policy, conversation, batch } = owned;
  const { total } = judge;
  if (total === undefined || !(await services.batches.settle(batch.id))) return undefined;
  if (plan.most !== null) {
    const spent = { most: plan.most, used: total.used, createdMs: batch.createdMs };
    await services.batchLimits?.settle(conversation, policy, spent);
  }
  return total.usage;
}

async function record(
  services: Services,
  { owned, judge }: Fetch,
  outcome: ResponseSummary['outcome'],
  usage?: Usage,
): Promise<void> {
  const { batch, conversation } = owned;
  const { id, upstream } = batch;
  const { lines } = judge;
  await recordFetched(services, conversation, { batch: id, upstream, outcome, lines, usage });
}

function outcomeOf(error: unknown, { call, stop }: Fetch): ResponseSummary['outcome'] {
  if (stop.signal.aborted) return 'stopped';
  if (call.client.gone.aborted) return 'client-gone';
  const code = error instanceof SentrelyError ? error.code : undefined;
  return code === 'SENTRELY_ERR_UPSTREAM_UNREADABLE' ? 'unreadable' : 'cut';
}

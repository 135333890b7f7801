import { newEventId } from '../audit/event-id.ts';
import type { Conversation } from '../enforce/conversation.ts';
import { beginHistory, type SessionHistory } from '../enforce/history.ts';
import { placeOf } from '../enforce/origin-prompt.ts';
import { recordFailure, recordRequest, recordResponse } from '../enforce/request-events.ts';
import type { Granted } from '../enforce/request-rules.ts';
import { gatewayError } from '../errors.ts';
import { readWhole } from '../whole-answer.ts';
import { expectOwn, type NamedFiles, ownFiles } from '../files/named.ts';
import { type Splice, spliceBytes } from '../json/splice.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import { readBatchStatus } from '../providers/anthropic/batch-status.ts';
import { anthropicMessages } from '../providers/anthropic/dialect.ts';
import type { DialectRequest, ToolResult } from '../providers/dialect.ts';
import { shapeError } from '../providers/request-body.ts';
import { callerOf, dialectRequestOf, policyInForce, tenant } from '../request.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { Amounts, LedgerUnit } from '../state/ledger.ts';
import type { Served } from '../upstreams/asked.ts';
import { returnedHeaders } from '../upstreams/headers.ts';
import { renamedModel } from '../upstreams/model-name.ts';
import { isUnasked } from '../upstreams/outcome.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { askAboutBatch } from './ask.ts';
import type { ApiCall } from '../api-call.ts';
import { type BatchItem, each, readItems, sessionOfBatch } from './items.ts';
import { PlanWriter } from './plan.ts';
import { recordCreated } from './record.ts';
import { RequestDecisions } from './request-decisions.ts';
import { upstreamFor } from './upstream.ts';

/** How long the provider may take to say that it has a batch, in milliseconds. */
const creationMs = 10 * 60 * 1000;

/** A batch that is about to be created. */
interface Creation {
  readonly call: ApiCall;
  readonly policy: LoadedPolicy;
  /** Of the batch as a whole; its model is that of all requests, or none. */
  readonly conversation: Conversation;
  readonly asked: DialectRequest;
  readonly items: readonly BatchItem[];
  readonly results: readonly ToolResult[];
}

/** A batch that may be created. */
interface Admitted extends Creation {
  readonly upstream: Upstream;
  readonly plan: PlanWriter;
  /** What was reserved; null where the agent has no budget. */
  readonly most: Amounts | null;
}

/**
 * `POST /v1/messages/batches`: every request of the batch is judged as if it came alone, and one that
 * is refused refuses them all. What they can use together is reserved before the provider is asked.
 */
export async function createBatch(services: Services, call: ApiCall): Promise<AnswerOutcome> {
  const { incoming, watch } = call;
  const policy = policyInForce(services);
  const caller = await callerOf(services, incoming, policy);
  const asked = dialectRequestOf(anthropicMessages, incoming);
  const items = await readItems(asked.body, asked.headers);
  const models = new Set(items.map(({ request }) => request.model));
  const conversation: Conversation = {
    caller,
    session: sessionOfBatch(incoming.headers, caller, items),
    gateway: services.config.gateway,
    provider: anthropicMessages.provider,
    model: models.size === 1 ? ([...models][0] ?? '') : '',
    workspace: null,
    place: placeOf(incoming.headers),
    toolHashes: new Map(),
    requestEvent: newEventId(services.now()),
  };
  watch.identified(conversation);
  const results = items.flatMap(({ request }) => request.results);
  const creation = { call, policy, conversation, asked, items, results };
  return await send(services, await admit(services, creation));
}

/** Throws what refuses the batch, once both are on record. */
async function admit(services: Services, creation: Creation): Promise<Admitted> {
  const { policy, conversation, items, results, call } = creation;
  try {
    const history = await beginHistory(services.history, conversation, policy, pastOf(creation));
    const files = await filesOf(services, creation);
    const upstream = upstreamFor(services, conversation, items, files);
    const judged = await judge(services, { ...creation, history, upstream });
    await services.batchLimits?.admit(conversation, policy, { results, most: judged.most });
    return { ...creation, upstream, ...judged };
  } catch (error) {
    await recordRequest(services, conversation, { policy, results, incoming: call.incoming });
    await recordFailure(services, conversation, { error, isGone: false });
    throw error;
  }
}

/** As many as there are requests; all of them are looked up. */
const batchFilesMax = 100_000;

/** The files that the requests name: each its creator's own, or the batch is refused. */
async function filesOf(services: Services, { conversation, items }: Creation): Promise<NamedFiles> {
  const ids = new Set<string>();
  await each(items, ({ request }) => {
    for (const id of request.fileIds) ids.add(id);
    if (ids.size > batchFilesMax) throw shapeError(`more than ${batchFilesMax} files are named`);
  });
  if (ids.size === 0) return new Map();
  const files = await ownFiles(services, conversation.caller, [...ids]);
  await each(items, ({ request }) => expectOwn(files, request.fileIds));
  return files;
}

/**
 * What the requests bring into the session together. Their prompts stay out of it: what was typed for
 * one would excuse a call of another.
 */
function pastOf({ items, results }: Creation): Parameters<typeof beginHistory>[3] {
  return {
    results,
    calls: () => items.flatMap(({ request }) => request.calls()),
    hasSummary: () => items.some(({ request }) => request.hasSummary()),
    promptTexts: () => [],
  };
}

async function judge(
  services: Services,
  creation: Creation & { readonly history: SessionHistory; readonly upstream: Upstream },
): Promise<Pick<Admitted, 'plan' | 'most'>> {
  const { policy, conversation, items, asked, upstream } = creation;
  const decisions = new RequestDecisions(services, creation);
  const plan = new PlanWriter();
  let most: Amounts | null = null;
  await each(items, async ({ customId, params, request }) => {
    const { model, workspace, toolHashes } = request;
    const own = { ...conversation, model, workspace, toolHashes };
    const granted = await decisions.judge(own, request);
    const { bytes: body } = params;
    const told = upstream.modelFor(model) ?? model;
    const { headers } = asked;
    const facts = { policy, request, models: [told], requestBytes: body.length, body, headers };
    const worst = services.batchLimits?.worst(own, facts) ?? null;
    if (worst !== null) most = sumOf(most, worst.most);
    plan.add(customId, {
      model,
      workspace,
      tools: [...toolHashes],
      served: servedBy(granted),
      price: worst?.prices.get(told) ?? null,
    });
  });
  return { plan, most };
}

function servedBy({ tools, outcome }: Granted) {
  return tools.length === 0 ? null : { tools, outcome };
}

/** Never more than a count can hold: that much is beyond every budget. */
function sumOf(sum: Amounts | null, more: Amounts): Amounts {
  const units = Object.keys(more) as LedgerUnit[];
  return Object.fromEntries(
    units.map((unit) => {
      const total = (sum?.[unit] ?? 0) + (more[unit] ?? 0);
      return [unit, Math.min(total, Number.MAX_SAFE_INTEGER)];
    }),
  );
}

async function send(services: Services, admitted: Admitted): Promise<AnswerOutcome> {
  const { policy, conversation, results, call } = admitted;
  let isCharged = false;
  try {
    await recordRequest(services, conversation, { policy, results, incoming: call.incoming });
    isCharged = true;
    const answer = await ask(services, admitted);
    isCharged = answer.status < 400;
    return isCharged
      ? await keep(services, admitted, answer)
      : await passRefusal(services, admitted, answer);
  } catch (error) {
    if (isUnasked(error)) isCharged = false;
    const isGone = call.client.gone.aborted;
    await recordFailure(services, conversation, { error, isGone });
    throw error;
  } finally {
    if (!isCharged) await giveBack(services, admitted);
  }
}

async function ask(services: Services, admitted: Admitted): Promise<Served> {
  const { call, policy, conversation, upstream } = admitted;
  const { watch, incoming } = call;
  const body = await bodyFor(services, admitted);
  watch.asked();
  const answer = await askAboutBatch(services, {
    policy,
    conversation,
    upstream: upstream.name,
    below: '',
    incoming,
    method: 'POST',
    body,
    // A client that leaves now must not leave a batch behind that is nobody's.
    signal: AbortSignal.timeout(creationMs),
  });
  watch.answered(answer.status);
  return answer;
}

/** The body with the history of each request restored and its model as the upstream knows it. */
async function bodyFor(
  services: Services,
  { asked, items, upstream }: Pick<Admitted, 'asked' | 'items' | 'upstream'>,
): Promise<Buffer> {
  const splices: Splice[] = [];
  await each(items, ({ params, request }) => {
    const restored = request.restore(services.seals, tenant).body;
    const told = upstream.modelFor(request.model) ?? request.model;
    const sent = told === request.model ? restored : renamedModel(restored, told);
    if (!sent.equals(params.bytes)) splices.push(params.replacedBy(sent.toString()));
  });
  return spliceBytes(asked.body, splices);
}

/** Remembers whose the batch is before anybody is told of it. */
async function keep(
  services: Services,
  { conversation, call, upstream, items, plan, most }: Admitted,
  answer: Served,
): Promise<AnswerOutcome> {
  const whole = await readWhole(answer);
  if (answer.status !== 200)
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', `status ${answer.status}`);
  const { id, body } = readBatchStatus(whole);
  const { caller, session, requestEvent } = conversation;
  const { agent, credential } = caller;
  const createdMs = services.now();
  const batch = {
    id,
    agent,
    credential,
    upstream: upstream.name,
    session,
    requestEvent,
    createdMs,
  };
  if ((await services.batches.add(batch, plan.text(most))) === 'taken')
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', 'found a batch that there was before');
  const created = { id, upstream: upstream.name, requests: items.length };
  await recordCreated(services, conversation, created);
  call.client.send(200, returnedHeaders(answer.headers), body);
  return 'complete';
}

async function passRefusal(
  services: Services,
  { conversation, call }: Admitted,
  answer: Served,
): Promise<AnswerOutcome> {
  await call.client.pass(answer.status, returnedHeaders(answer.headers), answer.body);
  await recordResponse(services, conversation, { status: answer.status, served: answer });
  return 'refused';
}

/** That it stays reserved costs room, not the answer. */
async function giveBack(
  services: Services,
  { conversation, policy, most }: Admitted,
): Promise<void> {
  if (most === null) return;
  const spent = { most, used: {}, createdMs: services.now() };
  try {
    await services.batchLimits?.settle(conversation, policy, spent);
  } catch (error) {
    services.report(error);
  }
}

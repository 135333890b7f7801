import { gatewayError } from '../errors.ts';
import { readWhole } from '../exchange.ts';
import { readBatchStatus } from '../providers/anthropic/batch-status.ts';
import { shapeError } from '../providers/request-body.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { BatchPage, StoredBatch } from '../state/batches.ts';
import { returnedHeaders } from '../upstreams/headers.ts';
import type { Served } from '../upstreams/asked.ts';
import { askAboutBatch } from './ask.ts';
import type { BatchCall } from './handle.ts';
import { type BatchCaller, enterBatches, findBatch } from './owned.ts';

/** Batches on a page, as the provider has it. */
const limitDefault = 20;

/** The provider is asked for each; a client that wants more has the next page asked for. */
const limitMax = 100;

/** So many are asked for at once. */
const atOnce = 8;

/**
 * `GET /v1/messages/batches`: the caller's own. Pages are cut from what is remembered here, and the
 * provider is asked for each batch: its own pages have those of everybody who shares its key.
 */
export async function listBatches(services: Services, call: BatchCall): Promise<AnswerOutcome> {
  const caller = await enterBatches(services, call);
  const page = await pageOf(services, caller, call.incoming.query);
  const { owner } = caller;
  const found = await services.batches.list(
    owner,
    { ...page, limit: page.limit + 1 },
    services.now(),
  );
  const hasMore = found.length > page.limit;
  // The one too many is the farthest: the newest where a page goes back towards newer ones.
  const isBackwards = page.before !== undefined && page.after === undefined;
  const batches = isBackwards ? found.slice(-page.limit) : found.slice(0, page.limit);
  const data: Buffer[] = [];
  for (let from = 0; from < batches.length; from += atOnce) {
    const some = batches.slice(from, from + atOnce);
    const answers = await Promise.all(some.map((batch) => ask(services, call, caller, batch)));
    const failed = answers.find(({ status }) => status >= 400 && status !== 404);
    if (failed !== undefined) return await passFailure(call, failed, answers);
    for (const [at, answer] of answers.entries()) {
      const body = await bodyOf(answer, some[at] as StoredBatch);
      if (body !== undefined) data.push(body);
    }
  }
  const [first, last] = [batches[0]?.id ?? null, batches.at(-1)?.id ?? null];
  const rest = JSON.stringify({ has_more: hasMore, first_id: first, last_id: last }).slice(1);
  const text = `{"data":[${data.map(String).join(',')}],${rest}`;
  call.client.send(200, { 'content-type': 'application/json' }, Buffer.from(text));
  return 'complete';
}

/** Throws SENTRELY_ERR_REQUEST_SHAPE, and SENTRELY_ERR_BATCH_UNKNOWN for a cursor that is not the caller's. */
async function pageOf(
  services: Services,
  { owner }: BatchCaller,
  query: unknown,
): Promise<BatchPage> {
  const { limit, after_id: after, before_id: before } = query as Readonly<Record<string, unknown>>;
  if (after !== undefined && before !== undefined)
    throw shapeError('both `after_id` and `before_id` are given');
  const count = limit === undefined ? limitDefault : Number(limit);
  if (typeof limit === 'object' || !Number.isInteger(count) || count < 1)
    throw shapeError('`limit` is not a number from 1 on');
  const at = async (id: unknown): Promise<StoredBatch> =>
    await findBatch(services, owner, typeof id === 'string' ? id : '');
  return {
    limit: Math.min(count, limitMax),
    ...(after === undefined ? {} : { after: await at(after) }),
    ...(before === undefined ? {} : { before: await at(before) }),
  };
}

async function ask(
  services: Services,
  { incoming, client }: BatchCall,
  { policy }: BatchCaller,
  { id, upstream }: StoredBatch,
): Promise<Served> {
  return await askAboutBatch(services, {
    policy,
    conversation: null,
    upstream,
    below: `/${id}`,
    incoming,
    method: 'GET',
    body: null,
    signal: client.gone,
  });
}

/** Undefined for a batch that the provider has no more. */
async function bodyOf(answer: Served, batch: StoredBatch): Promise<Buffer | undefined> {
  if (answer.status === 404) {
    answer.discard();
    return undefined;
  }
  const { id, body } = readBatchStatus(await readWhole(answer));
  if (answer.status !== 200 || id !== batch.id)
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', 'found another batch');
  return body;
}

/** What the provider says of one that it cannot tell is what it says of the list. */
async function passFailure(
  { client }: BatchCall,
  failed: Served,
  answers: readonly Served[],
): Promise<AnswerOutcome> {
  for (const answer of answers) if (answer !== failed) answer.discard();
  await client.pass(failed.status, returnedHeaders(failed.headers), failed.body);
  return 'refused';
}

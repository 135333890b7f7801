import type { ClientStream } from './client-stream.ts';
import { gatewayError } from './errors.ts';
import { readWhole } from './whole-answer.ts';
import { shapeError } from './providers/request-body.ts';
import type { AnswerOutcome } from './services.ts';
import type { Page } from './state/owned.ts';
import type { Served } from './upstreams/asked.ts';
import { returnedHeaders } from './upstreams/headers.ts';

/** What is listed, and how. */
export interface OwnedList<T> {
  /** One of the caller's own. Rejects where it is not. */
  find(id: string): Promise<T>;
  list(page: Page<T>): Promise<readonly T[]>;
  /** What the provider says of one. */
  ask(one: T): Promise<Served>;
  /** Reads that. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
  read(answer: Buffer): { readonly id: string; readonly body: Buffer };
  /** What else is said of a page. */
  cursor(hasMore: boolean, last: string | null): Readonly<Record<string, unknown>>;
}

/** So many are on a page, as the provider has it. */
const limitDefault = 20;

/** The provider is asked for each; a client that wants more has the next page asked for. */
const limitMax = 100;

/** So many are asked for at once. */
const atOnce = 8;

/**
 * Lists the caller's own. Pages are cut from what is remembered here, and the provider is asked for
 * each: its own pages have those of everybody who shares its key. Of the query only what stands in
 * {@link readPage} is read. Throws SENTRELY_ERR_REQUEST_SHAPE, and what `find` throws for a cursor.
 */
export async function answerList<T extends { readonly id: string }>(
  client: ClientStream,
  query: Readonly<Record<string, unknown>>,
  of: OwnedList<T>,
): Promise<AnswerOutcome> {
  const page = await readPage(query, of);
  const found = await of.list({ ...page, limit: page.limit + 1 });
  const hasMore = found.length > page.limit;
  // The one too many is the farthest: the newest where a page goes back towards newer ones.
  const isBackwards = page.before !== undefined && page.after === undefined;
  const shown = isBackwards ? found.slice(-page.limit) : found.slice(0, page.limit);
  const data: Buffer[] = [];
  for (let from = 0; from < shown.length; from += atOnce) {
    const some = shown.slice(from, from + atOnce);
    const answers = await Promise.all(some.map((one) => of.ask(one)));
    const failed = answers.find(({ status }) => status >= 400 && status !== 404);
    if (failed !== undefined) return await passFailure(client, failed, answers);
    for (const [at, answer] of answers.entries()) {
      const body = await bodyOf(answer, some[at] as T, of);
      if (body !== undefined) data.push(body);
    }
  }
  const [first, last] = [shown[0]?.id ?? null, shown.at(-1)?.id ?? null];
  const about = { has_more: hasMore, first_id: first, last_id: last, ...of.cursor(hasMore, last) };
  const text = `{"data":[${data.map(String).join(',')}],${JSON.stringify(about).slice(1)}`;
  client.send(200, { 'content-type': 'application/json' }, Buffer.from(text));
  return 'complete';
}

async function readPage<T>(
  { limit, after_id: after, before_id: before }: Readonly<Record<string, unknown>>,
  of: OwnedList<T>,
): Promise<Page<T>> {
  if (after !== undefined && before !== undefined)
    throw shapeError('both `after_id` and `before_id` are given');
  const count = limit === undefined ? limitDefault : Number(limit);
  if (typeof limit === 'object' || !Number.isInteger(count) || count < 1)
    throw shapeError('`limit` is not a number from 1 on');
  const at = async (id: unknown): Promise<T> => await of.find(typeof id === 'string' ? id : '');
  return {
    limit: Math.min(count, limitMax),
    ...(after === undefined ? {} : { after: await at(after) }),
    ...(before === undefined ? {} : { before: await at(before) }),
  };
}

/** Undefined for one that the provider has no more. */
async function bodyOf<T extends { readonly id: string }>(
  answer: Served,
  one: T,
  of: OwnedList<T>,
): Promise<Buffer | undefined> {
  if (answer.status === 404) {
    answer.discard();
    return undefined;
  }
  const { id, body } = of.read(await readWhole(answer));
  if (answer.status !== 200 || id !== one.id)
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', 'found another one');
  return body;
}

/** What the provider says of one that it cannot tell is what it says of the list. */
async function passFailure(
  client: ClientStream,
  failed: Served,
  answers: readonly Served[],
): Promise<AnswerOutcome> {
  for (const answer of answers) if (answer !== failed) answer.discard();
  await client.pass(failed.status, returnedHeaders(failed.headers), failed.body);
  return 'refused';
}

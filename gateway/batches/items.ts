import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { quote } from '../../compiler/bundle/quote.ts';
import type { Caller } from '../enforce/identify.ts';
import { sessionOf } from '../enforce/session.ts';
import { type BatchRequest, readBatch, refuseLive } from '../providers/anthropic/batch-request.ts';
import { anthropicMessages } from '../providers/anthropic/dialect.ts';
import type { ModelRequest } from '../providers/dialect.ts';
import { shapeError } from '../providers/request-body.ts';

/** One request of a batch, read. */
export interface BatchItem extends BatchRequest {
  readonly request: ModelRequest;
}

/** So many requests are handled before others get their turn. */
const stepsMax = 128;

/**
 * Reads every request of a batch as the Messages dialect reads it alone. Rejects with its errors,
 * which then name the request.
 */
export async function readItems(
  body: Buffer,
  headers: IncomingHttpHeaders,
): Promise<readonly BatchItem[]> {
  const items: BatchItem[] = [];
  await each(readBatch(body), (item) => {
    refuseLive(item.params);
    items.push({ ...item, request: anthropicMessages.read(item.params.bytes, headers) });
  });
  return items;
}

/** Does one thing for each request, and lets others have their turn. What it throws names the request. */
export async function each<T extends BatchRequest>(
  items: readonly T[],
  act: (item: T) => Promise<void> | void,
): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index % stepsMax === stepsMax - 1) await setImmediate();
    try {
      await act(item);
    } catch (error) {
      throw inRequest(error, item.customId);
    }
  }
}

function inRequest(error: unknown, customId: string): unknown {
  if (!(error instanceof SentrelyError)) return error;
  const { code, status, help, message: title, cause } = error;
  const where = `in the request ${quote(customId)} of the batch`;
  return new SentrelyError(code, { status, title, help }, where, cause);
}

/**
 * The session of a batch: the one that the headers state, else the one that its requests state, else
 * one of its own. Throws SENTRELY_ERR_REQUEST_SHAPE where its requests state several: each could be
 * stopped, and the batch would go on in another.
 */
export function sessionOfBatch(
  headers: IncomingHttpHeaders,
  caller: Caller,
  items: readonly BatchItem[],
): string {
  const stated = new Set(items.flatMap(({ request }) => request.statedSession ?? []));
  if (stated.size > 1) throw shapeError('the requests of the batch state several sessions');
  const seed = (): string => {
    const seeds = createHash('sha256');
    for (const { request } of items) seeds.update(`${request.seed()}\n`);
    return seeds.digest('hex');
  };
  const [only = null] = stated;
  return sessionOf(headers, caller, only, seed);
}

import { spliceBytes } from '../../json/splice.ts';
import { isGiven } from '../request-body.ts';
import { scanAnswer, unreadable } from '../stream-event.ts';

/** What the provider says of a batch, as its client may read it. */
export interface BatchStatus {
  readonly id: string;
  readonly body: Buffer;
}

const idPattern = /^[A-Za-z0-9_-]{1,128}$/;

/** Whether a text can be the id of a batch: it is put into paths as it is. */
export function isBatchId(text: string): boolean {
  return idPattern.test(text);
}

/**
 * Reads the state of a batch, and has its results fetched here: `results_url` leads to the provider,
 * and clients follow it with their key. A path leads them to wherever they asked. Throws
 * SENTRELY_ERR_UPSTREAM_UNREADABLE.
 */
export function readBatchStatus(answer: Buffer): BatchStatus {
  const root = scanAnswer(answer);
  const id = root.get('id')?.text ?? '';
  if (!isBatchId(id)) throw unreadable('a batch without an id');
  const url = root.get('results_url');
  if (!isGiven(url)) return { id, body: answer };
  if (url.kind !== 'string') throw unreadable('a `results_url` that is no address');
  const path = JSON.stringify(`/v1/messages/batches/${id}/results`);
  return { id, body: spliceBytes(answer, [url.replacedBy(path)]) };
}

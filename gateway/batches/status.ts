import { gatewayError } from '../errors.ts';
import { readWhole } from '../whole-answer.ts';
import { readBatchStatus } from '../providers/anthropic/batch-status.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import type { Served } from '../upstreams/asked.ts';
import { returnedHeaders } from '../upstreams/headers.ts';
import { askAboutBatch, type BatchQuestion } from './ask.ts';
import type { ApiCall } from '../api-call.ts';
import { enterBatch, type OwnedBatch } from './owned.ts';

/** `GET /v1/messages/batches/{id}`. */
export async function tellBatch(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<AnswerOutcome> {
  const owned = await enterBatch(services, call, id);
  const answer = await ask(services, call, owned, { method: 'GET', below: '' });
  return await pass(call, owned, answer);
}

/** `POST /v1/messages/batches/{id}/cancel`. */
export async function cancelBatch(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<AnswerOutcome> {
  const owned = await enterBatch(services, call, id);
  const answer = await ask(services, call, owned, { method: 'POST', below: '/cancel' });
  return await pass(call, owned, answer);
}

/** `DELETE /v1/messages/batches/{id}`. What was reserved for it and not settled stays spent. */
export async function deleteBatch(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<AnswerOutcome> {
  const owned = await enterBatch(services, call, id);
  const answer = await ask(services, call, owned, { method: 'DELETE', below: '' });
  if (answer.status === 200) await services.batches.remove(owned.batch.id);
  return await pass(call, owned, answer);
}

async function ask(
  services: Services,
  { incoming, client, watch }: ApiCall,
  { policy, conversation, batch }: OwnedBatch,
  { method, below }: Pick<BatchQuestion, 'method' | 'below'>,
): Promise<Served> {
  watch.asked();
  const answer = await askAboutBatch(services, {
    policy,
    conversation,
    upstream: batch.upstream,
    below: `/${batch.id}${below}`,
    incoming,
    method,
    body: null,
    signal: client.gone,
  });
  watch.answered(answer.status);
  return answer;
}

async function pass(
  { client }: ApiCall,
  { batch }: OwnedBatch,
  answer: Served,
): Promise<AnswerOutcome> {
  const { status } = answer;
  if (status >= 400) {
    await client.pass(status, returnedHeaders(answer.headers), answer.body);
    return 'refused';
  }
  const { id, body } = readBatchStatus(await readWhole(answer));
  if (status !== 200 || id !== batch.id)
    throw gatewayError('SENTRELY_ERR_UPSTREAM_UNREADABLE', 'found another batch');
  client.send(200, returnedHeaders(answer.headers), body);
  return 'complete';
}

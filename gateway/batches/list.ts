import { answerList } from '../owned-list.ts';
import { readBatchStatus } from '../providers/anthropic/batch-status.ts';
import type { AnswerOutcome, Services } from '../services.ts';
import { askAboutBatch } from './ask.ts';
import type { ApiCall } from '../api-call.ts';
import { enterBatches, findBatch } from './owned.ts';

/** `GET /v1/messages/batches`: the caller's own. Rejects as {@link answerList}. */
export async function listBatches(services: Services, call: ApiCall): Promise<AnswerOutcome> {
  const { policy, owner } = await enterBatches(services, call);
  const { incoming, client } = call;
  return await answerList(client, incoming.query as Readonly<Record<string, unknown>>, {
    find: (id) => findBatch(services, owner, id),
    list: (page) => services.batches.list(owner, page, services.now()),
    ask: ({ id, upstream }) =>
      askAboutBatch(services, {
        policy,
        conversation: null,
        upstream,
        below: `/${id}`,
        incoming,
        method: 'GET',
        body: null,
        signal: client.gone,
      }),
    read: readBatchStatus,
    cursor: () => ({}),
  });
}

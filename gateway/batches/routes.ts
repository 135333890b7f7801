import type { FastifyInstance } from 'fastify';
import type { AnswerOutcome, Services } from '../services.ts';
import { batchesPath } from './ask.ts';
import { createBatch } from './create.ts';
import { type ApiCall, handleApiCall } from '../api-call.ts';
import { listBatches } from './list.ts';
import { fetchResults } from './results.ts';
import { cancelBatch, deleteBatch, tellBatch } from './status.ts';

type AnswerOne = (services: Services, call: ApiCall, id: string) => Promise<AnswerOutcome>;

/** What is asked about one batch: method, what stands behind its id, and who answers. */
const ofOne: readonly (readonly ['GET' | 'POST' | 'DELETE', string, AnswerOne])[] = [
  ['GET', '', tellBatch],
  ['GET', '/results', fetchResults],
  ['POST', '/cancel', cancelBatch],
  ['DELETE', '', deleteBatch],
];

/** Adds the paths of message batches, and no others: a HEAD would judge results for nobody. */
export function addBatches(server: FastifyInstance, services: Services): void {
  server.post(batchesPath, (incoming, reply) =>
    handleApiCall(services, incoming, reply, (call) => createBatch(services, call)),
  );
  server.get(batchesPath, { exposeHeadRoute: false }, (incoming, reply) =>
    handleApiCall(services, incoming, reply, (call) => listBatches(services, call)),
  );
  for (const [method, behind, answer] of ofOne)
    server.route<{ Params: { readonly id: string } }>({
      method,
      url: `${batchesPath}/:id${behind}`,
      exposeHeadRoute: false,
      handler: (incoming, reply) => {
        const { id } = incoming.params;
        return handleApiCall(services, incoming, reply, (call) => answer(services, call, id));
      },
    });
}

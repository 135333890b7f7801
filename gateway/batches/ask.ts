import { askOne, type OneQuestion } from '../ask-one.ts';
import { gatewayError } from '../errors.ts';
import { jsonHeaders } from '../request.ts';
import type { Services } from '../services.ts';
import type { Served } from '../upstreams/asked.ts';

/** The path of batches; what is about one of them is below. */
export const batchesPath = '/v1/messages/batches';

/** A request about batches to one upstream. */
export interface BatchQuestion extends Omit<OneQuestion, 'path' | 'candidate' | 'type'> {
  /** Name of the upstream. */
  readonly upstream: string;
  /** Path below {@link batchesPath}: empty, or `/` and an id. */
  readonly below: string;
}

/** As {@link askOne}; rejects with SENTRELY_ERR_BATCH_UPSTREAM where the upstream is not there any more. */
export async function askAboutBatch(
  services: Services,
  { upstream, below, ...question }: BatchQuestion,
): Promise<Served> {
  const of = { provider: 'anthropic', path: batchesPath, model: '', session: '' } as const;
  const [candidate] = services.upstreams
    .candidates(of)
    .filter((each) => each.upstream.name === upstream);
  if (candidate === undefined)
    throw gatewayError('SENTRELY_ERR_BATCH_UPSTREAM', `\`${upstream}\` is not configured`);
  const { body } = question;
  const type = body === null ? {} : { type: jsonHeaders['content-type'] as string };
  return await askOne(services, {
    ...question,
    ...type,
    candidate,
    path: `${batchesPath}${below}`,
  });
}

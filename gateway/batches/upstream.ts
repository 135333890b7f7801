import { type Conversation, ownSession } from '../enforce/conversation.ts';
import { gatewayError } from '../errors.ts';
import { havingFiles, type NamedFiles } from '../files/named.ts';
import type { Services } from '../services.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { batchesPath } from './ask.ts';
import type { BatchItem } from './items.ts';

/**
 * The upstream that a batch is to be created at: the most wanted of those that serve all its models,
 * and of those one that is known to answer, where there is one. Throws SENTRELY_ERR_MODEL_UNROUTED,
 * SENTRELY_ERR_UPSTREAM_PATH where no upstream of a model takes batches, SENTRELY_ERR_FILE_UPSTREAM where
 * none has all files, and SENTRELY_ERR_BATCH_UPSTREAM where none serves all models.
 */
export function upstreamFor(
  { upstreams }: Services,
  conversation: Conversation,
  items: readonly BatchItem[],
  files: NamedFiles,
): Upstream {
  const models = [...new Set(items.map(({ request }) => request.model))];
  const { provider } = conversation;
  const session = ownSession(conversation);
  const [first = [], ...rest] = models.map((model) => {
    const able = upstreams.candidates({ provider, path: batchesPath, model, session });
    return havingFiles(able, files).map((one) => one.upstream);
  });
  const common = first.filter((upstream) => rest.every((others) => others.includes(upstream)));
  const chosen = common.find(({ breaker }) => breaker.isReady) ?? common[0];
  if (chosen !== undefined) return chosen;
  const named = models.slice(0, shownMax).map((model) => `\`${model.slice(0, 100)}\``);
  throw gatewayError('SENTRELY_ERR_BATCH_UPSTREAM', `none serves all of ${named.join(', ')}`);
}

/** So many models are named in a refusal. */
const shownMax = 4;

import { newEventId } from '../audit/event-id.ts';
import { gatewayError } from '../errors.ts';
import type { Conversation } from '../enforce/conversation.ts';
import { sessionOf } from '../enforce/session.ts';
import { type Asker, askerOf, conversationOf } from '../owner.ts';
import { isBatchId } from '../providers/anthropic/batch-status.ts';
import type { Services } from '../services.ts';
import type { StoredBatch } from '../state/batches.ts';
import type { Owner } from '../state/owned.ts';
import type { ApiCall } from '../api-call.ts';

/** A batch and its owner, who asks about it. */
export interface OwnedBatch extends Asker {
  readonly batch: StoredBatch;
  /** That of the batch, so in the session that it was created in. */
  readonly conversation: Conversation;
}

/** Who asks about batches in general. Rejects for whoever is not known or was stopped. */
export async function enterBatches(services: Services, call: ApiCall): Promise<Asker> {
  const asker = await askerOf(services, call);
  const { caller } = asker;
  const session = sessionOf(call.incoming.headers, caller, null, () => '');
  const requestEvent = newEventId(services.now());
  const killed = services.isKilled?.(
    conversationOf(services, call, caller, { session, requestEvent }),
  );
  if (killed !== undefined) throw gatewayError('SENTRELY_ERR_KILLED', killed);
  return asker;
}

/**
 * The batch of an id, for who created it. Rejects for everybody else alike: SENTRELY_ERR_BATCH_UNKNOWN,
 * whether there is such a batch or not; and as {@link enterBatches}.
 */
export async function enterBatch(
  services: Services,
  call: ApiCall,
  id: string,
): Promise<OwnedBatch> {
  const asker = await askerOf(services, call);
  const batch = await findBatch(services, asker.owner, id);
  const conversation = conversationOf(services, call, asker.caller, batch);
  await services.batchLimits?.enter(conversation);
  return { ...asker, conversation, batch };
}

/** A batch of an owner's. Throws SENTRELY_ERR_BATCH_UNKNOWN. */
export async function findBatch(
  { batches, now }: Services,
  owner: Owner,
  id: string,
): Promise<StoredBatch> {
  const found = isBatchId(id) ? await batches.find(owner, id, now()) : undefined;
  if (found === undefined) throw gatewayError('SENTRELY_ERR_BATCH_UNKNOWN');
  return found;
}

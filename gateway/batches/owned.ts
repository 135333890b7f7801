import { newEventId } from '../audit/event-id.ts';
import { gatewayError } from '../errors.ts';
import type { Conversation } from '../enforce/conversation.ts';
import type { Caller } from '../enforce/identify.ts';
import { placeOf } from '../enforce/origin-prompt.ts';
import { sessionOf } from '../enforce/session.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import { anthropicMessages } from '../providers/anthropic/dialect.ts';
import { isBatchId } from '../providers/anthropic/batch-status.ts';
import { callerOf, policyInForce } from '../request.ts';
import type { Services } from '../services.ts';
import type { BatchOwner, StoredBatch } from '../state/batches.ts';
import type { BatchCall } from './handle.ts';

/** Who asks about batches, under which policy. */
export interface BatchCaller {
  readonly policy: LoadedPolicy;
  readonly owner: BatchOwner;
}

/** A batch and its owner, who asks about it. */
export interface OwnedBatch extends BatchCaller {
  readonly batch: StoredBatch;
  /** That of the batch, so in the session that it was created in. */
  readonly conversation: Conversation;
}

/** Who asks about batches in general. Rejects for whoever is not known or was stopped. */
export async function enterBatches(services: Services, call: BatchCall): Promise<BatchCaller> {
  const { policy, caller, owner } = await identified(services, call);
  const session = sessionOf(call.incoming.headers, caller, null, () => '');
  const requestEvent = newEventId(services.now());
  const killed = services.isKilled?.(
    conversationOf(services, call, caller, { session, requestEvent }),
  );
  if (killed !== undefined) throw gatewayError('SENTRELY_ERR_KILLED', killed);
  return { policy, owner };
}

/**
 * The batch of an id, for who created it. Rejects for everybody else alike: SENTRELY_ERR_BATCH_UNKNOWN,
 * whether there is such a batch or not; and as {@link enterBatches}.
 */
export async function enterBatch(
  services: Services,
  call: BatchCall,
  id: string,
): Promise<OwnedBatch> {
  const { policy, caller, owner } = await identified(services, call);
  const batch = await findBatch(services, owner, id);
  const conversation = conversationOf(services, call, caller, batch);
  await services.batchLimits?.enter(conversation);
  return { policy, owner, conversation, batch };
}

/** A batch of an owner's. Throws SENTRELY_ERR_BATCH_UNKNOWN. */
export async function findBatch(
  { batches, now }: Services,
  owner: BatchOwner,
  id: string,
): Promise<StoredBatch> {
  const found = isBatchId(id) ? await batches.find(owner, id, now()) : undefined;
  if (found === undefined) throw gatewayError('SENTRELY_ERR_BATCH_UNKNOWN');
  return found;
}

async function identified(services: Services, { incoming }: BatchCall) {
  const policy = policyInForce(services);
  const caller = await callerOf(services, incoming, policy);
  const { agent, credential } = caller;
  return { policy, caller, owner: { agent, credential } };
}

function conversationOf(
  services: Services,
  { incoming, watch }: BatchCall,
  caller: Caller,
  { session, requestEvent }: Pick<StoredBatch, 'session' | 'requestEvent'>,
): Conversation {
  const conversation: Conversation = {
    caller,
    session,
    gateway: services.config.gateway,
    provider: anthropicMessages.provider,
    model: '',
    workspace: null,
    place: placeOf(incoming.headers),
    toolHashes: new Map(),
    requestEvent,
  };
  watch.identified(conversation);
  return conversation;
}

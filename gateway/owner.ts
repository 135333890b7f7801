import type { ApiCall } from './api-call.ts';
import type { Conversation } from './enforce/conversation.ts';
import type { Caller } from './enforce/identify.ts';
import { placeOf } from './enforce/origin-prompt.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import { anthropicMessages } from './providers/anthropic/dialect.ts';
import { callerOf, policyInForce } from './request.ts';
import type { Services } from './services.ts';
import type { Owner } from './state/owned.ts';

// What a caller owns at the provider (batches, files) belongs to the agent and its credential.

/** Who asks, under which policy. */
export interface Asker {
  readonly policy: LoadedPolicy;
  readonly caller: Caller;
  readonly owner: Owner;
}

/** Who makes a call. Rejects with SENTRELY_ERR_NO_BUNDLE and SENTRELY_ERR_IDENTITY_... */
export async function askerOf(services: Services, { incoming }: ApiCall): Promise<Asker> {
  const policy = policyInForce(services);
  const caller = await callerOf(services, incoming, policy);
  return { policy, caller, owner: ownerOf(caller) };
}

/** Whose what a caller creates is. */
export function ownerOf({ agent, credential }: Caller): Owner {
  return { agent, credential };
}

/** What a call is recorded as: of no model, in the session given. */
export function conversationOf(
  services: Services,
  { incoming, watch }: ApiCall,
  caller: Caller,
  { session, requestEvent }: Pick<Conversation, 'session' | 'requestEvent'>,
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

import type { Conversation } from '../enforce/conversation.ts';
import type { RateRefusal } from '../enforce/rate.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';

/** What holds agents back from files at the provider. */
export interface FileLimits {
  /**
   * Rejects with SENTRELY_ERR_KILLED, SENTRELY_ERR_SESSION_LATCHED or SENTRELY_ERR_STATE_UNAVAILABLE
   * where nothing of the session may go on.
   */
  enter(conversation: Conversation): Promise<void>;
  /** Counts a request about a file as a call in the rates of its agent; undefined is permission. */
  take(conversation: Conversation, policy: LoadedPolicy): Promise<RateRefusal | undefined>;
}

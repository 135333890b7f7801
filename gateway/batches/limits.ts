import type { PriceEntry } from '../../compiler/bundle/rules.ts';
import type { Action } from '../enforce/action.ts';
import type { Conversation } from '../enforce/conversation.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { ToolResult } from '../providers/dialect.ts';
import type { AdmissionFacts } from '../services.ts';
import type { Amounts } from '../state/ledger.ts';

/** The most that one request can use, and the price of each model that it may be served by. */
export interface Worst {
  readonly most: Amounts;
  readonly prices: ReadonlyMap<string, PriceEntry | undefined>;
}

/** What a batch used, once that is known. */
export interface BatchSpent {
  /** What was reserved for it. */
  readonly most: Amounts;
  readonly used: Amounts;
  readonly createdMs: number;
}

/**
 * What holds agents to what they may spend, for batches: they are admitted in one moment and paid for
 * in another, perhaps by another process.
 */
export interface BatchLimits {
  /**
   * Rejects with SENTRELY_ERR_KILLED, SENTRELY_ERR_SESSION_LATCHED or SENTRELY_ERR_STATE_UNAVAILABLE
   * where nothing of the session may go on.
   */
  enter(conversation: Conversation): Promise<void>;
  /**
   * The most that one request of a batch can use; null where its agent has no budget. Throws
   * SENTRELY_ERR_MODEL_UNPRICED and SENTRELY_ERR_REQUEST_UNBOUNDED.
   */
  worst(conversation: Conversation, facts: AdmissionFacts): Worst | null;
  /**
   * Asked once before a batch goes to the provider: as {@link BatchLimits.enter}, then loops, then
   * whether there is room for all of it (`most`, null without budgets), which is then reserved.
   */
  admit(
    conversation: Conversation,
    policy: LoadedPolicy,
    batch: { readonly results: readonly ToolResult[]; readonly most: Amounts | null },
  ): Promise<void>;
  /** Replaces what was reserved for a batch by what it used. */
  settle(conversation: Conversation, policy: LoadedPolicy, spent: BatchSpent): Promise<void>;
  /**
   * Why a judged call must not run now: rates alone. The calls of a batch were made without knowledge
   * of each other and come again whenever results are fetched, so that they repeat is no loop.
   */
  guard(action: Action, conversation: Conversation): Promise<string | undefined>;
}

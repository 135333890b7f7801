import type { RevisionFloor } from '../../compiler/bundle/bundle.ts';
import type { ApprovalRecord, ApprovalRequest, ApprovalState, Card } from '../approvals/request.ts';
import type { CastVote } from '../approvals/vote.ts';
import type { BatchStore } from './batches.ts';
import type { CallStore } from './calls.ts';
import type { FileStore } from './files.ts';
import type { KillStore } from './kills.ts';
import type { Ledger } from './ledger.ts';
import type { SessionStore } from './sessions.ts';

// The ports of the state that outlives a process. One method is one atomic step; time is passed in;
// results are unions. A store that fails rejects with SENTRELY_ERR_STATE_UNAVAILABLE, and the caller
// denies. `test/gateway/state.contract.ts` is the law for every adapter.

/** Everything a gateway keeps. */
export interface State {
  readonly approvals: ApprovalStore;
  readonly revisions: RevisionStore;
  readonly deliveries: DeliveryStore;
  readonly batches: BatchStore;
  readonly calls: CallStore;
  readonly files: FileStore;
  readonly kills: KillStore;
  readonly ledger: Ledger;
  readonly sessions: SessionStore;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The highest bundle that each channel has committed to. */
export interface RevisionStore {
  read(channel: string): Promise<RevisionFloor | undefined>;
  /** Refuses a lower revision, and another payload under the same one. */
  commit(channel: string, floor: RevisionFloor): Promise<'committed' | 'regression' | 'mismatch'>;
}

/** Which webhook deliveries were handled already; forgotten after {@link deliveryMs}. */
export interface DeliveryStore {
  has(guid: string): Promise<boolean>;
  /** Called once a delivery is handled, so that one lost in a crash can be sent again. */
  remember(guid: string, nowMs: number): Promise<void>;
}

/** How long a delivery is remembered: GitHub offers redelivery for 3 days. */
export const deliveryMs: number = 7 * 24 * 60 * 60 * 1000;

/** How many requests may be pending at once: people who are asked too often stop reading. */
export interface PendingCaps {
  readonly perSession: number;
  /** A session id is the client's word, so a cap on sessions alone could be walked around. */
  readonly perAgent: number;
}

/** What became of {@link ApprovalStore.open}. */
export type Opened =
  | { readonly result: 'opened' | 'attached'; readonly record: ApprovalRecord }
  | { readonly result: 'full'; readonly scope: 'session' | 'agent' };

/** `void` is a vote that was stored as not counting; `late` and `terminal` change nothing. */
export type VoteResult = 'counted' | 'void' | 'duplicate' | 'late' | 'terminal' | 'unknown';

/** A change of state that holds only if the record still is at `version`. */
export interface Settlement {
  readonly id: string;
  readonly version: number;
  readonly to: Exclude<ApprovalState, 'pending' | 'consumed'>;
}

/** What must hold for an approval to be used. */
export interface Claim {
  readonly id: string;
  readonly digest: string;
  readonly bundleDigest: string;
  /** The version whose votes were checked. */
  readonly version: number;
}

/**
 * Why an approval cannot be used: its state, or what does not fit. `used` says that it was consumed
 * before; `changed` that its votes are not the ones that were checked.
 */
export type ClaimRefusal =
  | Exclude<ApprovalState, 'approved' | 'consumed'>
  | 'used'
  | 'unknown'
  | 'other-action'
  | 'other-bundle'
  | 'changed';

/** Approval requests and their votes. */
export interface ApprovalStore {
  /**
   * Stores a new request, unless one of the same digest is still pending, approved, or was denied
   * and its time to vote is not over: then that one is the answer.
   */
  open(request: ApprovalRequest, caps: PendingCaps, nowMs: number): Promise<Opened>;
  /** Remembers where the request is shown. */
  place(id: string, card: Card): Promise<void>;
  /** Stores a vote, once per source and request. */
  vote(vote: CastVote, nowMs: number): Promise<VoteResult>;
  /**
   * Voids the counted votes of a source. A request approved by it is pending again; one that is
   * consumed or otherwise final stays as it is.
   */
  withdraw(source: string, reason: string): Promise<'voided' | 'final' | 'unknown'>;
  settle(step: Settlement, nowMs: number): Promise<'settled' | 'stale'>;
  /** Uses an approval up: one conditional update, so that of all that try exactly one succeeds. */
  consume(claim: Claim, nowMs: number): Promise<'consumed' | ClaimRefusal>;
  read(id: string): Promise<ApprovalRecord | undefined>;
  /** The request that {@link open} would attach to. */
  find(digest: string, nowMs: number): Promise<ApprovalRecord | undefined>;
  /** The request that a source voted on. */
  findBySource(source: string): Promise<ApprovalRecord | undefined>;
  listPending(session: string, nowMs: number): Promise<readonly ApprovalRecord[]>;
  /** Requests whose time is over and whose state does not say so yet. */
  listOverdue(nowMs: number): Promise<readonly ApprovalRecord[]>;
  /** Live requests that were judged by another bundle than this one. */
  listOtherBundles(bundleDigest: string): Promise<readonly ApprovalRecord[]>;
  /**
   * Calls the listener soon after any replica changed a request, so that whoever waits for a grant
   * need not poll. Otherwise as `KillStore.watch`: also called without cause; must not throw.
   */
  watch?(listener: () => void): () => void;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { ApprovalDesk } from './approvals/desk.ts';
import type { AuditLog } from './audit/log.ts';
import type { BatchLimits } from './batches/limits.ts';
import type { BundleLoader } from './bundle-loader.ts';
import type { GatewayConfig } from './config.ts';
import type { Action } from './enforce/action.ts';
import type { Conversation } from './enforce/conversation.ts';
import type { HistoryServices } from './enforce/history.ts';
import type { RunLookup } from './enforce/identify.ts';
import type { Tokens } from './enforce/identity/token.ts';
import type { SealKeys } from './enforce/tombstone.ts';
import type { FileLimits } from './files/limits.ts';
import type { LoadedPolicy } from './loaded-policy.ts';
import type { ModelRequest, ResponseSummary, Usage } from './providers/dialect.ts';
import type { BatchStore } from './state/batches.ts';
import type { CallStore } from './state/calls.ts';
import type { FileStore } from './state/files.ts';
import type { Watcher } from './telemetry/watch.ts';
import type { Upstreams } from './upstreams/upstreams.ts';

/** Everything a request needs from the running gateway. */
export interface Services {
  readonly config: GatewayConfig;
  readonly loader: BundleLoader;
  readonly audit: AuditLog;
  readonly approvals: ApprovalDesk | undefined;
  readonly calls: CallStore;
  /** Whose each batch at a provider is. */
  readonly batches: BatchStore;
  /** What `admit`, `used` and `guard` are for other requests. */
  readonly batchLimits?: BatchLimits;
  /** Whose each file at a provider is. */
  readonly files: FileStore;
  /** What `admit` and `guard` are for requests about files. */
  readonly fileLimits?: FileLimits;
  /** Left out nothing is remembered of sessions: what rules ask of history and origin is unknown. */
  readonly history?: HistoryServices | undefined;
  readonly seals: SealKeys;
  readonly upstreams: Upstreams;
  readonly now: () => number;
  /** Aborted when the gateway is about to stop: calls that wait for a person are then parked. */
  readonly stopping: AbortSignal;
  /** Writes one line to the operator's log. */
  readonly report: (error: unknown) => void;
  /**
   * Asked once before a request goes to the provider: kill orders, budgets, rates, request rules.
   * Rejects with the SentrelyError to refuse by; the dialect words it. By its status: 402 is a kill or
   * a policy, 429 a budget (with `HoldsUntil` as its cause where the count begins anew).
   */
  readonly admit?: (conversation: Conversation, facts: AdmissionFacts) => Promise<void>;
  /**
   * Asked before a request that was admitted goes to another upstream although one may have billed it
   * already: from then on both count. Rejects with SENTRELY_ERR_BUDGET_EXCEEDED.
   */
  readonly reserveAgain?: (conversation: Conversation) => Promise<void>;
  /**
   * Why nothing of a conversation may run any more. Asked right before a call is released; throws
   * when that is not known.
   */
  readonly isKilled?: (conversation: Conversation) => string | undefined;
  /**
   * Asked of every judged call before anything comes of it: rates, loops. Answers why it must not
   * run, as sentences for the agent; rejects when that is not known.
   */
  readonly guard?: (action: Action, conversation: Conversation) => Promise<string | undefined>;
  /** Told of every call that passes only because its rules are observed, and its event. */
  readonly observed?: (action: Action, event: string) => void;
  /** Keys of runs, which let an agent in besides its issued ones. */
  readonly runs?: RunLookup;
  /** Tokens of issuers, which let an agent in as its policies say. */
  readonly tokens?: Tokens;
  /** Measures every exchange; left out nothing is measured. */
  readonly watch?: Watcher;
  /** Answers that are under way, so that they can be stopped. */
  readonly live?: LiveAnswers;
  /**
   * Told once of every request that was admitted, when its answer is over: what it used, so far as
   * the provider said, and what that provider was told for the model. Its failure is reported, and
   * changes nothing for the client.
   */
  readonly used?: (
    conversation: Conversation,
    usage: Usage,
    outcome: AnswerOutcome,
    model?: string,
  ) => Promise<void> | void;
}

/** What is known of a request when it is to be admitted. */
export interface AdmissionFacts {
  readonly policy: LoadedPolicy;
  readonly request: ModelRequest;
  /** What the upstreams that may serve it are told for its model. */
  readonly models: readonly string[];
  /** Size of the body as received. */
  readonly requestBytes: number;
  /** The body as received. */
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
}

/** The register of live answers. */
export interface LiveAnswers {
  /**
   * Called before an answer can begin. `cut` ends it at once, in the way that its client
   * understands: from then on nothing leaves but `reason`, also no call that is held and approved
   * later. Cutting twice is cutting once. Returns how to take the answer off the register.
   */
  register(conversation: Conversation, cut: (reason: string) => void): () => void;
}

/**
 * How the answer to an admitted request went. `refused`: the provider answered with an error.
 * `failed`: it did not answer, or with something that was not passed on.
 * `unasked`: nothing reached any provider, so nothing can have been billed.
 */
export type AnswerOutcome = ResponseSummary['outcome'] | 'refused' | 'failed' | 'unasked';

import type { Domains } from '../../compiler/evaluate/decision.ts';

/**
 * The seam between a dialect (which knows bytes) and enforcement (which knows policy). A dialect
 * hands over each complete tool call, in order, and may let nothing of it out before the answer.
 */

/** One complete tool call as the model wrote it. */
export interface ToolCall {
  /** The provider's id of the call. */
  readonly id: string;
  /** The tool's name exactly as on the wire, `mcp__github__create_issue` included. */
  readonly name: string;
  /** The arguments' JSON text exactly as the model wrote it. */
  readonly argumentsText: string;
  /** Why the call cannot be judged (duplicate keys, cut off, too large); it is then denied. */
  readonly defect: string | null;
}

/** What a dialect does with a held call. */
export type Ruling =
  | { readonly kind: 'release' }
  /** Replace by a tombstone; the sentence goes to the agent as the result of its call. */
  | { readonly kind: 'deny'; readonly reason: string }
  /** As deny, but an approval is pending and the same call may pass later. */
  | { readonly kind: 'park'; readonly reason: string };

/** How long a dialect can wait for a person, and when it no longer needs an answer. */
export interface Patience {
  readonly holdMs: number;
  /** Aborted when the client has gone: a call that waits is then parked. */
  readonly signal: AbortSignal;
}

/** A tool that the provider runs itself, as a request offers it and as rules know it. */
export interface ServerTool {
  readonly name: string;
  readonly type: string;
  /** The hosts that it may reach; left out where it reaches none. */
  readonly domains?: Domains;
  /** What the request calls the server that has the tool: the answer uses it. */
  readonly label?: string;
}

/** A call that the provider ran itself: told when it is over, so nothing can stop it. */
export interface ServedCall {
  /** The provider's id of the item that tells it. */
  readonly id: string;
  /** As rules know the tool. */
  readonly tool: ServerTool;
  /** What was asked of the tool, JSON text so far as the provider keeps to it. */
  readonly argumentsText: string;
}

/** Judges the calls of one response. Never rejects: what cannot be judged is denied. */
export interface Gate {
  /** The tools that the provider may run itself: a rule has granted each. The answer may hold their calls. */
  readonly serverTools?: readonly ServerTool[];
  /** Whether nothing of a message may leave, from its first call on, before all its calls are ruled on. */
  readonly holdsMessage?: boolean;
  judge(call: ToolCall, patience: Patience): Promise<Ruling>;
  /**
   * Records that calls which were released did not leave after all, as the answer ended first: those
   * with these ids, or all of the response. Never rejects.
   */
  withheld?(why: string, ids?: readonly string[]): Promise<void>;
  /** Records a call that the provider ran itself. Rejects when it cannot: the answer then ends. */
  served?(call: ServedCall): Promise<void>;
  /**
   * Stores whose the files with these ids are, which tools of the provider made. Rejects when it cannot:
   * the answer then ends.
   */
  made?(fileIds: readonly string[]): Promise<void>;
}

import type { ApprovalEntry, Verdict } from '../bundle/rules.ts';

/** One call to be judged. Pure data: the clock, the session and the network are not in it. */
export interface DecisionRequest {
  /** From the credential, never from a header. */
  readonly agent: string;
  /** MCP server, or null for a tool of the client's own. */
  readonly server: string | null;
  readonly tool: string;
  /** The parsed arguments. Anything at all may arrive here. */
  readonly input: unknown;
  /** The absolute directory the client last stated, or null while it has stated none. */
  readonly workspace: string | null;
}

/** A rule that decided, with its place in the sources. */
export interface DecidingRule {
  readonly id: string;
  readonly effect: Verdict;
  readonly file: string;
  readonly line: number;
}

/** What a call is made of. Only the call itself in edition 1 without commands and actions. */
export interface Facet {
  readonly kind: 'call';
  readonly name: string;
}

/** One requirement that must be met before an asked call may run; all of them must. */
export interface ApprovalRequirement extends ApprovalEntry {
  readonly rule: string;
}

/** What {@link decide} answers. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Every rule that brought about the verdict; empty when nothing matched. */
  readonly rules: readonly DecidingRule[];
  readonly facets: readonly Facet[];
  /** One sentence for the agent: fixed for the rule, no detail of the evaluation. */
  readonly reason: string;
  /** Non-empty exactly when the verdict is ask. */
  readonly approvals: readonly ApprovalRequirement[];
}

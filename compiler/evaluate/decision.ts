import type { ApprovalEntry, ParamType, Verdict } from '../bundle/rules.ts';

/** One call to be judged. Pure data: the clock, the session and the network are not in it. */
export interface DecisionRequest {
  /** From the credential, never from a header. */
  readonly agent: string;
  /** MCP server, or null for a tool of the client's own. */
  readonly server: string | null;
  readonly tool: string;
  /** The parsed arguments. Anything at all may arrive here. */
  readonly input: unknown;
  /** The absolute directory of the project as the client last stated it, or null. */
  readonly workspace: string | null;
  /**
   * Where relative paths begin: one of these directories, null is anywhere. Left out it is the
   * workspace. One that does not begin with `/` stands relative to the workspace, known or not.
   */
  readonly directories?: readonly string[] | null;
  /** What happened before in this session. Left out the history is incomplete. */
  readonly history?: History;
  /** Where values of this conversation come from. Left out nothing is known to come from anywhere. */
  readonly origins?: Origins;
  /** Milliseconds since 1970, for rules that are only observed. Left out they are enforced. */
  readonly now?: number;
}

/** A request to a model, as far as rules speak of it. */
export interface ModelRequest {
  /** From the credential, never from a header. */
  readonly agent: string;
  readonly model: string;
  /** Tools that the provider runs itself. Without domains one reaches none. */
  readonly serverTools: readonly {
    readonly name: string;
    readonly type: string;
    readonly domains?: Domains;
  }[];
  readonly history?: History;
  readonly now?: number;
}

/**
 * What a tool may reach: these domains (in the one spelling of hosts) and all hosts below each, `any`
 * host, or `perhaps` one, where nobody knows whether it reaches hosts at all. An empty list is `any`.
 */
export type Domains = readonly string[] | 'any' | 'perhaps';

/** A request about one file at the provider, as far as rules speak of it. */
export type FileRequest = FileUse & {
  /** From the credential, never from a header. */
  readonly agent: string;
  readonly history?: History;
  readonly now?: number;
};

/** What is done with a file at the provider, and what is known of the file. */
export type FileUse =
  /** The name and the media type as the client states them, and the size of the content. */
  | {
      readonly action: 'file.upload';
      readonly values: { readonly name: string; readonly type: string; readonly bytes: number };
    }
  /** The provider's id, and the name that the provider has for the file where it is known. */
  | {
      readonly action: 'file.download';
      readonly values: { readonly id: string; readonly name?: string };
    }
  | { readonly action: 'file.delete'; readonly values: { readonly id: string } };

/** Answers for the monitors of the rules, by index. */
export interface History {
  /** How often it happened for certain, and how often at most. */
  count(monitor: number): { readonly least: number; readonly most: number };
}

/** Answers for the origins of the rules, by index. */
export interface Origins {
  /** Whether a value in the normal form of its type is known to come from there, whole. */
  holds(origin: number, value: string | number, type: ParamType): boolean;
}

/** A rule that decided, with its place in the sources. */
export interface DecidingRule {
  readonly id: string;
  readonly effect: Verdict;
  readonly file: string;
  readonly line: number;
}

/** What a call is made of: the call itself, and everything that it does. */
export interface Facet {
  readonly kind: 'call' | 'action';
  /** Wire name of the tool, or name of the action. */
  readonly name: string;
  /** What is known of an action's parameters, for people: `branch` to `main`, `?` where unknown. */
  readonly values?: Readonly<Record<string, string>>;
  /** The simple command it was found in, words quoted where they need it. */
  readonly command?: string;
  /** Of what is opaque: why it cannot be read. */
  readonly why?: string;
  readonly verdict?: Verdict;
}

/** That a call is one which a monitor watches for. */
export interface Mark {
  readonly monitor: number;
  /** Unknown where it only may be. */
  readonly truth: 'yes' | 'unknown';
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
  /** What history has to remember of the call once it is released. */
  readonly marks: readonly Mark[];
  /** Programs that run with these arguments but whose insides no rule sees, such as `npm test`. */
  readonly delegated: readonly string[];
  /** Where relative paths of the next call begin if this one succeeds; null is anywhere. */
  readonly directories: readonly string[] | null;
  /** False while the rules are only observed: the verdict is recorded, and the call passes. */
  readonly enforced: boolean;
}

/**
 * The compiled form of a set of policies: what a bundle signs and a gateway loads. Plain JSON, so
 * that its bytes are its meaning. `structure.ts` checks every line of this file on loading.
 */

/** What a rule says, and what a decision says. deny > ask > allow; nothing matches means deny. */
export type Verdict = 'allow' | 'ask' | 'deny';

/** Types of arguments. `Json` is anything and is never compared. */
export const paramTypes = [
  'String',
  'Int',
  'Bool',
  'Path',
  'Url',
  'Host',
  'Email',
  'Key',
  'Ref',
  'Shell',
  'Json',
] as const;
export type ParamType = (typeof paramTypes)[number];

/** A part of a typed value that a condition may read instead of the whole. */
export const parts = ['scheme', 'host', 'port', 'path', 'local', 'domain'] as const;
export type Part = (typeof parts)[number];

export interface RuleSet {
  readonly format: 'sentrely-rules/1';
  /** Language edition the sources were written in. */
  readonly edition: 1;
  readonly agents: readonly AgentEntry[];
  readonly tools: readonly ToolEntry[];
  /** Every pattern of every rule, compiled. Conditions name them by index. */
  readonly automata: readonly Automaton[];
  /** Granting layers by name: each one that applies to an agent must grant. Guards are not listed. */
  readonly layers: readonly string[];
  readonly policies: readonly PolicyEntry[];
  /** One call that must be denied; a gateway that would not deny it refuses to start. */
  readonly forbidden: CallSample;
}

/** A person or group who may vote. `id` is GitHub's numeric id. */
export type ApproverEntry =
  | { readonly kind: 'user'; readonly id: number; readonly login: string }
  | { readonly kind: 'team'; readonly team: string }
  | { readonly kind: 'role'; readonly role: string };

export interface AgentEntry {
  readonly name: string;
  /** Answers for the agent; approves where a rule names nobody. */
  readonly owner: ApproverEntry | null;
  /** `sha256:` + 64 hex of each issued key. */
  readonly keys: readonly string[];
}

export interface ToolEntry {
  /** MCP server, or null for a tool built into the client. */
  readonly server: string | null;
  readonly name: string;
  readonly params: readonly ParamEntry[];
}

export interface ParamEntry {
  readonly name: string;
  readonly type: ParamType;
  readonly optional: boolean;
  readonly inert: boolean;
}

/**
 * A total deterministic automaton over UTF-16 code units. Code unit `u` belongs to the class of the
 * last entry of `from` that is <= u; `next[state * classes + class]` is the following state; state 0
 * is the start; `accept` lists accepting states in ascending order.
 */
export interface Automaton {
  readonly from: readonly number[];
  readonly class: readonly number[];
  readonly classes: number;
  readonly next: readonly number[];
  readonly accept: readonly number[];
}

export interface PolicyEntry {
  readonly name: string;
  readonly kind: 'policy' | 'guard';
  /** Index into `layers`; null on a guard. */
  readonly layer: number | null;
  /** Null is every agent. */
  readonly agents: AgentSelector | null;
  readonly otherwise: OtherwiseEntry | null;
  readonly rules: readonly RuleEntry[];
}

export interface AgentSelector {
  readonly names: readonly string[];
  /** Indexes into `automata`. */
  readonly patterns: readonly number[];
}

/** Where a rule stands in the sources. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

export interface RuleEntry extends SourcePlace {
  /** `policy.label`, else `policy#n` with n from 1. Unique in the rule set. */
  readonly id: string;
  readonly effect: Verdict;
  /** Indexes into `tools`. */
  readonly tools: readonly number[];
  /** Null is always true. `when C unless D` arrives here as C and not D. */
  readonly when: Condition | null;
  readonly onUnknownAsk: boolean;
  /** On ask rules only. */
  readonly approval: ApprovalEntry | null;
  /** The author's reason, shown to the agent; null when none was written. */
  readonly because: string | null;
}

/** `otherwise ask` of a policy; id is `policy.otherwise`. */
export interface OtherwiseEntry extends SourcePlace {
  readonly id: string;
  readonly approval: ApprovalEntry;
}

export interface ApprovalEntry {
  readonly count: number;
  /** Empty means the agent's owner. */
  readonly approvers: readonly ApproverEntry[];
  readonly expiresMs: number;
}

/** An argument, or one part of it. */
export interface FieldReference {
  readonly param: string;
  readonly part: Part | null;
}

/**
 * A condition on one call. Each atom is true, false or unknown; connectives are strong Kleene.
 * `match.form` exists for paths: a pattern that begins with `/` or `~` reads the absolute form, a
 * relative one the form below the workspace, one that begins with `**` either. `folded` is the
 * pattern in folded case: where only it matches, the atom is unknown (some disks ignore case).
 */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'has'; readonly param: string }
  | {
      readonly op: 'equal';
      readonly field: FieldReference;
      /** True if the value equals any of them; in the normal form of the field's type. */
      readonly values: readonly (string | number | boolean)[];
    }
  | {
      readonly op: 'order';
      readonly field: FieldReference;
      readonly comparison: '<' | '<=' | '>' | '>=';
      readonly value: number;
    }
  | {
      readonly op: 'match';
      readonly field: FieldReference;
      readonly form: 'absolute' | 'relative' | 'either' | null;
      /** Indexes into `automata`. */
      readonly exact: number;
      readonly folded: number | null;
    }
  | { readonly op: 'inside'; readonly field: FieldReference };

/** A call as JSON. */
export interface CallSample {
  readonly agent: string;
  readonly server: string | null;
  readonly tool: string;
  readonly input: unknown;
}

import type { CommandEntry, EffectEntry } from './command-entry.ts';

export type * from './command-entry.ts';

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
  /** What `git push` takes: `+src:dst` with parts `branch`, `source`, `force`. Only on commands. */
  'Refspec',
  'Json',
] as const;

export type ParamType = (typeof paramTypes)[number];

/** A part of a typed value that a condition may read instead of the whole. */
export const parts = [
  'scheme',
  'host',
  'port',
  'path',
  'local',
  'domain',
  'branch',
  'source',
  'force',
] as const;

export type Part = (typeof parts)[number];

export interface RuleSet {
  readonly format: 'sentrely-rules/1';
  /** Language edition the sources were written in. */
  readonly edition: 1;
  readonly agents: readonly AgentEntry[];
  readonly tools: readonly ToolEntry[];
  /** What can be done: the built-in actions first, in the order of `builtInActions`. */
  readonly actions: readonly ActionEntry[];
  /** How programs read their arguments. A program has at most one entry. */
  readonly commands: readonly CommandEntry[];
  /** What conditions on history watch for. */
  readonly monitors: readonly MonitorEntry[];
  /** Where values may come from, as `from` names it. */
  readonly origins: readonly OriginEntry[];
  /** What models cost, by name; empty where no agent has a budget. */
  readonly prices: readonly PriceEntry[];
  /** Until when decisions are recorded and not enforced (RFC 3339); null is never. */
  readonly observeUntil: string | null;
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
  /** Patterns of models it may use, indexes into `automata`; null is any. */
  readonly models: readonly number[] | null;
  readonly limits: AgentLimits;
  /** Answers for the agent; approves where a rule names nobody. */
  readonly owner: ApproverEntry | null;
  /** `sha256:` + 64 hex of each issued key. */
  readonly keys: readonly string[];
  /** Other ways to be known. */
  readonly identities: readonly IdentityEntry[];
}

/**
 * A token of an issuer (OpenID Connect) in which all these claims are exactly these texts; or a
 * client's certificate whose subject or one of whose names is this one.
 */
export type IdentityEntry =
  | {
      readonly kind: 'token';
      readonly issuer: string;
      readonly claims: readonly { readonly name: string; readonly value: string }[];
    }
  | {
      readonly kind: 'certificate';
      readonly field: 'uri' | 'dns' | 'subject';
      readonly value: string;
    };

/** What an agent may spend and repeat. */
export interface AgentLimits {
  readonly budgets: readonly BudgetEntry[];
  /** Percentages of each budget at which somebody is told. */
  readonly alerts: readonly number[];
  /** Calls of tools per period. */
  readonly rates: readonly { readonly calls: number; readonly perMs: number }[];
  readonly loop: LoopEntry | null;
}

/** `20 USD per session`: money in millionths of a US dollar, or tokens. */
export interface BudgetEntry {
  readonly unit: 'microUSD' | 'tokens';
  readonly amount: number;
  readonly period: 'session' | 'day' | 'hour' | 'month';
}

/** Trips after so many equal calls within a time; calls of `poll` tools do not count. */
export interface LoopEntry {
  readonly repeats: number;
  readonly withinMs: number;
  /** Indexes into `tools`. */
  readonly poll: readonly number[];
}

/** What one model costs, and how much it can read and say. */
export interface PriceEntry {
  /** In lower case and without the date of a snapshot. */
  readonly model: string;
  /** The most tokens that a request and its answer can have; null where it is not known. */
  readonly windowTokens: number | null;
  /** The most tokens of one answer; null where it is not known. */
  readonly outputMax: number | null;
  readonly rates: Rates;
  /** Holds for the whole of a request that brings more than so many tokens. */
  readonly long: { readonly above: number; readonly rates: Rates } | null;
}

/** Millionths of a US dollar for a million tokens. `cacheWrite` is that of the longest keep. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export interface ToolEntry {
  /** MCP server, or null for a tool built into the client. */
  readonly server: string | null;
  readonly name: string;
  readonly params: readonly ParamEntry[];
  /** The parameter that says where a call works; null where none does. */
  readonly directory: string | null;
  /** What each call of it does. */
  readonly does: readonly EffectEntry[];
  /** Places in its JSON results that `from` this tool may trust: `contacts[].email`. */
  readonly trusted: readonly string[];
}

/** A parameter of a tool or of an action. */
export interface ParamEntry {
  readonly name: string;
  /** Of the element where `list` is true; `Json` where `fields` is not null. */
  readonly type: ParamType;
  readonly optional: boolean;
  readonly inert: boolean;
  /** The argument is a JSON list of such values. */
  readonly list: boolean;
  /** The only words it may be; null where it is not an enumeration. Type is String then. */
  readonly words: readonly string[] | null;
  /** The fields of a record; null where it is none. Fields are never lists or records themselves. */
  readonly fields: readonly ParamEntry[] | null;
}

/** Something that can be done, whichever tool or command does it. */
export interface ActionEntry {
  /** `git.push`; `opaque` is the one without a dot. */
  readonly name: string;
  readonly params: readonly ParamEntry[];
  readonly risk: 'low' | 'medium' | 'high';
}

/**
 * The actions that the kernel itself finds in a shell text or a request, with their parameters; see
 * `builtin-actions.ts`, which is the one source of their entries.
 */
export type BuiltInAction =
  | 'opaque'
  | 'shell.run'
  | 'shell.inert'
  | 'shell.code'
  | 'shell.env'
  | 'fs.read'
  | 'fs.write'
  | 'fs.list'
  | 'fs.delete'
  | 'fs.run'
  | 'net.connect'
  | RequestAction;

/** Those that are found in a request to a provider, and never in a shell text. */
export type RequestAction =
  | 'model.use'
  | 'server.tool'
  | 'file.upload'
  | 'file.download'
  | 'file.delete';

/** Calls that history remembers: `after` and `count` name it by index. */
export interface MonitorEntry {
  /** Indexes into `tools` and `actions`: what the calls are. */
  readonly tools: readonly number[];
  readonly actions: readonly number[];
  readonly when: Condition | null;
  /** Only calls of the last so many milliseconds count; null is the whole session. */
  readonly withinMs: number | null;
}

/** `prompt` is what a person typed; a tool is what the trusted places of its results held. */
export type OriginEntry =
  | { readonly kind: 'prompt' }
  | { readonly kind: 'tool'; readonly tool: number };

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
  /** The calls of one message of these agents are decided together. */
  readonly holdMessage: boolean;
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
  /** Indexes into `actions`. */
  readonly actions: readonly number[];
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

/**
 * An argument, or one part of it. Within `every` and `any` it is the element of the list, or one
 * field of the element.
 */
export interface FieldReference {
  readonly param: string;
  /** A field of a record; null where the parameter is none. */
  readonly field: string | null;
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
  | { readonly op: 'inside'; readonly field: FieldReference }
  /** Two fields of one type have one value. */
  | { readonly op: 'same'; readonly field: FieldReference; readonly other: FieldReference }
  /** Of the elements of one list; on an empty list unknown. */
  | { readonly op: 'every' | 'any'; readonly param: string; readonly of: Condition }
  /** True or unknown, never false. `origins` are indexes into `RuleSet.origins`. */
  | { readonly op: 'from'; readonly field: FieldReference; readonly origins: readonly number[] }
  | { readonly op: 'after'; readonly monitor: number }
  | {
      readonly op: 'count';
      readonly monitor: number;
      readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
      readonly value: number;
    };

/** A call as JSON. */
export interface CallSample {
  readonly agent: string;
  readonly server: string | null;
  readonly tool: string;
  readonly input: unknown;
}

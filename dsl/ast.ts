import type { Condition, SetLiteral } from './ast/condition.ts';
import type { ActionDeclaration, CommandDeclaration, ToolDeclaration } from './ast/declaration.ts';
import type { JsonValue, Node, Word } from './ast/node.ts';
import type { Target, ToolName } from './ast/target.ts';
import type { Test } from './ast/test.ts';

export type * from './ast/condition.ts';
export type * from './ast/declaration.ts';
export type * from './ast/node.ts';
export type * from './ast/target.ts';
export type * from './ast/test.ts';

/** One file. Items that the parser could not read are absent; their diagnostics are not. */
export interface File extends Node {
  readonly kind: 'file';
  readonly edition: (Node & { readonly value: number }) | undefined;
  readonly items: readonly Item[];
  /** Every comment in order, so that the formatter loses none. */
  readonly comments: readonly Comment[];
  /** Offsets of what follows a blank line, so that the formatter keeps the author's paragraphs. */
  readonly paragraphs: readonly number[];
}

/** `// text` up to the end of its line. */
export interface Comment extends Node {
  /** With its slashes, without trailing space. */
  readonly text: string;
  /** True if something stands before it on its line. */
  readonly isTrailing: boolean;
}

/** What may stand at the top level of a file. */
export type Item =
  | Import
  | Let
  | AgentDeclaration
  | ToolDeclaration
  | ActionDeclaration
  | CommandDeclaration
  | Layer
  | Test
  | Claim
  | Observation;

/** `import std.claude-code, "shared/tools.sentrely"`. */
export interface Import extends Node {
  readonly kind: 'import';
  readonly targets: readonly ImportTarget[];
}

/** A library that comes with the compiler, by its whole name, or a file relative to this one. */
export interface ImportTarget extends Word {
  readonly kind: 'library' | 'file';
}

/** `let secrets = paths(...)`. */
export interface Let extends Node {
  readonly kind: 'let';
  readonly name: Word;
  readonly value: SetLiteral;
}

/** Who may answer for an action: `team "acme/platform"`, `user "alice" id 42`, `role "maintain"`. */
export interface Approver extends Node {
  readonly kind: 'team' | 'user' | 'role';
  readonly name: Word;
  /** The provider's numeric id; present on users only, because logins can be renamed. */
  readonly id: number | undefined;
}

/** `identify oidc issuer "https://..." subject "..." claim "repository" "acme/shop"`. */
export interface TokenIdentity extends Node {
  readonly kind: 'token';
  readonly issuer: Word;
  /** What a token must say, all of it; `subject` is the claim `sub`. */
  readonly claims: readonly { readonly name: Word; readonly value: Word }[];
}

/** `identify mtls uri "spiffe://acme/agent/ci"`: what stands in a client's certificate. */
export interface CertificateIdentity extends Node {
  readonly kind: 'certificate';
  readonly field: 'uri' | 'dns' | 'subject';
  readonly value: Word;
}

/** `agent release-bot { owner ... identify key "sha256:..." }`. */
export interface AgentDeclaration extends Node {
  readonly kind: 'agent';
  readonly name: Word;
  readonly owner: Approver | undefined;
  /** Hashes of issued keys, as printed by `sentrely keys new`. */
  readonly keys: readonly Word[];
  /** Other ways to be known. */
  readonly identities: readonly (TokenIdentity | CertificateIdentity)[];
  readonly models: Models | undefined;
  readonly budget: Budget | undefined;
  readonly rate: Rate | undefined;
  readonly loop: Loop | undefined;
}

/** `models "claude-sonnet-*", "claude-haiku-*"`. */
export interface Models extends Node {
  readonly patterns: readonly Word[];
}

/** `budget 20 USD per session, 5M tokens per day alert at 50%, 80%`. */
export interface Budget extends Node {
  readonly amounts: readonly BudgetAmount[];
  /** Percentages of each amount. */
  readonly alerts: readonly (Node & { readonly percent: number })[];
}

/** `20 USD per session`. The checker says when there is no such unit or period. */
export interface BudgetAmount extends Node {
  readonly value: number;
  readonly unit: Word;
  readonly period: Word;
}

/** `rate 60 calls per minute`. */
export interface Rate extends Node {
  readonly calls: number;
  readonly period: Word;
}

/** `loop trip after 5 repeats in 10m, poll read_status`: the tools named may be called again and again. */
export interface Loop extends Node {
  readonly repeats: number;
  readonly withinMs: number;
  readonly poll: readonly ToolName[];
}

/** `observe until "2026-12-31"`: decisions are recorded and not enforced until then. */
export interface Observation extends Node {
  readonly kind: 'observe';
  readonly until: Word;
}

/** `agents release-bot, "ci-*"`; a quoted reference is a pattern. */
export interface AgentReference extends Node {
  readonly text: string;
  readonly isPattern: boolean;
}

/** `policy NAME for ... { ... }` grants, `guard NAME for ... { ... }` only denies and asks. */
export interface Layer extends Node {
  readonly kind: 'policy' | 'guard';
  readonly name: Word;
  /** Undefined is `for all agents`. */
  readonly agents: readonly AgentReference[] | undefined;
  /** As written after `layer`; undefined is `repository`. The checker says when there is no such layer. */
  readonly layer: Word | undefined;
  readonly rules: readonly Rule[];
  /** Present when the block says `hold message`: the calls of one message are decided together. */
  readonly hold: Node | undefined;
  /** Present when the block says `otherwise ask`. */
  readonly otherwise: Otherwise | undefined;
}

/** `otherwise ask approval ...`. */
export interface Otherwise extends Node {
  readonly approval: Approval | undefined;
}

/** What a rule says. */
export type Effect = 'allow' | 'ask' | 'deny';

/** `rule main-only deny git_push when .branch == "main" because "..."`. */
export interface Rule extends Node {
  /** Required on ask and deny. */
  readonly name: Word | undefined;
  readonly effect: Effect;
  readonly targets: readonly Target[];
  readonly when: Condition | undefined;
  readonly unless: Condition | undefined;
  readonly onUnknownAsk: boolean;
  readonly approval: Approval | undefined;
  readonly because: Word | undefined;
  /** The rule without its examples. */
  readonly statement: Node;
  readonly examples: readonly Example[];
}

/** `example read_file { path: ".env" } is denied`: a call and what its rule does about it. */
export interface Example extends Node {
  readonly tool: ToolName;
  readonly input: ReadonlyMap<string, JsonValue>;
  readonly verdict: Effect;
}

/** `approval 2 of team "acme/platform", user "alice" id 42, expires 30m`. */
export interface Approval extends Node {
  readonly count: number;
  /** Empty means the agent's owner. */
  readonly approvers: readonly Approver[];
  readonly expiresMs: number | undefined;
}

/** What a claim says of every call that it is about. */
export type ClaimLaw = 'never' | 'never-without-approval' | 'always';

/**
 * `never "title" { any agent does deploy where .environment == "production" }`: what must hold
 * whatever else is written. It decides nothing; it is proved about the whole program.
 */
export interface Claim extends Node {
  readonly kind: 'claim';
  readonly law: ClaimLaw;
  readonly title: Word;
  /** Undefined is `any agent`. */
  readonly agents: readonly AgentReference[] | undefined;
  readonly target: Target;
  readonly where: Condition | undefined;
}

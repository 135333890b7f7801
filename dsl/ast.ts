import type { Span } from './source.ts';

/** What every node of the tree carries. */
export interface Node {
  readonly span: Span;
}

/** A name or a text as written, with its place. `text` is decoded: no quotes, escapes resolved. */
export interface Word extends Node {
  readonly text: string;
}

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
export type Item = Import | Let | AgentDeclaration | ToolDeclaration | Layer | Test | Claim;

/** `import std.claude-code, "shared/tools.sentrely"`. */
export interface Import extends Node {
  readonly kind: 'import';
  readonly targets: readonly ImportTarget[];
}

/** A library that comes with the compiler, by its whole name, or a file relative to this one. */
export interface ImportTarget extends Word {
  readonly kind: 'library' | 'file';
}

/** The kinds of pattern a set can hold, named by the function that makes it. */
export type SetKind = 'paths' | 'hosts' | 'urls' | 'emails' | 'keys' | 'refs' | 'strings';

/** `paths("**" + "/.env", "~/.ssh/**")`. */
export interface SetLiteral extends Node {
  readonly kind: 'set';
  readonly of: SetKind;
  readonly patterns: readonly Word[];
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

/** `agent release-bot { owner ... identify key "sha256:..." }`. */
export interface AgentDeclaration extends Node {
  readonly kind: 'agent';
  readonly name: Word;
  readonly owner: Approver | undefined;
  /** Hashes of issued keys, as printed by `sentrely keys new`. */
  readonly keys: readonly Word[];
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

/** Types an argument may be declared with. `Json` is anything and cannot be compared. */
export type TypeName =
  | 'String'
  | 'Int'
  | 'Bool'
  | 'Path'
  | 'Url'
  | 'Host'
  | 'Email'
  | 'Key'
  | 'Ref'
  | 'Shell'
  | 'Json';

/** `command: Shell`, `timeout?: Int inert`. */
export interface Param extends Node {
  readonly name: Word;
  readonly optional: boolean;
  /** As written; the checker says when no such type exists. */
  readonly type: Word;
  /** Needs no grant of its own: a description, a timeout. */
  readonly inert: boolean;
}

/** `Bash`, or `mcp github.create_issue` with `server` set. */
export interface ToolName extends Node {
  readonly server: Word | undefined;
  readonly name: Word;
}

/** `tool mcp github.create_issue { title: String }`. */
export interface ToolDeclaration extends Node {
  readonly kind: 'tool';
  readonly tool: ToolName;
  readonly params: readonly Param[];
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
  readonly targets: readonly ToolName[];
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

/** A value as written in conditions and test calls. */
export type Literal = Node &
  (
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'integer'; readonly value: number }
    | { readonly kind: 'boolean'; readonly value: boolean }
  );

/** `.url.host`: the parts without dots. */
export interface Field extends Node {
  readonly kind: 'field';
  readonly path: readonly Word[];
}

/** How two values are compared. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** The name of a `let`. */
export interface SetName extends Word {
  readonly kind: 'name';
}

/** `["npm test", "git status"]`. */
export interface LiteralList extends Node {
  readonly kind: 'list';
  readonly values: readonly Literal[];
}

/** What `in` may name: a declared set, a set written in place, a list of literals. */
export type Membership = SetName | SetLiteral | LiteralList;

/** What follows `when` and `unless`. */
export type Condition = Node &
  (
    | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
    | { readonly kind: 'not'; readonly operand: Condition }
    | {
        readonly kind: 'compare';
        readonly field: Field;
        readonly operator: Comparison;
        readonly value: Literal;
      }
    | { readonly kind: 'matches'; readonly field: Field; readonly pattern: Word }
    /** `under workspace` has no `base`; `under "~/src"` has one. */
    | { readonly kind: 'under'; readonly field: Field; readonly base: Word | undefined }
    | { readonly kind: 'in'; readonly field: Field; readonly set: Membership }
    | { readonly kind: 'has'; readonly field: Field }
  );

/** JSON as written in a test call; keys may be bare words. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>;

/** `Bash { command: "npm test" } => allow`. */
export interface TestCase extends Node {
  /** Whose call it is. */
  readonly agent: Word | undefined;
  readonly tool: ToolName;
  readonly input: ReadonlyMap<string, JsonValue>;
  readonly verdict: Effect;
  /** The rule that must be among the deciding ones. */
  readonly rule: Word | undefined;
}

/** `"main", false => ask (main-review)`: one value for each column of its table. */
export interface TestRow extends Node {
  readonly values: readonly JsonValue[];
  readonly verdict: Effect;
  readonly rule: Word | undefined;
}

/** `for each .path of read_file with { limit: 1 } { ".env" => deny }`. */
export interface TestTable extends Node {
  /** The arguments that differ from row to row. */
  readonly columns: readonly Word[];
  readonly tool: ToolName;
  /** The arguments that all rows share; undefined without `with`. */
  readonly shared: ReadonlyMap<string, JsonValue> | undefined;
  readonly rows: readonly TestRow[];
}

/** What follows one `as`. */
export interface TestBlock extends Node {
  readonly agent: Word | undefined;
  readonly parts: readonly (TestCase | TestTable)[];
}

/** `test "title" { as release-bot  ... }`. */
export interface Test extends Node {
  readonly kind: 'test';
  readonly title: Word;
  readonly blocks: readonly TestBlock[];
  /** The agent of the first block. */
  readonly agent: Word | undefined;
  /** Every call of every block in order, rows of tables as calls of their own. */
  readonly cases: readonly TestCase[];
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
  readonly target: ToolName;
  readonly where: Condition | undefined;
}

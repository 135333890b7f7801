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

/**
 * The type of a parameter: `Path`, one of some words `GET | POST`, a list `[Email]`, a record
 * `{ email: Email, name?: String }`, a list of records. Deeper nesting is for the checker to refuse.
 */
export type TypeExpression =
  /** As written; the checker says when no such type exists. */
  | (Word & { readonly kind: 'named' })
  | (Node & { readonly kind: 'enum'; readonly words: readonly Word[] })
  | (Node & { readonly kind: 'list'; readonly element: TypeExpression })
  | (Node & { readonly kind: 'record'; readonly fields: readonly Param[] });

/** `command: Shell`, `timeout?: Int inert`. */
export interface Param extends Node {
  readonly name: Word;
  readonly optional: boolean;
  readonly type: TypeExpression;
  /** Needs no grant of its own: a description, a timeout. */
  readonly inert: boolean;
}

/** `Bash`, or `mcp github.create_issue` with `server` set. */
export interface ToolName extends Node {
  readonly kind: 'tool';
  readonly server: Word | undefined;
  readonly name: Word;
}

/** `git.push`, or the one-word `opaque` without `group`. */
export interface ActionName extends Node {
  readonly kind: 'action';
  readonly group: Word | undefined;
  readonly name: Word;
}

/** What a rule, a claim or a monitor is about. `shell.run "npm test"` is about some commands only. */
export type Target = ToolName | ActionTarget;

/** `shell.run "npm test", "npm run lint"`: without texts every command. */
export interface ActionTarget extends ActionName {
  /** Patterns of `.command`. */
  readonly commands: readonly Word[];
}

/** `tool mcp github.create_issue { title: String } does issue.create(title) trusted "[].email"`. */
export interface ToolDeclaration extends Node {
  readonly kind: 'tool';
  readonly tool: ToolName;
  readonly params: readonly Param[];
  /** What calling it does, whatever its arguments. */
  readonly does: readonly ActionUse[];
  /** Places in its result whose values count for `from` this tool, such as `contacts[].email`. */
  readonly trusted: readonly Word[];
}

/** `action s3.delete(bucket: String, key: Key) risk high`. */
export interface ActionDeclaration extends Node {
  readonly kind: 'action';
  readonly action: ActionName;
  readonly params: readonly Param[];
  /** As written after `risk`; the checker knows `low`, `medium` and `high`. */
  readonly risk: Word | undefined;
}

/** `s3.delete(bucket, key: object)`: an action with the values of its parameters. */
export interface ActionUse extends Node {
  readonly action: ActionName;
  readonly args: readonly ActionArgument[];
}

/**
 * `path: under dir skips hidden`, `path: under "."`, `method or "GET"`, `"GET"`. Without `param` by
 * position.
 */
export interface ActionArgument extends Node {
  readonly param: Word | undefined;
  /** A variable, and the part of it that is meant: `refspec.branch`. */
  readonly variable: Word | undefined;
  readonly part: Word | undefined;
  /** `under dir`: everything below the directory as well as itself. */
  readonly isUnder: boolean;
  /** `skips hidden`: what a search leaves out. The checker knows `hidden`. */
  readonly skips: Word | undefined;
  /** A constant, or what holds where the variable is absent. */
  readonly literal: Literal | undefined;
}

/**
 * `command git complete { option ... "push {remote} {refspec...: Refspec}" { option ... } does ... }`:
 * how a program reads its arguments, and what it then does.
 */
export interface CommandDeclaration extends Node {
  readonly kind: 'command';
  /** Base names: `command grep, egrep`. */
  readonly programs: readonly Word[];
  /** Says that the forms are all the program can be asked to do. */
  readonly isComplete: boolean;
  /** Understood before a subcommand and in every form. */
  readonly options: readonly CommandOption[];
  readonly forms: readonly CommandForm[];
}

/** `-C | --directory value: Path directory`, `-f | --force as force`, `-o value: Path does fs.write(value)`. */
export interface CommandOption extends Node {
  /** With their dashes. */
  readonly names: readonly Word[];
  /** Absent is a switch. */
  readonly value: CommandValue | undefined;
  readonly role: CommandRole | undefined;
  /** `sets carries = "body"`: what its presence says. */
  readonly sets: readonly { readonly variable: Word; readonly literal: Literal }[];
  /** What its presence does; `value` names its value. */
  readonly does: readonly ActionUse[];
}

/** What follows an option. */
export interface CommandValue extends Node {
  readonly type: Word | undefined;
  /** `value?` is only taken from `--name=value`, never from the next word. */
  readonly isOptional: boolean;
}

/**
 * `as force` names it; `directory` is where the command works; `opaque` makes it unreadable; `runs`
 * takes a shell command as its value.
 */
export type CommandRole =
  | (Node & { readonly kind: 'as'; readonly name: Word })
  | (Node & { readonly kind: 'directory' | 'opaque' | 'runs' });

/** `"s3 rm s3://{bucket}/{key}" { option ... } does s3.delete(bucket, key)`; without `does` inert. */
export interface CommandForm extends Node {
  /** Words and placeholders: `{name}`, `{name?}`, `{name...}`, `{name: Type}`, `install|i`. */
  readonly template: Word;
  readonly options: readonly CommandOption[];
  readonly does: readonly ActionUse[];
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

/** A value as written in conditions and test calls. */
export type Literal = Node &
  (
    | {
        readonly kind: 'string';
        readonly value: string;
        /** Written as a bare word, which only an enum may be compared with. */
        readonly isWord?: true;
      }
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
    /** `.old == .new`: two fields of one type, `==` and `!=` only. */
    | {
        readonly kind: 'compare-fields';
        readonly field: Field;
        readonly operator: '==' | '!=';
        readonly other: Field;
      }
    /** `every .to in staff`, `any (.to.domain != "acme.com")`: the operand reads one element. */
    | { readonly kind: 'every' | 'any'; readonly operand: Condition }
    /** `.to from prompt`, `.id from search_contacts`. */
    | { readonly kind: 'from'; readonly field: Field; readonly sources: readonly OriginSource[] }
    /** `after fs.read where .path in secrets`; `withinMs` is `in the last 10m`. */
    | {
        readonly kind: 'after';
        readonly event: EventPattern;
        readonly withinMs: number | undefined;
      }
    /** `count fs.write in the last 10m > 5`. */
    | {
        readonly kind: 'count';
        readonly event: EventPattern;
        readonly withinMs: number | undefined;
        readonly operator: Comparison;
        readonly value: number;
      }
  );

/** Where a value may come from: what the person typed, or the trusted places of a tool's results. */
export type OriginSource = (Node & { readonly kind: 'prompt' }) | ToolName;

/**
 * Earlier calls that history speaks of. `where` is one comparison or a condition in parentheses, so
 * that what follows it cannot be read as part of it.
 */
export interface EventPattern extends Node {
  readonly target: Target;
  readonly where: Condition | undefined;
}

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

/** `prompt "send it to bob@acme.com"`: what the person types before the next call. */
export interface TestPrompt extends Node {
  readonly kind: 'prompt';
  readonly text: Word;
}

/** A call of a session, and what came back: `=> allow returns "..."`, `=> allow fails`. */
export interface TestStep extends TestCase {
  readonly kind: 'step';
  /** Text of the result; undefined is an empty one. */
  readonly returns: Word | undefined;
  readonly fails: boolean;
}

/** `session { prompt "..."  read_file {...} => allow returns "..."  ... }`: calls in order, with history. */
export interface TestSession extends Node {
  readonly kind: 'session';
  readonly agent: Word | undefined;
  readonly steps: readonly (TestPrompt | TestStep)[];
}

/** What follows one `as`. */
export interface TestBlock extends Node {
  readonly agent: Word | undefined;
  readonly parts: readonly (TestCase | TestTable | TestSession)[];
}

/** `test "title" { as release-bot  ... }`. */
export interface Test extends Node {
  readonly kind: 'test';
  readonly title: Word;
  readonly blocks: readonly TestBlock[];
  /** The agent of the first block. */
  readonly agent: Word | undefined;
  /** Every single call of every block in order, rows of tables as calls of their own. */
  readonly cases: readonly TestCase[];
  /** Every session of every block in order. */
  readonly sessions: readonly TestSession[];
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

import type { Effect } from '../ast.ts';
import type { JsonValue, Node, Word } from './node.ts';
import type { ToolName } from './target.ts';

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

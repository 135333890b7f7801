import type { Node, Word } from './node.ts';

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

import type { Literal, Node, Word } from './node.ts';
import type { ActionName, ToolName } from './target.ts';

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
  /** It is where the call works: relative paths of its other arguments begin there. */
  readonly directory?: true;
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
 * takes a shell command as its value; with one that is `inert` the form does nothing of its own.
 */
export type CommandRole =
  | (Node & { readonly kind: 'as'; readonly name: Word })
  | (Node & { readonly kind: 'directory' | 'opaque' | 'runs' | 'inert' });

/** `"s3 rm s3://{bucket}/{key}" { option ... } does s3.delete(bucket, key)`; without `does` inert. */
export interface CommandForm extends Node {
  /** Words and placeholders: `{name}`, `{name?}`, `{name...}`, `{name: Type}`, `install|i`. */
  readonly template: Word;
  readonly options: readonly CommandOption[];
  readonly does: readonly ActionUse[];
}

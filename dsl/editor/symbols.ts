import type { ActionName, CommandDeclaration, Target, ToolName } from '../ast.ts';
import type { Span } from '../source.ts';

/**
 * What has a name. A server is known by the tools declared of it, a group by its actions. A variable
 * is what the forms and options of a command name.
 */
export type SymbolKind =
  | 'agent'
  | 'tool'
  | 'server'
  | 'action'
  | 'group'
  | 'command'
  | 'variable'
  | 'set'
  | 'layer'
  | 'rule'
  | 'param';

/**
 * Something named. `scope` is the server of a tool, the group of an action, the
 * {@link symbolKey} of a param's tool or action, and of a variable the place of its command.
 */
export interface PolicySymbol {
  readonly kind: SymbolKind;
  readonly scope: string;
  readonly name: string;
}

/** One place where symbols are named: several where a field is read of several tools. */
export interface Occurrence {
  readonly symbols: readonly PolicySymbol[];
  readonly role: 'declaration' | 'reference';
  readonly span: Span;
  /**
   * What may be written there: a bare name, a bare name that may be a reserved word, any word with
   * reserved ones quoted, or any word.
   */
  readonly spelling: 'name' | 'bare' | 'word' | 'any';
}

/** Equal for equal symbols only: no name holds a line feed that is not escaped in JSON. */
export function symbolKey({ kind, scope, name }: PolicySymbol): string {
  return JSON.stringify([kind, scope, name]);
}

/** The symbol of a tool as it is named. */
export function toolSymbol({ server, name }: ToolName): PolicySymbol {
  return { kind: 'tool', scope: server?.text ?? '', name: name.text };
}

/** The symbol of an action as it is named. */
export function actionSymbol({ group, name }: ActionName): PolicySymbol {
  return { kind: 'action', scope: group?.text ?? '', name: name.text };
}

/** The symbol of what a rule, a claim or an event is about. */
export function targetSymbol(target: Target): PolicySymbol {
  return target.kind === 'tool' ? toolSymbol(target) : actionSymbol(target);
}

/** The symbol of an argument of a tool or an action. */
export function paramSymbol(owner: PolicySymbol, name: string): PolicySymbol {
  return { kind: 'param', scope: symbolKey(owner), name };
}

/** The symbol of a variable of a command. */
export function variableSymbol({ span }: CommandDeclaration, name: string): PolicySymbol {
  return { kind: 'variable', scope: JSON.stringify([span.file, span.start]), name };
}

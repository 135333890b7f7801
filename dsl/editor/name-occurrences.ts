import type { ActionName, ActionUse, Target, ToolName, Word } from '../ast.ts';
import {
  actionSymbol,
  type Occurrence,
  type PolicySymbol,
  paramSymbol,
  type SymbolKind,
  toolSymbol,
} from './symbols.ts';

/** A place of something whose name has no scope. */
export function named(
  kind: SymbolKind,
  role: Occurrence['role'],
  { text, span }: Pick<Word, 'text' | 'span'>,
): Occurrence {
  return { symbols: [{ kind, scope: '', name: text }], role, span, spelling: 'name' };
}

/** The places in what a rule, a claim or an event is about. */
export function* inTarget(target: Target): Generator<Occurrence> {
  if (target.kind === 'tool') yield* inToolName(target, 'reference');
  else yield* inActionName(target, 'reference');
}

/** The places in the name of a tool. */
export function* inToolName(tool: ToolName, role: Occurrence['role']): Generator<Occurrence> {
  const { server, name } = tool;
  if (server !== undefined) yield { ...named('server', role, server), spelling: 'word' };
  const spelling = server === undefined ? 'word' : 'any';
  yield { symbols: [toolSymbol(tool)], role, span: name.span, spelling };
}

/** The places in the name of an action. */
export function* inActionName(action: ActionName, role: Occurrence['role']): Generator<Occurrence> {
  const { group, name } = action;
  // `opaque` is a word of the language.
  if (group === undefined) return;
  yield named('group', role, group);
  yield { symbols: [actionSymbol(action)], role, span: name.span, spelling: 'bare' };
}

/** A place of an argument of several tools or actions. */
export function inParam(
  owners: readonly PolicySymbol[],
  role: Occurrence['role'],
  { text, span }: Word,
): Occurrence {
  const symbols = owners.map((owner) => paramSymbol(owner, text));
  return { symbols, role, span, spelling: 'any' };
}

/** An action with its arguments; a variable is an argument of the tool, or one of the command. */
export function* inUse(
  { action, args }: ActionUse,
  symbolOf: (variable: string) => PolicySymbol | undefined,
): Generator<Occurrence> {
  yield* inActionName(action, 'reference');
  const owner = actionSymbol(action);
  for (const { param, variable } of args) {
    if (param !== undefined) yield inParam([owner], 'reference', param);
    const symbol = variable && symbolOf(variable.text);
    if (variable === undefined || symbol === undefined) continue;
    yield { symbols: [symbol], role: 'reference', span: variable.span, spelling: 'name' };
  }
}

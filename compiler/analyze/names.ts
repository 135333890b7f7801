import { assert } from '../../dsl/assert.ts';
import type {
  ActionEntry,
  Automaton,
  MonitorEntry,
  OriginEntry,
  ToolEntry,
} from '../bundle/rules.ts';
import { wireName } from '../evaluate/tool-name.ts';

/** What conditions of a rule set name by index. */
export interface Names {
  readonly automata: readonly Automaton[];
  readonly monitors: readonly MonitorEntry[];
  readonly origins: readonly OriginEntry[];
  readonly tools: readonly ToolEntry[];
  readonly actions: readonly ActionEntry[];
}

/** Where values may come from, in words that other rule sets share. */
export function originKey(index: number, names: Names): string {
  const origin = names.origins[index];
  assert(origin !== undefined, 'a checked rule names only origins that exist');
  return origin.kind === 'prompt' ? 'prompt' : `tool ${toolNameOf(names, origin.tool)}`;
}

/** The wire name of a tool by its index. */
export function toolNameOf({ tools }: Names, index: number): string {
  const tool = tools[index];
  return tool === undefined ? '' : wireName(tool.server, tool.name);
}

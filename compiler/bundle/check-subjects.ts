import { actionsMax, toolsMax } from './limits.ts';
import type { ActionEntry, ParamEntry, ToolEntry } from './rules.ts';
import type { Place } from './shape.ts';

/** What rules and monitors are about, all that there is. */
export interface Subjects {
  readonly tools: readonly ToolEntry[];
  readonly actions: readonly ActionEntry[];
}

/** The parameters of each tool and action that a rule or a monitor names: at least one list. */
export function readSubjects(
  tools: Place,
  actions: Place,
  declared: Subjects,
): readonly (readonly ParamEntry[])[] {
  const named = new Set(tools.integers(toolsMax, declared.tools.length - 1));
  const done = new Set(actions.integers(actionsMax, declared.actions.length - 1));
  if (named.size + done.size === 0) return tools.fail('expected at least one tool or action');
  return [
    ...[...named].flatMap((at) => declared.tools[at] ?? []),
    ...[...done].flatMap((at) => declared.actions[at] ?? []),
  ].map((subject) => subject.params);
}

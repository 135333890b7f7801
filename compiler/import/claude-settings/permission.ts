import type { Effect } from '../../../dsl/ast.ts';

/** One entry of `permissions.allow`, `ask` or `deny`. */
export interface Permission {
  readonly effect: Effect;
  /** As written. */
  readonly text: string;
  readonly tool: string;
  /** What stands in parentheses; undefined for the tool as a whole. */
  readonly specifier: string | undefined;
}

/** Takes `Bash(npm run test:*)` apart. `Bash(*)` and `Bash()` mean the tool as a whole. */
export function readPermission(effect: Effect, text: string): Permission {
  const trimmed = text.trim();
  const open = trimmed.indexOf('(');
  if (open < 0 || !trimmed.endsWith(')')) {
    return { effect, text, tool: trimmed, specifier: undefined };
  }
  const specifier = trimmed.slice(open + 1, -1).trim();
  const isWhole = specifier === '' || specifier === '*';
  const tool = trimmed.slice(0, open).trim();
  return { effect, text, tool, specifier: isWhole ? undefined : specifier };
}

import type { Effect } from '../../../dsl/ast.ts';
import { stringLiteral } from '../../../dsl/escape.ts';
import { type DraftRule, type LeftOut, leaveOut, type Outcome } from './outcome.ts';
import { pathPattern } from './path-pattern.ts';
import type { Permission } from './permission.ts';

/**
 * What a file permission is about. Claude Code means by `Edit` every tool that edits files, and what
 * the others may do is no less: so each is about the action, whatever does it.
 */
const fileActions: ReadonlyMap<string, string> = new Map([
  ['Read', 'fs.read'],
  ['Edit', 'fs.write'],
  ['Write', 'fs.write'],
  ['NotebookEdit', 'fs.write'],
]);

/** Whether permissions of a tool are about paths. */
export function isFileTool(tool: string): boolean {
  return fileActions.has(tool);
}

/** The rules that the permissions of one file tool and one effect become. */
export function importFiles(
  tool: string,
  effect: Effect,
  permissions: readonly Permission[],
): Outcome {
  const action = fileActions.get(tool);
  if (action === undefined || permissions.length === 0) {
    return { rules: [], carried: [], leftOut: [] };
  }
  const tools = [action];
  const label = `${effect}-${tool.toLowerCase()}`;
  if (permissions.some(({ specifier }) => specifier === undefined)) {
    return { rules: [{ effect, label, tools, clauses: '' }], carried: permissions, leftOut: [] };
  }
  const patterns = new Set<string>();
  const carried: Permission[] = [];
  const leftOut: LeftOut[] = [];
  for (const permission of permissions) {
    const pattern = pathPattern(permission.specifier ?? '', effect);
    if (pattern === undefined) leftOut.push(leaveOut(permission, reasonFor(permission)));
    else {
      patterns.add(pattern);
      carried.push(permission);
    }
  }
  // What a lost deny or ask was about must not become allowed: it is about everything instead.
  const isWhole = effect !== 'allow' && leftOut.some(({ text }) => !text.includes('(!'));
  const clauses = isWhole ? [''] : conditions([...patterns], effect);
  const rules = clauses.map((each): DraftRule => ({ effect, label, tools, clauses: each }));
  return { rules, carried, leftOut };
}

/** Why a pattern is left out. `!` gives back what another pattern took, so it loses nothing. */
function reasonFor({ effect, specifier = '' }: Permission): string {
  if (effect === 'allow') return 'the path pattern has no counterpart';
  if (specifier.startsWith('!')) return 'an exception, so the policy is stricter without it';
  return 'the path pattern has no counterpart, so the rule is about every path';
}

/**
 * A pattern that begins `**` is about any path, and an allow only ever meant those of the working
 * directory.
 */
function conditions(patterns: readonly string[], effect: Effect): readonly string[] {
  const { floating = [], anchored = [] } = Object.groupBy(patterns, (pattern) =>
    effect === 'allow' && pattern.startsWith('**') ? 'floating' : 'anchored',
  );
  return [
    ...(anchored.length === 0 ? [] : [` when .path in ${paths(anchored)}`]),
    ...(floating.length === 0
      ? []
      : [` when .path in ${paths(floating)} and .path under workspace`]),
  ];
}

function paths(patterns: readonly string[]): string {
  return `paths(${patterns.map(stringLiteral).join(', ')})`;
}

import type { Effect } from '../../../dsl/ast.ts';
import { stringLiteral } from '../../../dsl/escape.ts';
import { type DraftRule, type LeftOut, leaveOut, type Outcome } from './outcome.ts';
import { pathPattern } from './path-pattern.ts';
import type { Permission } from './permission.ts';

/** The tools that a file permission is about, and their argument. */
interface FileTools {
  readonly tools: readonly string[];
  readonly field: string;
}

/** In Claude Code a rule on `Edit` is about every tool that edits files. */
const fileTools: ReadonlyMap<string, FileTools> = new Map([
  ['Read', { tools: ['Read'], field: 'file_path' }],
  ['Edit', { tools: ['Edit', 'Write'], field: 'file_path' }],
  ['Write', { tools: ['Write'], field: 'file_path' }],
  ['NotebookEdit', { tools: ['NotebookEdit'], field: 'notebook_path' }],
]);

/** Whether permissions of a tool are about paths. */
export function isFileTool(tool: string): boolean {
  return fileTools.has(tool);
}

/** The rules that the permissions of one file tool and one effect become. */
export function importFiles(
  tool: string,
  effect: Effect,
  permissions: readonly Permission[],
): Outcome {
  const about = fileTools.get(tool);
  if (about === undefined || permissions.length === 0)
    return { rules: [], carried: [], leftOut: [] };
  const { tools, field } = about;
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
  const clauses = isWhole ? [''] : conditions([...patterns], field, effect);
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
function conditions(patterns: readonly string[], field: string, effect: Effect): readonly string[] {
  const { floating = [], anchored = [] } = Object.groupBy(patterns, (pattern) =>
    effect === 'allow' && pattern.startsWith('**') ? 'floating' : 'anchored',
  );
  return [
    ...(anchored.length === 0 ? [] : [` when .${field} in ${paths(anchored)}`]),
    ...(floating.length === 0
      ? []
      : [` when .${field} in ${paths(floating)} and .${field} under workspace`]),
  ];
}

function paths(patterns: readonly string[]): string {
  return `paths(${patterns.map(stringLiteral).join(', ')})`;
}

import { leaveOut, type Outcome } from './outcome.ts';
import type { Permission } from './permission.ts';
import { toolDeclarations } from './tools.ts';

/** A permission on a tool whose arguments no permission is about. */
export function importOther(permission: Permission): Outcome {
  const { tool, specifier, effect } = permission;
  const reason = reasonAgainst(permission);
  const leftOut = reason === undefined ? [] : [leaveOut(permission, reason)];
  const rule = { effect, label: `${effect}-${tool.toLowerCase()}`, tools: [tool], clauses: '' };
  // What a lost deny or ask was about must not become allowed: it is about the whole tool instead.
  const isWider = specifier !== undefined && effect !== 'allow' && toolDeclarations.has(tool);
  const isCarried = reason === undefined;
  return {
    rules: isCarried || isWider ? [rule] : [],
    carried: isCarried ? [permission] : [],
    leftOut,
  };
}

function reasonAgainst({ tool, specifier, effect }: Permission): string | undefined {
  if (tool.startsWith('mcp__')) {
    return 'declare the tools of the server with `sentrely tools import`, then write the rule by hand';
  }
  if (!toolDeclarations.has(tool))
    return 'the tool is not known here, so every call of it is denied';
  if (specifier === undefined) return undefined;
  const reason = 'what stands in parentheses is not known here';
  return effect === 'allow' ? reason : `${reason}, so the rule is about the whole tool`;
}

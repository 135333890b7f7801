import type { Diagnostic } from '../../dsl/diagnostic.ts';
import type { PatternCache } from '../automata/cache.ts';
import { checkApprovals } from '../check/approval.ts';
import { checkSet } from '../check/pattern.ts';
import { checkRules } from '../check/rules.ts';
import type { Program } from '../program.ts';
import type { Change } from './mutant.ts';

/** Whether the compiler would take a change of a checked program. Only what changes is checked. */
export function isAccepted(program: Program, patterns: PatternCache, change: Change): boolean {
  return !findings(program, patterns, change).some(({ severity }) => severity === 'error');
}

function findings(
  program: Program,
  patterns: PatternCache,
  { rules, set }: Change,
): readonly Diagnostic[] {
  // Another set of the same kind fits wherever the first one did.
  if (set !== undefined) return [...checkSet(patterns, set)];
  const layers = rules.flatMap(({ layer, to }) => (to ? { ...layer, rules: [to] } : []));
  const part = { ...program, layers };
  return [...checkRules(part, patterns), ...checkApprovals(part, patterns)];
}

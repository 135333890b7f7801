import type { File } from '../dsl/ast.ts';
import type { Diagnostic } from '../dsl/diagnostic.ts';
import type { PatternCache } from './automata/cache.ts';
import { checkActions } from './check/actions.ts';
import { checkAgents } from './check/agents.ts';
import { checkAgentLimits } from './check/agent-limits.ts';
import { checkApprovals } from './check/approval.ts';
import { checkClaims } from './check/claims.ts';
import { checkCommands } from './check/commands.ts';
import { checkImports } from './check/imports.ts';
import { checkLayers } from './check/layers.ts';
import { checkLimits } from './check/limits.ts';
import { checkSet } from './check/pattern.ts';
import { checkObservations } from './check/observation.ts';
import { checkRules } from './check/rules.ts';
import { checkTests } from './check/tests.ts';
import { checkTools } from './check/tools.ts';
import { checkUnused, checkWhole } from './check/whole.ts';
import type { Program } from './program.ts';
import { resolve } from './resolve.ts';

/** Resolves names and judges the meaning of a whole program: all files together. */
export function check(
  files: readonly File[],
  patterns: PatternCache,
): { readonly program: Program; readonly diagnostics: readonly Diagnostic[] } {
  const { program, diagnostics } = resolve(files);
  return { program, diagnostics: [...diagnostics, ...findings(program, patterns)] };
}

function* findings(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  yield* checkWhole(program);
  yield* checkImports(program);
  yield* checkAgents(program);
  yield* checkAgentLimits(program, patterns);
  yield* checkTools(program);
  yield* checkActions(program);
  yield* checkCommands(program);
  yield* checkObservations(program);
  for (const { value } of program.sets.values()) yield* checkSet(patterns, value);
  yield* checkLayers(program, patterns);
  yield* checkRules(program, patterns);
  yield* checkApprovals(program, patterns);
  yield* checkTests(program);
  yield* checkClaims(program, patterns);
  yield* checkLimits(program);
  yield* checkUnused(program);
}

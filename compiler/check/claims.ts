import type { Claim } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import type { PatternCache } from '../automata/cache.ts';
import type { Program } from '../program.ts';
import { toolKey } from '../program.ts';
import { unknownTool } from './call.ts';
import { checkCondition } from './condition.ts';
import { checkReference } from './layers.ts';

/** Claims: they speak of agents, tools and arguments that exist. Whether they hold is proved later. */
export function* checkClaims(program: Program, patterns: PatternCache): Generator<Diagnostic> {
  for (const claim of program.claims) yield* checkClaim(program, patterns, claim);
}

function* checkClaim(
  program: Program,
  patterns: PatternCache,
  { agents, target, where }: Claim,
): Generator<Diagnostic> {
  for (const reference of agents ?? []) yield* checkReference(program, patterns, reference);
  const tool = program.tools.get(toolKey(target));
  if (tool === undefined) yield unknownTool(program.tools, target);
  const scope = { program, patterns, tools: tool === undefined ? [] : [tool] };
  if (where !== undefined) yield* checkCondition(scope, where);
}

import type { Claim } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import type { PatternCache } from '../automata/cache.ts';
import type { Program } from '../program.ts';
import { subjectsMeant } from '../subject.ts';
import { checkCondition } from './condition.ts';
import { plainScope } from './scope.ts';
import { checkReference } from './layers.ts';
import { checkCommands, checkTarget } from './target.ts';

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
  yield* checkTarget(program, target, 'claim');
  yield* checkCommands(program, patterns, target);
  const scope = plainScope(program, patterns, subjectsMeant(program, [target]));
  if (where !== undefined) yield* checkCondition(scope, where);
}

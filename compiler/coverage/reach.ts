import type { Rule } from '../../dsl/ast.ts';
import type { Call } from '../analyze/reference/call.ts';
import { callOfTool, effectCalls } from '../analyze/reference/effects.ts';
import { audienceOf } from '../audience.ts';
import { PatternCache } from '../automata/cache.ts';
import { possibleActions } from '../call-facets.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import type { Program } from '../program.ts';
import { type Subject, subjectsOfRule } from '../subject.ts';

/** A call of a declared tool and all that it does, as conditions read it. */
export function callsOf(
  program: Program,
  subject: Subject,
  request: DecisionRequest,
): readonly Call[] {
  return [callOfTool(program, subject, request), ...effectCalls(program, subject, request)];
}

/** Whether a rule is about a subject. */
export function isAbout(program: Program, rule: Rule, { key }: Subject): boolean {
  return subjectsOfRule(program, rule).some((each) => each.key === key);
}

/** Whether a rule is about calls of a tool, or about something that they may do. */
export function bearsOn(program: Program, rule: Rule, tool: Subject): boolean {
  const actions = possibleActions(program, tool);
  return subjectsOfRule(program, rule).some(
    ({ kind, key, name }) => key === tool.key || (kind === 'action' && actions.has(name)),
  );
}

/** For each block the names of the declared agents that it applies to. */
export function audiencesOf(program: Program): readonly ReadonlySet<string>[] {
  const patterns = new PatternCache();
  return program.layers.map(
    (layer) => new Set(audienceOf(program, patterns, layer).map(({ name }) => name.text)),
  );
}

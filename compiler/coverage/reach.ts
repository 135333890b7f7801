import type { Rule, ToolDeclaration } from '../../dsl/ast.ts';
import type { Call } from '../analyze/reference/condition.ts';
import { audienceOf } from '../audience.ts';
import { PatternCache } from '../automata/cache.ts';
import type { DecisionRequest } from '../evaluate/decision.ts';
import { type Program, toolKey } from '../program.ts';

/** A call of a declared tool as conditions read it. Its arguments must be those of the tool. */
export function callOf(program: Program, tool: ToolDeclaration, request: DecisionRequest): Call {
  const { input, workspace } = request;
  const types = new Map(tool.params.map(({ name, type }) => [name.text, type.text]));
  return { program, types, input: new Map(Object.entries(input ?? {})), workspace };
}

/** Whether a rule is about the tool of that {@link toolKey}. */
export function isAbout({ targets }: Rule, tool: string): boolean {
  return targets.some((target) => toolKey(target) === tool);
}

/** For each block the names of the declared agents that it applies to. */
export function audiencesOf(program: Program): readonly ReadonlySet<string>[] {
  const patterns = new PatternCache();
  return program.layers.map(
    (layer) => new Set(audienceOf(program, patterns, layer).map(({ name }) => name.text)),
  );
}

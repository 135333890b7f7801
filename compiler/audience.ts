import type { AgentDeclaration, AgentReference, Layer } from '../dsl/ast.ts';
import type { PatternCache } from './automata/cache.ts';
import { parsePattern } from './automata/pattern.ts';
import type { Automaton } from './bundle/rules.ts';
import { loadAutomaton } from './evaluate/automaton.ts';
import type { Program } from './program.ts';

/** The automaton of a quoted agent reference; undefined if it cannot be read or is too large. */
export function agentPattern(
  patterns: PatternCache,
  { text }: AgentReference,
): Automaton | undefined {
  const parsed = parsePattern(text);
  return parsed.ok ? patterns.compile('text', parsed.pattern) : undefined;
}

/** The declared agents that a reference means. */
export function agentsMeant(
  { agents }: Program,
  patterns: PatternCache,
  reference: AgentReference,
): readonly AgentDeclaration[] {
  const all = [...agents.values()];
  if (!reference.isPattern) return all.filter((agent) => agent.name.text === reference.text);
  const automaton = agentPattern(patterns, reference);
  if (automaton === undefined) return [];
  const matcher = loadAutomaton(automaton);
  return all.filter(({ name }) => matcher.matches(name.text));
}

/** The declared agents that a block applies to. */
export function audienceOf(
  program: Program,
  patterns: PatternCache,
  layer: Layer,
): readonly AgentDeclaration[] {
  if (layer.agents === undefined) return [...program.agents.values()];
  return [
    ...new Set(layer.agents.flatMap((reference) => agentsMeant(program, patterns, reference))),
  ];
}

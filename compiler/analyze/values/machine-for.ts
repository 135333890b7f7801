import { assert } from '../../../dsl/assert.ts';
import { compilePattern, type PatternKind, uniteAutomata } from '../../automata/glob.ts';
import { parsePattern, type Pattern } from '../../automata/pattern.ts';
import { Machine } from '../machine.ts';
import type { Run } from '../search.ts';
import { textRun } from './scope.ts';

/** A run for some patterns of ours, made when it is first needed: few programs need them all. */
export function runFor(kind: PatternKind, patterns: readonly string[]): () => Run {
  let run: Run | undefined;
  return () => (run ??= textRun(machineFor(kind, patterns)));
}

/** A machine that accepts what one of some patterns of ours does. */
export function machineFor(kind: PatternKind, patterns: readonly (string | Pattern)[]): Machine {
  const automata = patterns.map((text) => {
    const parsed =
      typeof text === 'string' ? parsePattern(text) : { ok: true as const, pattern: text };
    const automaton = parsed.ok ? compilePattern(kind, parsed.pattern) : undefined;
    assert(automaton !== undefined, 'patterns of the analysis are well formed and small');
    return automaton;
  });
  const [automaton, ...others] = uniteAutomata(automata);
  assert(automaton !== undefined && others.length === 0, 'patterns of the analysis are few');
  return new Machine(automaton);
}

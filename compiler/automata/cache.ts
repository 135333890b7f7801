import type { Automaton } from '../bundle/rules.ts';
import { compilePattern, type PatternKind } from './glob.ts';
import type { Pattern } from './pattern.ts';

/** Compiles each pattern once in a run: checking and lowering both need its automaton. */
export class PatternCache {
  readonly #known = new Map<string, Automaton | undefined>();

  /** The automaton of a pattern; undefined if it is too large. */
  compile(kind: PatternKind, pattern: Pattern): Automaton | undefined {
    const key = `${kind} ${JSON.stringify(pattern)}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const automaton = compilePattern(kind, pattern);
    this.#known.set(key, automaton);
    return automaton;
  }
}

import type { Automaton } from '../bundle/rules.ts';
import { compilePattern, type PatternKind, uniteAutomata } from './glob.ts';
import type { Pattern } from './pattern.ts';

/** Compiles each pattern and each set of patterns once in a run. */
export class PatternCache {
  readonly #compiled = new Map<string, Automaton | undefined>();
  readonly #united = new Map<string, readonly Automaton[]>();
  readonly #numbers = new Map<Automaton, number>();

  /** The automaton of a pattern; undefined if it is too large. */
  compile(kind: PatternKind, pattern: Pattern): Automaton | undefined {
    const key = `${kind} ${JSON.stringify(pattern)}`;
    if (this.#compiled.has(key)) return this.#compiled.get(key);
    const automaton = compilePattern(kind, pattern);
    this.#compiled.set(key, automaton);
    if (automaton !== undefined) this.#numbers.set(automaton, this.#numbers.size);
    return automaton;
  }

  /** Automata of this cache, as the fewest that together accept the same. */
  unite(automata: readonly Automaton[]): readonly Automaton[] {
    const key = automata.map((automaton) => this.#numbers.get(automaton)).join();
    const united = this.#united.get(key) ?? uniteAutomata(automata);
    this.#united.set(key, united);
    return united;
  }
}

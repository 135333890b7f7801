import type { Automaton } from '../bundle/rules.ts';

/** The automata of a rule set, each once. */
export class AutomatonTable {
  readonly automata: Automaton[] = [];
  readonly #known = new Map<Automaton, number>();
  readonly #indexes = new Map<string, number>();

  /** The index of an automaton: a new one, or that of its equal. */
  indexOf(automaton: Automaton): number {
    const index = this.#known.get(automaton) ?? this.#numberOf(automaton);
    this.#known.set(automaton, index);
    return index;
  }

  #numberOf(automaton: Automaton): number {
    const key = JSON.stringify(automaton);
    const index = this.#indexes.get(key) ?? this.automata.push(automaton) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}

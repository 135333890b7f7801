import type { Automaton } from '../bundle/rules.ts';
import { automatonOf, statesWithin, type TableCaps } from './table.ts';
import { type Alphabet, refine } from './units.ts';

/** The texts that at least one automaton accepts; undefined above the caps. */
export function unionOf(a: Automaton, b: Automaton, caps: TableCaps): Automaton | undefined {
  const pairs = new Pairs(a, b);
  const statesMax = statesWithin(caps, pairs.alphabet.classes);
  const next: number[] = [];
  for (let pair = 0; pair < pairs.size; pair++) {
    if (pairs.size > statesMax) return undefined;
    for (const to of pairs.after(pair)) next.push(to);
  }
  const accepting = Array.from({ length: pairs.size }, (_, pair) => {
    const { inA, inB } = pairs.accepted(pair);
    return inA || inB;
  });
  return automatonOf({ alphabet: pairs.alphabet, next, accepting });
}

/** True if every text that the first automaton accepts is accepted by the second. */
export function isSubset(a: Automaton, b: Automaton): boolean {
  const pairs = new Pairs(a, b);
  for (let pair = 0; pair < pairs.size; pair++) {
    const { inA, inB } = pairs.accepted(pair);
    if (inA && !inB) return false;
    pairs.after(pair);
  }
  return true;
}

/** Two automata side by side: the pairs of states that texts reach, numbered as they are found. */
class Pairs {
  readonly alphabet: Alphabet;
  readonly #letters: readonly (readonly [number, number])[];
  readonly #a: Automaton;
  readonly #b: Automaton;
  readonly #statesB: number;
  readonly #acceptA: ReadonlySet<number>;
  readonly #acceptB: ReadonlySet<number>;
  readonly #found = [0];
  readonly #numbers = new Map([[0, 0]]);

  constructor(a: Automaton, b: Automaton) {
    const { alphabet, pairs } = refine(a, b);
    this.alphabet = alphabet;
    this.#letters = pairs;
    this.#a = a;
    this.#b = b;
    this.#statesB = b.next.length / b.classes;
    this.#acceptA = new Set(a.accept);
    this.#acceptB = new Set(b.accept);
  }

  get size(): number {
    return this.#found.length;
  }

  /** The pairs that follow a pair, class by class. */
  after(pair: number): readonly number[] {
    const [stateA, stateB] = this.#states(pair);
    const [rowA, rowB] = [stateA * this.#a.classes, stateB * this.#b.classes];
    return this.#letters.map(([classA, classB]) =>
      this.#number(this.#a.next[rowA + classA] ?? 0, this.#b.next[rowB + classB] ?? 0),
    );
  }

  /** Which of the automata accept a text that ends here. */
  accepted(pair: number): { readonly inA: boolean; readonly inB: boolean } {
    const [stateA, stateB] = this.#states(pair);
    return { inA: this.#acceptA.has(stateA), inB: this.#acceptB.has(stateB) };
  }

  #states(pair: number): readonly [number, number] {
    const key = this.#found[pair] ?? 0;
    return [Math.floor(key / this.#statesB), key % this.#statesB];
  }

  #number(stateA: number, stateB: number): number {
    const key = stateA * this.#statesB + stateB;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#found.length);
    return this.#found.push(key) - 1;
  }
}

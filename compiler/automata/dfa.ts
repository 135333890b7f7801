import type { Nfa } from './nfa.ts';
import { statesWithin, type Table, type TableCaps } from './table.ts';
import { alphabetOf, type UnitSet } from './units.ts';

/**
 * Subset construction (Rabin and Scott): a state is the set of NFA states that a text may reach.
 * Undefined above the cap.
 */
export function determinise(nfa: Nfa, caps: TableCaps): Table | undefined {
  const sets = [...new Set(nfa.edges.flat().map((edge) => edge.on))];
  const { alphabet, members } = alphabetOf(sets);
  const { classes } = alphabet;
  const statesMax = statesWithin(caps, classes);
  const steps = stepsOf(nfa, new Map(sets.map((set, index) => [set, members[index] ?? []])));
  const subsets = new Subsets(nfa.edges.length);
  const reached = Array.from({ length: classes }, () => subsets.empty());
  const next: number[] = [];
  const start = subsets.empty();
  for (const state of nfa.closure(0)) include(start, state);
  subsets.number(start);
  for (let state = 0; state < subsets.members.length; state++) {
    if (subsets.members.length > statesMax) return undefined;
    for (const from of subsets.members[state] ?? []) {
      for (const { units, closure } of steps[from] ?? []) {
        for (const unit of units) for (const to of closure) include(reached[unit], to);
      }
    }
    for (const subset of reached) {
      next.push(subsets.number(subset));
      subset.fill(0);
    }
  }
  const accepting = subsets.members.map((members) =>
    members.some((state) => nfa.accepting[state] === true),
  );
  return { alphabet, next, accepting };
}

interface Step {
  readonly units: readonly number[];
  readonly closure: readonly number[];
}

/** For each state of the NFA: on which classes it steps where. */
function stepsOf(
  nfa: Nfa,
  classesOf: ReadonlyMap<UnitSet, readonly number[]>,
): readonly (readonly Step[])[] {
  const closures = nfa.edges.map((_, state) => nfa.closure(state).filter((at) => nfa.matters(at)));
  return nfa.edges.map((edges) =>
    edges.map((edge) => ({
      units: classesOf.get(edge.on) ?? [],
      closure: closures[edge.to] ?? [],
    })),
  );
}

/** Sets of states as bits, 16 to a word so that a set is also the text that names it. */
class Subsets {
  readonly members: (readonly number[])[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #words: number;

  constructor(states: number) {
    this.#words = (states + 15) >> 4;
  }

  empty(): Uint16Array {
    return new Uint16Array(this.#words);
  }

  /** The number of a set, new or known. */
  number(subset: Uint16Array): number {
    const key = String.fromCharCode(...subset);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.members.length);
    return this.members.push(membersOf(subset)) - 1;
  }
}

function include(subset: Uint16Array | undefined, state: number): void {
  if (subset !== undefined) subset[state >> 4] = (subset[state >> 4] ?? 0) | (1 << (state & 15));
}

function membersOf(subset: Uint16Array): readonly number[] {
  const members: number[] = [];
  subset.forEach((word, index) => {
    for (let bit = 0; bit < 16; bit++) if ((word >> bit) & 1) members.push(index * 16 + bit);
  });
  return members;
}

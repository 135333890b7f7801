import type { Automaton } from '../bundle/rules.ts';

/** An automaton that is walked letter by letter. States are numbers; 0 is the start. */
export class Machine {
  readonly automaton: Automaton;
  readonly #accepting: ReadonlySet<number>;
  readonly #settled: readonly boolean[];
  readonly #classes = new Map<string, readonly number[]>();

  constructor(automaton: Automaton) {
    this.automaton = automaton;
    this.#accepting = new Set(automaton.accept);
    this.#settled = Array.from({ length: automaton.next.length / automaton.classes }, (_, state) =>
      this.#leadsNowhere(state),
    );
  }

  accepts(state: number): boolean {
    return this.#accepting.has(state);
  }

  /** True for a state that no text leaves. In a smallest automaton all others may still change. */
  isSettled(state: number): boolean {
    return this.#settled[state] === true;
  }

  /** The classes of the code units of a text. Searches ask about the same few letters. */
  classesOf(text: string): readonly number[] {
    const classes = this.#classes.get(text) ?? unitsOf(text).map((unit) => this.#classOf(unit));
    this.#classes.set(text, classes);
    return classes;
  }

  /** The state after some classes. */
  after(state: number, classes: readonly number[]): number {
    const { next, classes: width } = this.automaton;
    let at = state;
    for (const column of classes) at = next[at * width + column] ?? 0;
    return at;
  }

  /** The state after a text. */
  read(state: number, text: string): number {
    return this.after(state, this.classesOf(text));
  }

  #leadsNowhere(state: number): boolean {
    const { next, classes } = this.automaton;
    return next.slice(state * classes, (state + 1) * classes).every((to) => to === state);
  }

  #classOf(unit: number): number {
    const { from, class: classOf } = this.automaton;
    let low = 0;
    let high = from.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((from[middle] ?? 0) <= unit) low = middle;
      else high = middle - 1;
    }
    return classOf[low] ?? 0;
  }
}

/** The automaton of some texts: a trie, whose last state is where every other text ends. */
export function literalAutomaton(texts: readonly string[]): Automaton {
  const units = [...new Set(texts.flatMap((text) => unitsOf(text)))].sort((a, b) => a - b);
  const classOf = new Map(units.map((unit, at) => [unit, at + 1]));
  const classes = units.length + 1;
  const rows: Map<number, number>[] = [new Map()];
  const accept = new Set<number>();
  for (const text of texts) {
    let state = 0;
    for (const unit of unitsOf(text)) {
      const to = rows[state]?.get(classOf.get(unit) ?? 0) ?? rows.push(new Map()) - 1;
      rows[state]?.set(classOf.get(unit) ?? 0, to);
      state = to;
    }
    accept.add(state);
  }
  const dead = rows.push(new Map()) - 1;
  const next = rows.flatMap((row) =>
    Array.from({ length: classes }, (_, column) => row.get(column) ?? dead),
  );
  return { ...rangesOf(units), classes, next, accept: [...accept].sort((a, b) => a - b) };
}

function unitsOf(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** Ranges in which each of the ascending units has a class of its own, from 1, and the rest is 0. */
function rangesOf(units: readonly number[]): Pick<Automaton, 'from' | 'class'> {
  const from: number[] = [];
  const classOf: number[] = [];
  let free = 0;
  units.forEach((unit, at) => {
    if (unit > free) {
      from.push(free);
      classOf.push(0);
    }
    from.push(unit);
    classOf.push(at + 1);
    free = unit + 1;
  });
  if (free <= 0xffff) {
    from.push(free);
    classOf.push(0);
  }
  return { from, class: classOf };
}

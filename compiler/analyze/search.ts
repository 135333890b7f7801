import type { Budget } from './budget.ts';
import type { Letter } from './letters.ts';
import type { Machine } from './machine.ts';

/** An automaton in a search: where it begins, and whether it reads the text or its folded form. */
export interface Run {
  readonly machine: Machine;
  readonly start: number;
  readonly reads: 'text' | 'folded';
}

/** A search through all texts over some letters. */
export interface Search {
  /** Whose answers are told apart. */
  readonly runs: readonly Run[];
  /** Automata that must accept a text, and that must not, for it to count. */
  readonly must?: readonly Run[];
  readonly mustNot?: readonly Run[];
  readonly letters: readonly Letter[];
  readonly budget: Budget;
  /** How often one combination of states is entered, each time by another text. */
  readonly copies?: number;
}

/** A text, and which runs accept it, as a key. */
export interface Found {
  readonly text: string;
  readonly accepted: string;
}

/** Where all automata stand. Those that no text can move any more are only remembered. */
interface Joint {
  readonly text: string;
  /** Number of a run and its state, alternating. */
  readonly live: readonly number[];
  /** Runs that accept whatever follows, ascending. */
  readonly full: readonly number[];
}

/**
 * Breadth first through the product of the automata, so that shorter texts come first. Yields one
 * text for each combination of states that can be reached, or `copies` of them.
 */
export function* search(given: Search): Generator<Found> {
  const product = new Product(given);
  const entered = new Map<string, number>();
  const queue: Joint[] = [];
  const enter = (joint: Joint | undefined) => {
    if (joint === undefined) return;
    const key = `${joint.live.join()}|${joint.full.join()}`;
    const times = entered.get(key) ?? 0;
    if (times >= (given.copies ?? 1)) return;
    entered.set(key, times + 1);
    queue.push(joint);
  };
  enter(product.start);
  for (const joint of queue) {
    const accepted = product.accepted(joint);
    if (accepted !== undefined) yield { text: joint.text, accepted };
    if (joint.live.length === 0 && given.copies === undefined) continue;
    for (let letter = 0; letter < given.letters.length; letter++) {
      if (!given.budget.spend(1 + joint.live.length / 2)) return;
      enter(product.after(joint, letter));
    }
  }
}

/** The shortest text for each combination of answers that some text gets. */
export function shortestTexts(given: Search): readonly string[] {
  const first = new Map<string, string>();
  for (const { text, accepted } of search(given)) {
    if (!first.has(accepted)) first.set(accepted, text);
  }
  return [...first.values()];
}

class Product {
  readonly start: Joint | undefined;
  readonly #runs: readonly Run[];
  readonly #counted: number;
  readonly #mustEnd: number;
  readonly #letters: readonly Letter[];
  /** For each run and letter the classes that the run reads. */
  readonly #classes: readonly (readonly (readonly number[])[])[];

  constructor({ runs, must = [], mustNot = [], letters }: Search) {
    this.#runs = [...runs, ...must, ...mustNot];
    this.#counted = runs.length;
    this.#mustEnd = runs.length + must.length;
    this.#letters = letters;
    this.#classes = this.#runs.map(({ machine, reads }) =>
      letters.map(({ text, folded }) => machine.classesOf(reads === 'text' ? text : folded)),
    );
    const states = this.#runs.flatMap(({ start }, run) => [run, start]);
    this.start = this.#settle('', states, []);
  }

  after({ text, live, full }: Joint, letter: number): Joint | undefined {
    const states = [...live];
    for (let at = 0; at < states.length; at += 2) {
      const run = states[at] ?? 0;
      const classes = this.#classes[run]?.[letter] ?? [];
      states[at + 1] = this.#runs[run]?.machine.after(states[at + 1] ?? 0, classes) ?? 0;
    }
    return this.#settle(text + (this.#letters[letter]?.text ?? ''), states, full);
  }

  /** The runs that accept a text which ends here; undefined if it does not count. */
  accepted({ live, full }: Joint): string | undefined {
    const accepting = [...full];
    for (let at = 0; at < live.length; at += 2) {
      const run = live[at] ?? 0;
      if (this.#runs[run]?.machine.accepts(live[at + 1] ?? 0)) accepting.push(run);
    }
    const must = accepting.filter((run) => run >= this.#counted && run < this.#mustEnd);
    const isForbidden = accepting.some((run) => run >= this.#mustEnd);
    if (isForbidden || must.length < this.#mustEnd - this.#counted) return undefined;
    return accepting
      .filter((run) => run < this.#counted)
      .sort((a, b) => a - b)
      .join();
  }

  /** Sorts out what no text can move; undefined when no longer text can count. */
  #settle(text: string, states: readonly number[], full: readonly number[]): Joint | undefined {
    const live: number[] = [];
    const filled: number[] = [];
    for (let at = 0; at < states.length; at += 2) {
      const [run, state] = [states[at] ?? 0, states[at + 1] ?? 0];
      const machine = this.#runs[run]?.machine;
      if (machine?.isSettled(state) !== true) {
        live.push(run, state);
        continue;
      }
      const isAccepting = machine.accepts(state);
      const isForbidden = run >= this.#mustEnd;
      const isRequired = run >= this.#counted && !isForbidden;
      if (isAccepting ? isForbidden : isRequired) return undefined;
      if (isAccepting) filled.push(run);
    }
    if (filled.length === 0) return { text, live, full };
    return { text, live, full: [...full, ...filled].sort((a, b) => a - b) };
  }
}

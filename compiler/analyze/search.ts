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
 * Breadth first through the product of some automata, so that shorter texts come first. It may be
 * begun several times, from different states: what was explored before is not explored again.
 */
export class Explorer {
  readonly #product: Product;
  readonly #budget: Budget;
  readonly #letters: number;
  readonly #copies: number;
  readonly #entered = new Map<string, number>();

  constructor(search: Search) {
    this.#product = new Product(search);
    this.#budget = search.budget;
    this.#letters = search.letters.length;
    this.#copies = search.copies ?? 1;
  }

  /** One text, or `copies` of them, for each combination of states that is entered for the first time. */
  *from(starts: readonly number[] = this.#product.starts): Generator<Found> {
    const begin = this.#product.begin(starts);
    // Not entered: the empty text stands for no other, since few values may be empty.
    const queue: Joint[] = begin === undefined ? [] : [begin];
    for (const joint of queue) {
      const accepted = this.#product.accepted(joint);
      if (accepted !== undefined) yield { text: joint.text, accepted };
      for (let letter = 0; letter < this.#letters; letter++) {
        if (!this.#budget.spend(1 + joint.live.length / 2)) return;
        this.#enter(queue, this.#product.after(joint, letter));
      }
    }
  }

  #enter(queue: Joint[], joint: Joint | undefined): void {
    if (joint === undefined) return;
    const key = String.fromCharCode(...joint.live, 0xffff, ...joint.full);
    const times = this.#entered.get(key) ?? 0;
    if (times >= this.#copies) return;
    this.#entered.set(key, times + 1);
    queue.push(joint);
  }
}

class Product {
  readonly starts: readonly number[];
  readonly #runs: readonly Run[];
  readonly #counted: number;
  readonly #mustEnd: number;
  readonly #letters: readonly Letter[];
  /** For each run and letter the classes that the run reads. */
  readonly #classes: readonly (readonly (readonly number[])[])[];
  /** For each run, by state, the states that follow, letter by letter. */
  readonly #rows: readonly (readonly number[] | undefined)[][];

  constructor({ runs, must = [], mustNot = [], letters }: Search) {
    this.#runs = [...runs, ...must, ...mustNot];
    this.starts = this.#runs.map(({ start }) => start);
    this.#counted = runs.length;
    this.#mustEnd = runs.length + must.length;
    this.#letters = letters;
    this.#classes = this.#runs.map(({ machine, reads }) =>
      letters.map(({ text, folded }) => machine.classesOf(reads === 'text' ? text : folded)),
    );
    this.#rows = this.#runs.map(() => []);
  }

  begin(starts: readonly number[]): Joint | undefined {
    return this.#settle(
      '',
      starts.flatMap((start, run) => [run, start]),
      [],
    );
  }

  after({ text, live, full }: Joint, letter: number): Joint | undefined {
    const states = live.slice();
    for (let at = 0; at < states.length; at += 2) {
      const row = this.#row(states[at] as number, states[at + 1] as number);
      states[at + 1] = row[letter] as number;
    }
    return this.#settle(text + (this.#letters[letter]?.text ?? ''), states, full);
  }

  /** The runs that accept a text which ends here; undefined if it does not count. */
  accepted({ live, full }: Joint): string | undefined {
    const accepting = full.slice();
    for (let at = 0; at < live.length; at += 2) {
      const run = live[at] as number;
      if (this.#runs[run]?.machine.accepts(live[at + 1] as number)) accepting.push(run);
    }
    const must = accepting.filter((run) => run >= this.#counted && run < this.#mustEnd);
    const isForbidden = accepting.some((run) => run >= this.#mustEnd);
    if (isForbidden || must.length < this.#mustEnd - this.#counted) return undefined;
    return accepting
      .filter((run) => run < this.#counted)
      .sort((a, b) => a - b)
      .join();
  }

  #row(run: number, state: number): readonly number[] {
    const known = this.#rows[run]?.[state];
    if (known !== undefined) return known;
    const machine = this.#runs[run]?.machine;
    const row = (this.#classes[run] ?? []).map((classes) => machine?.after(state, classes) ?? 0);
    const rows = this.#rows[run];
    if (rows !== undefined) rows[state] = row;
    return row;
  }

  /** Sorts out what no text can move; undefined when no longer text can count. */
  #settle(text: string, states: readonly number[], full: readonly number[]): Joint | undefined {
    const live: number[] = [];
    let filled: number[] | undefined;
    for (let at = 0; at < states.length; at += 2) {
      const run = states[at] as number;
      const state = states[at + 1] as number;
      const machine = this.#runs[run]?.machine;
      if (machine?.isSettled(state) !== true) {
        live.push(run, state);
        continue;
      }
      const isAccepting = machine.accepts(state);
      const isForbidden = run >= this.#mustEnd;
      const isRequired = run >= this.#counted && !isForbidden;
      if (isAccepting ? isForbidden : isRequired) return undefined;
      if (isAccepting) filled = [...(filled ?? full), run];
    }
    return { text, live, full: filled?.sort((a, b) => a - b) ?? full };
  }
}

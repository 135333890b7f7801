import type { Automaton } from '../bundle/rules.ts';

/** A pattern, ready to match. */
export interface Matcher {
  /** Whether the whole text is in the pattern's language. Linear in the text, allocates nothing. */
  matches(text: string): boolean;
}

/** Code units with a class of their own in a table; above, the class is searched for. */
const tableUnits = 128;

/** Puts a checked automaton into tables. */
export function loadAutomaton(entry: Automaton): Matcher {
  return new TableMatcher(entry);
}

/** States are offsets of their row in `next`, so that a step is one addition and one load. */
class TableMatcher implements Matcher {
  readonly #next: Uint32Array;
  readonly #accepts: Uint8Array;
  readonly #from: Uint16Array;
  readonly #classes: Uint16Array;
  readonly #ascii: Uint16Array;

  constructor(entry: Automaton) {
    this.#next = Uint32Array.from(entry.next, (state) => state * entry.classes);
    this.#accepts = new Uint8Array(entry.next.length);
    for (const state of entry.accept) this.#accepts[state * entry.classes] = 1;
    this.#from = Uint16Array.from(entry.from);
    this.#classes = Uint16Array.from(entry.class);
    this.#ascii = Uint16Array.from({ length: tableUnits }, (_, unit) => this.#classOf(unit));
  }

  matches(text: string): boolean {
    const next = this.#next;
    const ascii = this.#ascii;
    let row = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const column = unit < tableUnits ? ascii[unit] : this.#classOf(unit);
      row = next[row + (column as number)] as number;
    }
    return this.#accepts[row] === 1;
  }

  /** The class of the last entry of `from` that is not above the unit. */
  #classOf(unit: number): number {
    let low = 0;
    let high = this.#from.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#from[middle] as number) <= unit) low = middle;
      else high = middle - 1;
    }
    return this.#classes[low] as number;
  }
}

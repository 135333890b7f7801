import type { Automaton } from '../bundle/rules.ts';
import type { Piece } from './sets/piece.ts';
import { type CharacterKind, type Machine, type Share, shareOf } from './sets/share.ts';

/** A pattern, ready to match. */
export interface Matcher {
  /** Whether the whole text is in the pattern's language. Linear in the text, allocates nothing. */
  matches(text: string): boolean;
  /** How much of a set of texts is in the pattern's language. */
  share(pieces: readonly Piece[]): Share;
}

/** Code units with a class of their own in a table; above, the class is searched for. */
const tableUnits = 128;

type Range = readonly [first: number, last: number];

/** Code units that are whole characters, by kind; the others come in pairs, but in a label. */
const ranges: Readonly<Record<CharacterKind, readonly Range[]>> = {
  unit: [
    [0, 0x2e],
    [0x30, 0xd7ff],
    [0xe000, 0xffff],
  ],
  letter: [
    [0, 0x2d],
    [0x30, 0xd7ff],
    [0xe000, 0xffff],
  ],
  wide: [
    [0x80, 0xd7ff],
    [0xe000, 0xffff],
  ],
  label: [
    [0x2d, 0x2d],
    [0x30, 0x39],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ],
};
const highSurrogates: readonly Range[] = [[0xd800, 0xdbff]];
const lowSurrogates: readonly Range[] = [[0xdc00, 0xdfff]];

/** Puts a checked automaton into tables. */
export function loadAutomaton(entry: Automaton): Matcher {
  return new TableMatcher(entry);
}

/** States are offsets of their row in `next`, so that a step is one addition and one load. */
class TableMatcher implements Matcher, Machine {
  readonly start = 0;
  readonly #next: Uint32Array;
  readonly #accepts: Uint8Array;
  readonly #from: Uint16Array;
  readonly #classes: Uint16Array;
  readonly #ascii: Uint16Array;
  /** By kind and state. */
  readonly #after = new Map<CharacterKind, Map<number, readonly number[]>>();
  readonly #columns = new Map<readonly Range[], readonly number[]>();

  constructor(entry: Automaton) {
    this.#next = Uint32Array.from(entry.next, (state) => state * entry.classes);
    this.#accepts = new Uint8Array(entry.next.length);
    for (const state of entry.accept) this.#accepts[state * entry.classes] = 1;
    this.#from = Uint16Array.from(entry.from);
    this.#classes = Uint16Array.from(entry.class);
    this.#ascii = Uint16Array.from({ length: tableUnits }, (_, unit) => this.#classOf(unit));
  }

  matches(text: string): boolean {
    return this.#accepts[this.read(0, text)] === 1;
  }

  share(pieces: readonly Piece[]): Share {
    return shareOf(this, pieces);
  }

  accepts(state: number): boolean {
    return this.#accepts[state] === 1;
  }

  read(state: number, text: string): number {
    const next = this.#next;
    const ascii = this.#ascii;
    let row = state;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const column = unit < tableUnits ? ascii[unit] : this.#classOf(unit);
      row = next[row + (column as number)] as number;
    }
    return row;
  }

  after(state: number, kind: CharacterKind): readonly number[] {
    let known = this.#after.get(kind);
    if (known === undefined) this.#after.set(kind, (known = new Map<number, readonly number[]>()));
    const found = known.get(state);
    if (found !== undefined) return found;
    const high = kind === 'label' ? [] : this.#rows([state], highSurrogates);
    const states = [
      ...new Set([...this.#rows([state], ranges[kind]), ...this.#rows(high, lowSurrogates)]),
    ];
    known.set(state, states);
    return states;
  }

  /** The rows that code units of some ranges lead to. */
  #rows(rows: readonly number[], units: readonly Range[]): readonly number[] {
    const columns = this.#columns.get(units) ?? this.#columnsOf(units);
    this.#columns.set(units, columns);
    return rows.flatMap((row) => columns.map((column) => this.#next[row + column] as number));
  }

  /** The classes that have a code unit in one of the ranges. */
  #columnsOf(units: readonly Range[]): readonly number[] {
    const columns = new Set<number>();
    for (const [first, last] of units) {
      columns.add(this.#classOf(first));
      for (const [at, from] of this.#from.entries()) {
        if (from > first && from <= last) columns.add(this.#classes[at] as number);
      }
    }
    return [...columns];
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

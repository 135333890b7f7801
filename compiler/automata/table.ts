import type { Automaton } from '../bundle/rules.ts';
import { minimise } from './minimise.ts';
import type { Alphabet } from './units.ts';

/** A total automaton under construction: `next[state * classes + class]`; state 0 starts. */
export interface Table {
  readonly alphabet: Alphabet;
  readonly next: readonly number[];
  readonly accepting: readonly boolean[];
}

/** What a construction may cost: states, and states times classes. */
export interface TableCaps {
  readonly statesMax: number;
  readonly cellsMax: number;
}

/** The states that both caps leave. */
export function statesWithin(caps: TableCaps, classes: number): number {
  return Math.min(caps.statesMax, Math.floor(caps.cellsMax / classes));
}

/** The one smallest automaton of a language: equal languages give equal tables. */
export function automatonOf(table: Table): Automaton {
  return canonical(minimise(table));
}

/** Merges classes that behave alike and numbers classes and states in the order of discovery. */
function canonical(table: Table): Automaton {
  const { columns, from, classOf } = mergeClasses(table);
  const order = [0];
  const numbers = new Map([[0, 0]]);
  const next: number[] = [];
  for (const state of order) {
    for (const column of columns) {
      const to = table.next[state * table.alphabet.classes + column] ?? 0;
      const number = numbers.get(to) ?? order.push(to) - 1;
      numbers.set(to, number);
      next.push(number);
    }
  }
  const accept = order.flatMap((state, number) => (table.accepting[state] ? [number] : []));
  return { from, class: classOf, classes: columns.length, next, accept };
}

interface Classes {
  /** For each merged class a class of the table that behaves so. */
  readonly columns: readonly number[];
  readonly from: readonly number[];
  readonly classOf: readonly number[];
}

function mergeClasses(table: Table): Classes {
  const { alphabet } = table;
  const keys = columnKeys(table);
  const numbers = new Map<string, number>();
  const columns: number[] = [];
  const from: number[] = [];
  const classOf: number[] = [];
  alphabet.from.forEach((start, range) => {
    const column = alphabet.class[range] ?? 0;
    const key = keys[column] ?? '';
    const number = numbers.get(key) ?? columns.push(column) - 1;
    numbers.set(key, number);
    if (classOf.at(-1) === number) return;
    from.push(start);
    classOf.push(number);
  });
  return { columns, from, classOf };
}

/** A text for each class of the table; equal where the classes lead to the same states. */
function columnKeys(table: Table): readonly string[] {
  const { classes } = table.alphabet;
  return Array.from({ length: classes }, (_, column) =>
    table.accepting.map((_, state) => table.next[state * classes + column]).join(),
  );
}

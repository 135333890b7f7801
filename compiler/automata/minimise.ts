import { Partition } from './partition.ts';
import type { Table } from './table.ts';

/**
 * The smallest automaton of the same language: Hopcroft's refinement (1971) splits blocks of states
 * until no class leads two states of one block into different blocks.
 */
export function minimise(table: Table): Table {
  const { classes } = table.alphabet;
  const partition = new Partition(table.accepting.length);
  const pending = [0];
  table.accepting.forEach((isAccepting, state) => {
    if (isAccepting) partition.mark(state);
  });
  pending.push(...partition.split());
  const { offsets, states } = predecessors(table);
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    const splitter = partition.members(block);
    for (let unit = 0; unit < classes; unit++) {
      for (const state of splitter) {
        const cell = state * classes + unit;
        const end = offsets[cell + 1] ?? 0;
        for (let at = offsets[cell] ?? 0; at < end; at++) partition.mark(states[at] ?? 0);
      }
      pending.push(...partition.split());
    }
  }
  return quotient(table, partition);
}

/** The states that step into each cell of the table: `states` from `offsets[cell]` to the next. */
function predecessors(table: Table): { offsets: Uint32Array; states: Uint32Array } {
  const { next, alphabet } = table;
  const target = (cell: number) => (next[cell] ?? 0) * alphabet.classes + (cell % alphabet.classes);
  const offsets = new Uint32Array(next.length + 1);
  for (let cell = 0; cell < next.length; cell++) {
    const to = target(cell) + 1;
    offsets[to] = (offsets[to] ?? 0) + 1;
  }
  for (let cell = 0; cell < next.length; cell++) {
    offsets[cell + 1] = (offsets[cell + 1] ?? 0) + (offsets[cell] ?? 0);
  }
  const states = new Uint32Array(next.length);
  const free = offsets.slice();
  for (let cell = 0; cell < next.length; cell++) {
    const to = target(cell);
    const at = free[to] ?? 0;
    free[to] = at + 1;
    states[at] = Math.floor(cell / alphabet.classes);
  }
  return { offsets, states };
}

/** One state per block; the block of state 0 comes first. */
function quotient({ alphabet, next, accepting }: Table, partition: Partition): Table {
  const { classes } = alphabet;
  const first = partition.blockOf(0);
  // Swaps the first block with block 0.
  const number = (block: number) => (block === first ? 0 : block === 0 ? first : block);
  const merged = { next: [] as number[], accepting: [] as boolean[] };
  for (let block = 0; block < partition.blocks; block++) {
    const [state = 0] = partition.members(number(block));
    merged.accepting.push(accepting[state] ?? false);
    for (let unit = 0; unit < classes; unit++) {
      merged.next.push(number(partition.blockOf(next[state * classes + unit] ?? 0)));
    }
  }
  return { alphabet, ...merged };
}

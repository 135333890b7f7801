import { assert } from '../../dsl/assert.ts';
import type { UnitSet } from './units.ts';

/** A step on one code unit of a set. */
export interface Edge {
  readonly to: number;
  readonly on: UnitSet;
}

/**
 * A nondeterministic automaton under construction. States are numbers; state 0 is the start. Sets
 * are compared by identity, so callers pass the same object for the same set.
 */
export class Nfa {
  readonly edges: Edge[][] = [];
  readonly jumps: number[][] = [];
  readonly accepting: boolean[] = [];

  constructor() {
    this.state();
  }

  /** A new state. */
  state(): number {
    this.edges.push([]);
    this.jumps.push([]);
    this.accepting.push(false);
    return this.edges.length - 1;
  }

  /** A step that reads one unit of the set. */
  edge(from: number, on: UnitSet, to: number): void {
    const edges = this.edges[from];
    assert(edges !== undefined, 'an edge starts at a known state');
    edges.push({ to, on });
  }

  /** A step that reads nothing. */
  jump(from: number, to: number): void {
    const jumps = this.jumps[from];
    assert(jumps !== undefined, 'a jump starts at a known state');
    jumps.push(to);
  }

  accept(state: number): void {
    this.accepting[state] = true;
  }

  /** True if a text can end here or go on from here; other states only lead to such ones. */
  matters(state: number): boolean {
    return this.accepting[state] === true || this.edges[state]?.length !== 0;
  }

  /** What can be reached from a state without reading, itself included. */
  closure(state: number): readonly number[] {
    const reached = new Set([state]);
    for (const at of reached) {
      for (const to of this.jumps[at] ?? []) reached.add(to);
    }
    return [...reached];
  }
}

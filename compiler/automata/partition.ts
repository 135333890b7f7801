/**
 * States in disjoint blocks that can only be split: mark some states, then split every block into
 * its marked and its other states. Each mark costs a constant (Valmari, "Fast brief practical DFA
 * minimization", 2012).
 */
export class Partition {
  /** All states, block by block; the marked ones of a block come first. */
  readonly #states: Uint32Array;
  readonly #placeOf: Uint32Array;
  readonly #blockOf: Uint32Array;
  readonly #start: number[] = [0];
  readonly #end: number[];
  readonly #marked: number[] = [0];
  readonly #touched: number[] = [];

  /** One block of all states. */
  constructor(states: number) {
    this.#states = Uint32Array.from({ length: states }, (_, state) => state);
    this.#placeOf = this.#states.slice();
    this.#blockOf = new Uint32Array(states);
    this.#end = [states];
  }

  get blocks(): number {
    return this.#start.length;
  }

  blockOf(state: number): number {
    return this.#blockOf[state] ?? 0;
  }

  /** The states of a block as they are now. */
  members(block: number): Uint32Array {
    return this.#states.slice(this.#start[block], this.#end[block]);
  }

  mark(state: number): void {
    const block = this.blockOf(state);
    const border = (this.#start[block] ?? 0) + (this.#marked[block] ?? 0);
    const place = this.#placeOf[state] ?? 0;
    if (place < border) return;
    if (this.#marked[block] === 0) this.#touched.push(block);
    this.#put(this.#states[border] ?? 0, place);
    this.#put(state, border);
    this.#marked[block] = (this.#marked[block] ?? 0) + 1;
  }

  /**
   * Splits the blocks that have both kinds of states and forgets the marks. Returns the new blocks:
   * always the smaller halves, which keeps Hopcroft's algorithm at n log n.
   */
  split(): readonly number[] {
    return this.#touched.splice(0).flatMap((block) => {
      const [start = 0, end = 0] = [this.#start[block], this.#end[block]];
      const border = start + (this.#marked[block] ?? 0);
      this.#marked[block] = 0;
      if (border === end) return [];
      const isFrontSmaller = border - start <= end - border;
      const [from, to] = isFrontSmaller ? [start, border] : [border, end];
      if (isFrontSmaller) this.#start[block] = border;
      else this.#end[block] = border;
      return [this.#add(from, to)];
    });
  }

  #put(state: number, place: number): void {
    this.#states[place] = state;
    this.#placeOf[state] = place;
  }

  #add(start: number, end: number): number {
    const block = this.#start.push(start) - 1;
    this.#end.push(end);
    this.#marked.push(0);
    for (let place = start; place < end; place++) {
      this.#blockOf[this.#states[place] ?? 0] = block;
    }
    return block;
  }
}

/** A value that can be compared; null is unknown. */
export type Scalar = string | number | boolean | null;

/** A reading of a call, and the place where its result is kept while the call is judged. */
export interface Slot<T extends Scalar | object> {
  readonly index: number;
  read(facts: CallFacts): T;
}

/** What is known of one call. Every fact is derived at most once, and only when a rule reads it. */
export class CallFacts {
  readonly workspace: string | null;
  readonly #input: Readonly<Record<string, unknown>>;
  readonly #kept: unknown[] = [];

  constructor(input: Readonly<Record<string, unknown>>, workspace: string | null) {
    this.#input = input;
    this.workspace = workspace;
  }

  has(param: string): boolean {
    return Object.hasOwn(this.#input, param);
  }

  /** The argument as sent; undefined when it was not. */
  argument(param: string): unknown {
    return this.has(param) ? this.#input[param] : undefined;
  }

  get<T extends Scalar | object>(slot: Slot<T>): T {
    const kept = this.#kept[slot.index];
    if (kept !== undefined) return kept as T;
    const fact = slot.read(this);
    this.#kept[slot.index] = fact;
    return fact;
  }
}

import type { Automaton, MonitorEntry, OriginEntry } from '../bundle/rules.ts';
import { AutomatonTable } from './automata.ts';

/** What the conditions of a rule set name by index, each once. */
export class RuleTables {
  readonly automata: AutomatonTable;
  readonly #monitors = new Numbered<MonitorEntry>();
  readonly #origins = new Numbered<OriginEntry>();

  /** `from` is what is numbered already, in its order. */
  constructor(from?: {
    readonly automata: readonly Automaton[];
    readonly monitors: readonly MonitorEntry[];
    readonly origins: readonly OriginEntry[];
  }) {
    this.automata = new AutomatonTable();
    for (const automaton of from?.automata ?? []) this.automata.indexOf(automaton);
    for (const monitor of from?.monitors ?? []) this.monitor(monitor);
    for (const origin of from?.origins ?? []) this.origin(origin);
  }

  get monitors(): readonly MonitorEntry[] {
    return this.#monitors.entries;
  }

  get origins(): readonly OriginEntry[] {
    return this.#origins.entries;
  }

  /** The index of what history watches for. */
  monitor(entry: MonitorEntry): number {
    return this.#monitors.indexOf(entry);
  }

  /** The index of where values may come from. */
  origin(entry: OriginEntry): number {
    return this.#origins.indexOf(entry);
  }
}

/** Entries by the order in which they were first met. */
class Numbered<T> {
  readonly entries: T[] = [];
  readonly #indexes = new Map<string, number>();

  indexOf(entry: T): number {
    const key = JSON.stringify(entry);
    const index = this.#indexes.get(key) ?? this.entries.push(entry) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}

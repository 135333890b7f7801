import { assert } from '../../dsl/assert.ts';
import {
  type Automaton,
  type Condition,
  type FieldReference,
  type ParamEntry,
  type ParamType,
  paramTypes,
} from '../bundle/rules.ts';
import { loadAutomaton, type Matcher } from '../evaluate/automaton.ts';
import { CallFacts } from '../evaluate/call-facts.ts';
import { findMisfit, shapeOf } from '../evaluate/call-shape.ts';
import { planCondition } from '../evaluate/condition.ts';
import type { Test } from '../evaluate/truth.ts';
import { planUnreadable } from '../evaluate/unreadable.ts';
import { AutomatonTable } from '../lower/automata.ts';
import { atom, atomsIn, type Formula, or } from './formula.ts';
import { Machine } from './machine.ts';
import { allOf, alwaysTrue, opposite, type Question, someOf } from './question.ts';

/** A condition of a rule set without connectives. Its automata are numbered by the vocabulary. */
export type Leaf = Exclude<Condition, { op: 'and' | 'or' | 'not' }>;

/**
 * What can be true of one argument: a leaf of a condition, that a field of it cannot be read, or that
 * it fits a declaration.
 */
export type Atom = { readonly param: string } & (
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly type: ParamType; readonly mode: Mode }
  | { readonly kind: 'unreadable'; readonly field: FieldReference; readonly type: ParamType }
  | { readonly kind: 'fit'; readonly entry: ParamEntry | null }
);

/** Whether a leaf must be true, or only may be. */
export type Mode = 'must' | 'may';

/** The type of a parameter of the tool that a condition is about. */
export type TypeOf = (param: string) => ParamType;

/** One argument of a call by its name, or none, and the directory of the client. */
export interface Argument {
  readonly input: Readonly<Record<string, unknown>>;
  readonly workspace: string | null;
}

/** The arguments of a call that has just this one; `__proto__` is a name like any other. */
export function argumentOf(param: string, value: unknown): Argument['input'] {
  return Object.fromEntries([[param, value]]);
}

/**
 * Numbers what conditions say, across rule sets: two conditions that ask the same of the same
 * argument are one atom, whatever policy they stand in.
 */
export class Vocabulary {
  readonly #atoms: Atom[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #table = new AutomatonTable();
  readonly #indexes = new Map<Automaton, number>();
  readonly #machines = new Map<number, Machine>();
  readonly #matchers = new Map<number, Matcher>();
  readonly #tests = new Map<number, Test>();

  /** A condition of a rule set; null is always true. */
  question(condition: Condition | null, automata: readonly Automaton[], typeOf: TypeOf): Question {
    if (condition === null) return alwaysTrue;
    switch (condition.op) {
      case 'and':
      case 'or': {
        const of = condition.of.map((each) => this.question(each, automata, typeOf));
        return condition.op === 'and' ? allOf(of) : someOf(of);
      }
      case 'not':
        return opposite(this.question(condition.of, automata, typeOf));
      default:
        return this.#leaf(condition, automata, typeOf);
    }
  }

  /** True of a call that holds something which one of the conditions of a question cannot read. */
  unreadable({ must, may }: Question): Formula {
    const numbers = new Set([must, may].flatMap(atomsIn));
    return or(
      [...numbers].flatMap((number) => {
        const found = this.atom(number);
        if (found.kind !== 'leaf' || found.leaf.op === 'has') return [];
        const { param, type, leaf } = found;
        return [this.#number({ kind: 'unreadable', param, field: leaf.field, type })];
      }),
    );
  }

  /** True of a call whose argument, or lack of one, is what the declaration says. */
  fit(param: string, entry: ParamEntry | null): Formula {
    return this.#number({ kind: 'fit', param, entry });
  }

  atom(number: number): Atom {
    const found = this.#atoms[number];
    assert(found !== undefined, 'a formula names atoms of its vocabulary');
    return found;
  }

  machine(automaton: number): Machine {
    const machine = this.#machines.get(automaton) ?? new Machine(this.#automaton(automaton));
    this.#machines.set(automaton, machine);
    return machine;
  }

  /** What the kernel says of some atoms on one parameter, given the argument if there is one. */
  truths(atoms: readonly number[], { input, workspace }: Argument): readonly boolean[] {
    const facts = new CallFacts(input, workspace);
    return atoms.map((number) => {
      const found = this.atom(number);
      const test = this.#test(number);
      return found.kind === 'leaf' && found.mode === 'may' ? test.may(facts) : test.must(facts);
    });
  }

  #test(number: number): Test {
    const test = this.#tests.get(number) ?? this.#plan(this.atom(number));
    this.#tests.set(number, test);
    return test;
  }

  #plan(found: Atom): Test {
    const { param } = found;
    if (found.kind === 'fit') {
      const params = found.entry === null ? [] : [found.entry];
      const shape = shapeOf({ server: null, name: '', params });
      const fits = (facts: CallFacts) =>
        findMisfit(shape, facts.has(param) ? argumentOf(param, facts.argument(param)) : {}) ===
        undefined;
      return { must: fits, may: fits };
    }
    const entry = { name: param, type: found.type, optional: true, inert: false };
    // One argument may be read as several types, whose facts must not be mixed up.
    const position = paramTypes.indexOf(found.type);
    const parameter = () => ({ entry, position });
    if (found.kind === 'unreadable') {
      const reads = planUnreadable({ op: 'equal', field: found.field, values: [] }, parameter);
      return { must: reads, may: reads };
    }
    return planCondition(found.leaf, {
      parameter,
      matcher: (index) => this.#matcher(index),
    });
  }

  #matcher(automaton: number): Matcher {
    const matcher = this.#matchers.get(automaton) ?? loadAutomaton(this.#automaton(automaton));
    this.#matchers.set(automaton, matcher);
    return matcher;
  }

  #automaton(index: number): Automaton {
    const automaton = this.#table.automata[index];
    assert(automaton !== undefined, 'a leaf names automata of its vocabulary');
    return automaton;
  }

  #leaf(leaf: Leaf, automata: readonly Automaton[], typeOf: TypeOf): Question {
    const param = leaf.op === 'has' ? leaf.param : leaf.field.param;
    const own = leaf.op === 'match' ? this.#renumber(leaf, automata) : leaf;
    const found = { kind: 'leaf', param, leaf: own, type: typeOf(param) } as const;
    const must = this.#number({ ...found, mode: 'must' });
    // Presence is always known.
    return { must, may: leaf.op === 'has' ? must : this.#number({ ...found, mode: 'may' }) };
  }

  #renumber(leaf: Extract<Leaf, { op: 'match' }>, automata: readonly Automaton[]): Leaf {
    const exact = this.#indexOf(automata[leaf.exact]);
    const folded = leaf.folded === null ? null : this.#indexOf(automata[leaf.folded]);
    return { ...leaf, exact, folded };
  }

  #indexOf(automaton: Automaton | undefined): number {
    assert(automaton !== undefined, 'a checked rule names only automata that exist');
    const index = this.#indexes.get(automaton) ?? this.#table.indexOf(automaton);
    this.#indexes.set(automaton, index);
    return index;
  }

  #number(found: Atom): Formula {
    const key = JSON.stringify(found);
    const number = this.#numbers.get(key) ?? this.#atoms.push(found) - 1;
    this.#numbers.set(key, number);
    return atom(number);
  }
}

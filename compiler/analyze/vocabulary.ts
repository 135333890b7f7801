import { assert } from '../../dsl/assert.ts';
import type {
  Automaton,
  Condition,
  FieldReference,
  ParamEntry,
  ParamType,
} from '../bundle/rules.ts';
import { loadAutomaton, type Matcher } from '../evaluate/automaton.ts';
import { KnownArguments } from '../evaluate/arguments.ts';
import { CallFacts } from '../evaluate/call-facts.ts';
import { findMisfit, shapeOf } from '../evaluate/call-shape.ts';
import { planCondition } from '../evaluate/condition.ts';
import type { Parameter } from '../evaluate/field.ts';
import type { Origins } from '../evaluate/decision.ts';
import { compareCount, type Count } from '../evaluate/history.ts';
import type { Test } from '../evaluate/truth.ts';
import { planUnreadable } from '../evaluate/unreadable.ts';
import { AutomatonTable } from '../lower/automata.ts';
import { type Assumption, knownOf, originsAssumed } from './assumption.ts';
import { atom, atomsIn, type Formula, or } from './formula.ts';
import { Machine } from './machine.ts';
import { type Names, originKey, toolNameOf } from './names.ts';
import { allOf, alwaysTrue, opposite, type Question, someOf } from './question.ts';

/** A condition of a rule set without connectives. Its automata are numbered by the vocabulary. */
export type Leaf = Exclude<Condition, { op: 'and' | 'or' | 'not' }>;

/** A leaf about the value of one field. */
export type FieldLeaf = Extract<Leaf, { op: 'equal' | 'order' | 'match' | 'inside' | 'from' }>;

/** A leaf about the elements of one list. */
export type ListLeaf = Extract<Leaf, { op: 'every' | 'any' }>;

/** A leaf about earlier calls. */
export type HistoryLeaf = Extract<Leaf, { op: 'after' | 'count' }>;

/**
 * What can be true of a call: a leaf of a condition, that a field of it cannot be read, that it fits
 * a declaration. `param` is empty where it is not about one argument: what is said of history, and a
 * comparison of two fields, which is taken for independent of all else.
 */
export type Atom = { readonly param: string } & (
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly entry: ParamEntry; readonly mode: Mode }
  | { readonly kind: 'unreadable'; readonly leaf: Leaf; readonly entry: ParamEntry }
  | { readonly kind: 'fit'; readonly entry: ParamEntry | null }
  | { readonly kind: 'same'; readonly fields: string; readonly mode: Mode }
  | {
      readonly kind: 'history';
      /** What is watched for, whatever its number in a rule set. */
      readonly monitor: string;
      readonly leaf: HistoryLeaf;
      readonly mode: Mode;
    }
);

/** Whether a leaf must be true, or only may be. */
export type Mode = 'must' | 'may';

/** The entry of a parameter of the subject that a condition is about. */
export type EntryOf = (param: string) => ParamEntry;

/** Arguments of a call by name, the directory of the client, and what is taken for granted. */
export interface Argument {
  readonly input: Readonly<Record<string, unknown>>;
  readonly workspace: string | null;
  readonly assumed: readonly Assumption[];
}

/** The arguments of a call that has just this one; `__proto__` is a name like any other. */
export function argumentOf(param: string, value: unknown): Argument['input'] {
  return Object.fromEntries([[param, value]]);
}

/** The type of the values that a leaf reads. */
export function leafType({ fields, type }: ParamEntry, { field }: FieldReference): ParamType {
  return fields?.find(({ name }) => name === field)?.type ?? type;
}

/**
 * Numbers what conditions say, across rule sets: two conditions that ask the same of the same
 * argument are one atom, whatever policy they stand in.
 */
export class Vocabulary {
  readonly #atoms: Atom[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #table = new AutomatonTable();
  readonly #machines = new Map<number, Machine>();
  readonly #matchers = new Map<number, Matcher>();
  readonly #tests = new Map<number, Test>();
  readonly #origins: string[] = [];
  readonly #positions = new Map<string, number>();
  #nextPosition = 0;

  /** A condition of a rule set; null is always true. */
  question(condition: Condition | null, names: Names, entryOf: EntryOf): Question {
    if (condition === null) return alwaysTrue;
    switch (condition.op) {
      case 'and':
      case 'or': {
        const of = condition.of.map((each) => this.question(each, names, entryOf));
        return condition.op === 'and' ? allOf(of) : someOf(of);
      }
      case 'not':
        return opposite(this.question(condition.of, names, entryOf));
      case 'after':
      case 'count':
        return this.#history(condition, names);
      case 'same':
        return this.#same(condition);
      default:
        return this.#leaf(condition, names, entryOf);
    }
  }

  /** True of a call that has an argument. */
  presence(param: string, entryOf: EntryOf): Formula {
    const leaf = { op: 'has', param } as const;
    return this.#number({ kind: 'leaf', param, leaf, entry: entryOf(param), mode: 'must' });
  }

  /** True of a call that holds something which one of the conditions of a question cannot read. */
  unreadable({ must, may }: Question): Formula {
    const numbers = new Set([must, may].flatMap(atomsIn));
    return or(
      [...numbers].flatMap((number) => {
        const found = this.atom(number);
        if (found.kind !== 'leaf' || found.leaf.op === 'has') return [];
        const { param, entry, leaf } = found;
        return [this.#number({ kind: 'unreadable', param, leaf, entry })];
      }),
    );
  }

  /** True of a call whose argument, or lack of one, is what the declaration says. */
  fit(param: string, entry: ParamEntry | null): Formula {
    return this.#number({ kind: 'fit', param, entry });
  }

  /** The same atom about another parameter that is declared alike. */
  moved(number: number, param: string): Formula {
    const found = this.atom(number);
    assert(found.kind === 'leaf' || found.kind === 'unreadable', 'only arguments are moved');
    const leaf = movedTo(found.leaf, param) as Leaf;
    return this.#number({ ...found, param, leaf, entry: { ...found.entry, name: param } });
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

  /** The places that values are said to come from, by their number in leaves. */
  get origins(): readonly string[] {
    return this.#origins;
  }

  /** What the kernel says of some atoms about a call. */
  truths(atoms: readonly number[], { input, workspace, assumed }: Argument): readonly boolean[] {
    const origins = originsAssumed(assumed, (at) => this.#origins[at]);
    const facts = factsOf({ input, workspace, assumed }, origins);
    return atoms.map((number) => {
      const found = this.atom(number);
      if (found.kind === 'same') return false;
      if (found.kind === 'history') return historyTruth(found, assumed);
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
    assert(found.kind !== 'same' && found.kind !== 'history', 'only arguments are read');
    const { param } = found;
    if (found.kind === 'fit') {
      const params = found.entry === null ? [] : [found.entry];
      const shape = shapeOf({ server: null, name: '', params });
      const fits = (facts: CallFacts) =>
        facts.presence(param) === 'unknown' ||
        findMisfit(shape, facts.has(param) ? argumentOf(param, facts.argument(param)) : {}) ===
          undefined;
      return { must: fits, may: fits };
    }
    const parameter = () => this.#parameter(param, found.entry);
    if (found.kind === 'unreadable') {
      const reads = planUnreadable(found.leaf, parameter);
      return { must: reads, may: reads };
    }
    return planCondition(found.leaf, { parameter, matcher: (index) => this.#matcher(index) });
  }

  /** One argument may be read as several types, whose facts must not be mixed up. */
  #parameter(param: string, declared: ParamEntry): Parameter {
    const key = JSON.stringify([param, declared.type, declared.fields]);
    const position = this.#positions.get(key) ?? this.#nextPosition;
    if (!this.#positions.has(key)) this.#nextPosition += 1 + (declared.fields?.length ?? 0);
    this.#positions.set(key, position);
    return { entry: { ...declared, name: param, optional: true }, position };
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

  #leaf(
    leaf: Exclude<Leaf, HistoryLeaf | { op: 'same' }>,
    names: Names,
    entryOf: EntryOf,
  ): Question {
    const param = 'field' in leaf ? leaf.field.param : leaf.param;
    const { name: _, optional: __, inert: ___, ...shape } = entryOf(param);
    const entry = { ...shape, name: param, optional: true, inert: false };
    const own = this.#renumber(leaf, names) as Leaf;
    const found = { kind: 'leaf', param, leaf: own, entry } as const;
    const must = this.#number({ ...found, mode: 'must' });
    return { must, may: this.#number({ ...found, mode: 'may' }) };
  }

  #history(leaf: HistoryLeaf, names: Names): Question {
    const found = {
      kind: 'history',
      param: '',
      monitor: this.monitorKey(leaf.monitor, names),
    } as const;
    const own = { ...leaf, monitor: 0 };
    const [must, may] = (['must', 'may'] as const).map((mode) =>
      this.#number({ ...found, leaf: own, mode }),
    );
    assert(must !== undefined && may !== undefined, 'there are two modes');
    return { must, may };
  }

  #same({ field, other }: Extract<Leaf, { op: 'same' }>): Question {
    const fields = JSON.stringify([field, other].map((each) => JSON.stringify(each)).sort());
    const found = { kind: 'same', param: '', fields } as const;
    return {
      must: this.#number({ ...found, mode: 'must' }),
      may: this.#number({ ...found, mode: 'may' }),
    };
  }

  /** What a monitor watches for, in words that other rule sets share. */
  monitorKey(index: number, names: Names): string {
    const monitor = names.monitors[index];
    assert(monitor !== undefined, 'a checked rule names only monitors that exist');
    const { tools, actions, when, withinMs } = monitor;
    const watched = [
      ...tools.map((at) => toolNameOf(names, at)),
      ...actions.map((at) => names.actions[at]?.name),
    ];
    return JSON.stringify([watched, when && this.#renumber(when, names), withinMs]);
  }

  /** The same condition with numbers of this vocabulary. */
  #renumber(condition: Condition, names: Names): Condition {
    switch (condition.op) {
      case 'and':
      case 'or':
        return { ...condition, of: condition.of.map((each) => this.#renumber(each, names)) };
      case 'not':
      case 'every':
      case 'any':
        return { ...condition, of: this.#renumber(condition.of, names) };
      case 'match': {
        const { exact, folded } = condition;
        return {
          ...condition,
          exact: this.#indexOf(names.automata[exact]),
          folded: folded === null ? null : this.#indexOf(names.automata[folded]),
        };
      }
      case 'from':
        return { ...condition, origins: condition.origins.map((at) => this.#originOf(at, names)) };
      default:
        return condition;
    }
  }

  #originOf(index: number, names: Names): number {
    const key = originKey(index, names);
    const known = this.#origins.indexOf(key);
    return known === -1 ? this.#origins.push(key) - 1 : known;
  }

  #indexOf(automaton: Automaton | undefined): number {
    assert(automaton !== undefined, 'a checked rule names only automata that exist');
    return this.#table.indexOf(automaton);
  }

  #number(found: Atom): Formula {
    const key = JSON.stringify(found);
    const number = this.#numbers.get(key) ?? this.#atoms.push(found) - 1;
    this.#numbers.set(key, number);
    return atom(number);
  }
}

/** A condition about one parameter, about another one. */
function movedTo(condition: Condition, param: string): Condition {
  switch (condition.op) {
    case 'and':
    case 'or':
      return { ...condition, of: condition.of.map((each) => movedTo(each, param)) };
    case 'not':
      return { ...condition, of: movedTo(condition.of, param) };
    case 'every':
    case 'any':
      return { ...condition, param, of: movedTo(condition.of, param) };
    case 'has':
      return { ...condition, param };
    case 'after':
    case 'count':
    case 'same':
      return condition;
    default:
      return { ...condition, field: { ...condition.field, param } };
  }
}

/** The facts of a call, or of an action of which some arguments are not known. */
function factsOf({ input, workspace, assumed }: Argument, origins: Origins): CallFacts {
  const unknown = assumed.filter((each) => each.kind === 'unknown');
  if (unknown.length === 0) return CallFacts.ofCall(input, { workspace, origins });
  const known = Object.entries(input).map(([param, value]) => [param, knownOf(value)] as const);
  const args = new Map([
    ...known,
    ...unknown.map(
      ({ param, mayLack }) => [param, { kind: 'unknown', maybeAbsent: mayLack }] as const,
    ),
  ]);
  return new CallFacts(new KnownArguments(args), { workspace, origins });
}

const never: Count = { least: 0, most: 0 };

function historyTruth(
  { monitor, leaf, mode }: Extract<Atom, { kind: 'history' }>,
  assumed: readonly Assumption[],
): boolean {
  const known = assumed.find((each) => each.kind === 'count' && each.monitor === monitor);
  const count = known?.kind === 'count' ? known : never;
  const isAfter = leaf.op === 'after';
  const truth = compareCount(count, isAfter ? '>' : leaf.comparison, isAfter ? 0 : leaf.value);
  return mode === 'must' ? truth === 'yes' : truth !== 'no';
}

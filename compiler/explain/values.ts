import { Axes, type Param } from '../analyze/axis.ts';
import { Budget } from '../analyze/budget.ts';
import { Model, type Compiled } from '../analyze/model.ts';
import { atomsOf } from '../analyze/situations.ts';
import { plainValues } from '../analyze/values/values.ts';
import { Vocabulary } from '../analyze/vocabulary.ts';
import type { ParamEntry } from '../bundle/rules.ts';
import type { Subject } from '../subject.ts';

/** Steps of automata for the arguments of one subject: about a fifth of a second. */
const stepsMax = 2_000_000;

/** Values of each parameter by name, so that the rules tell all others from none of these. */
export type Values = ReadonlyMap<string, readonly unknown[]>;

/**
 * Values that the rules of an agent tell apart: of each parameter of a subject one for every
 * combination of what its conditions can be, found by their automata.
 */
export class TellingValues {
  readonly #model: Model;
  readonly #axes: Axes;
  readonly #known = new Map<string, Values>();

  constructor(compiled: Compiled) {
    const vocabulary = new Vocabulary();
    this.#model = new Model(compiled, vocabulary);
    this.#axes = new Axes(vocabulary);
  }

  of(agent: string, subject: Subject): Values {
    const key = JSON.stringify([agent, subject.key]);
    const values = this.#known.get(key) ?? this.#find(agent, subject);
    this.#known.set(key, values);
    return values;
  }

  #find(agent: string, subject: Subject): Values {
    const { rules, granted } = this.#model.side(agent, subject.key);
    const formulas = [granted, ...rules.flatMap(({ must, may, barred }) => [must, may, barred])];
    const params = this.#model.params(subject).map(paramOf);
    const axes = this.#axes.of(params, atomsOf(formulas), new Budget(stepsMax));
    const inputs = axes.flatMap(({ points }) => points.map(({ input }) => input));
    return new Map(
      params.map(({ name, entries: [entry] }) => {
        const found = inputs.flatMap((input) => (Object.hasOwn(input, name) ? [input[name]] : []));
        return [name, distinct([...found, ...(entry ? plainOf(entry) : [])])];
      }),
    );
  }
}

function paramOf(entry: ParamEntry): Param {
  return { name: entry.name, entries: [entry] };
}

/** Values of a type, whatever the rules say of it. */
function plainOf({ type, list, words, fields }: ParamEntry): readonly unknown[] {
  const values = words ?? (fields === null ? [plainValues[type]] : []);
  return list ? [[], ...values.map((value) => [value])] : values;
}

function distinct(values: readonly unknown[]): readonly unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

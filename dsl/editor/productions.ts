import { assert } from '../assert.ts';
import { grammar } from '../grammar.ts';

/** A rule of the grammar as data, in the five forms that a walk over it must know. */
export type Production =
  | { readonly kind: 'token'; readonly type: string }
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'choice'; readonly among: readonly Sequence[] }
  | { readonly kind: 'optional'; readonly sequence: Sequence }
  /** Any number of times, also none. */
  | { readonly kind: 'repeated'; readonly sequence: Sequence };

export type Sequence = readonly Production[];

/** What chevrotain writes of itself; its own types tell only a part of it. */
interface Serialized {
  readonly type: string;
  readonly name?: string;
  readonly definition?: readonly Serialized[];
  readonly separator?: Serialized;
}

/** Every rule of the grammar by its name. */
export const productions: ReadonlyMap<string, Sequence> = new Map(
  (grammar.getSerializedGastProductions() as readonly Serialized[]).map((rule) => [
    rule.name ?? '',
    sequence(rule),
  ]),
);

function sequence({ definition = [] }: Serialized): Sequence {
  return definition.flatMap(production);
}

function production(from: Serialized): Sequence {
  const { type, name = '', separator } = from;
  switch (type) {
    case 'Terminal':
      return [{ kind: 'token', type: name }];
    case 'NonTerminal':
      return [{ kind: 'rule', name }];
    case 'Alternation':
      return [{ kind: 'choice', among: (from.definition ?? []).map(sequence) }];
    case 'Option':
      return [{ kind: 'optional', sequence: sequence(from) }];
    case 'Repetition':
      return [{ kind: 'repeated', sequence: sequence(from) }];
    default: {
      assert(type.startsWith('RepetitionMandatory'), `${type} is a known form`);
      const once = sequence(from);
      const between = separator === undefined ? [] : production(separator);
      return [...once, { kind: 'repeated', sequence: [...between, ...once] }];
    }
  }
}

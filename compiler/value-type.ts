import type { Field, Literal, SetKind } from '../dsl/ast.ts';
import type { FieldReference, ParamType, Part } from './bundle/rules.ts';
import type { Parameter, Subject } from './subject.ts';

/** The types of arguments, and of the parts of a URL that have rules of their own. */
export type ValueType = ParamType | 'Scheme' | 'UrlPath';

/** What a condition may do with values of a type, beside `==`, `!=` and `in [...]`. */
export interface Operations {
  /** The literals it is compared with; null where it is never compared. */
  readonly literal: Literal['kind'] | null;
  readonly isOrdered: boolean;
  readonly isMatched: boolean;
  /** Sets it may be `in`. */
  readonly set: SetKind | null;
  readonly parts: ReadonlyMap<string, ValueType>;
}

const noParts: ReadonlyMap<string, ValueType> = new Map();

function text(set: SetKind | null, parts: Partial<Record<Part, ValueType>> = {}): Operations {
  const isMatched = set !== null;
  return {
    literal: 'string',
    isOrdered: false,
    isMatched,
    set,
    parts: new Map(Object.entries(parts)),
  };
}

const plain = { isOrdered: false, isMatched: false, set: null, parts: noParts };

/** The table of operators by type. */
export const operations: Readonly<Record<ValueType, Operations>> = {
  String: text('strings'),
  Int: { ...plain, literal: 'integer', isOrdered: true },
  Bool: { ...plain, literal: 'boolean' },
  Path: text('paths'),
  Url: text('urls', { scheme: 'Scheme', host: 'Host', port: 'Int', path: 'UrlPath' }),
  Host: text('hosts'),
  Email: text('emails', { local: 'String', domain: 'Host' }),
  Key: text('keys'),
  Ref: text('refs'),
  Shell: text(null),
  Refspec: { ...text(null, { branch: 'Ref', source: 'Ref', force: 'Bool' }), literal: null },
  Json: { ...plain, literal: null },
  Scheme: text(null),
  UrlPath: { ...text(null), isMatched: true },
};

/** Whether there is a type of values by this name. */
export function isValueType(name: string): name is ValueType {
  return Object.hasOwn(operations, name);
}

/** What a field of a condition reads. */
export interface FieldMeaning {
  /** The parameter that it begins with. */
  readonly param: Parameter;
  /** Whose value it is: the parameter, or a field of the record that the parameter holds. */
  readonly value: Parameter;
  /** Of the value, or of the part that is meant. */
  readonly type: ValueType;
  readonly reference: FieldReference;
}

/** What a field reads of some parameters; undefined where there is no such thing. */
export function fieldMeaning(
  params: readonly Parameter[],
  { path }: Field,
): FieldMeaning | undefined {
  const [name, ...rest] = path.map((word) => word.text);
  const param = params.find((each) => each.name === name);
  if (param?.type === undefined) return undefined;
  const field = param.fields === null ? undefined : rest[0];
  const value = field === undefined ? param : param.fields?.find((each) => each.name === field);
  const [part, ...more] = field === undefined ? rest : rest.slice(1);
  if (value?.type === undefined || more.length > 0) return undefined;
  const type = part === undefined ? value.type : operations[value.type].parts.get(part);
  if (type === undefined) return undefined;
  // Only names of parts have types, so this is one.
  const reference = {
    param: param.name,
    field: field ?? null,
    part: (part ?? null) as Part | null,
  };
  return { param, value, type, reference };
}

/** The type of a field of a subject; undefined where it has no such field or part. */
export function fieldType(subject: Subject, field: Field): ValueType | undefined {
  return fieldMeaning(subject.params, field)?.type;
}

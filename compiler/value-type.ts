import type { Field, Literal, SetKind, ToolDeclaration, TypeName } from '../dsl/ast.ts';
import { type Part, paramTypes } from './bundle/rules.ts';

/** The types of arguments, and of the parts of a URL that have rules of their own. */
export type ValueType = TypeName | 'Scheme' | 'UrlPath';

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
  Json: { ...plain, literal: null },
  Scheme: text(null),
  UrlPath: { ...text(null), isMatched: true },
};

/** Whether a declared type exists. */
export function isTypeName(name: string): name is TypeName {
  return (paramTypes as readonly string[]).includes(name);
}

/** The type of a field of a tool; undefined where the tool has no such field or part. */
export function fieldType(tool: ToolDeclaration, field: Field): ValueType | undefined {
  const [name, part, ...more] = field.path.map((word) => word.text);
  const declared = tool.params.find((param) => param.name.text === name)?.type.text;
  if (declared === undefined || !isTypeName(declared) || more.length > 0) return undefined;
  return part === undefined ? declared : operations[declared].parts.get(part);
}

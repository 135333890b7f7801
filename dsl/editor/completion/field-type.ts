import type { Param, TypeExpression } from '../../ast.ts';
import { typeText } from '../../print/declaration.ts';
import type { Expectation } from '../grammar-walk.ts';
import type { Program } from '../program.ts';
import type { Operations } from '../toolchain.ts';
import { targetsOf } from './reading.ts';

/** Arguments that every tool and action around the cursor has with one type. */
export function sharedParams(program: Program, expectation: Expectation): readonly Param[] {
  const all = targetsOf(expectation).flatMap((target) => {
    const params = program.paramsOf(target);
    return params === undefined ? [] : [params];
  });
  const [first = [], ...others] = all;
  return first.filter((param) => others.every((params) => has(params, param)));
}

function has(params: readonly Param[], { name, type }: Param): boolean {
  return params.some(
    (param) => param.name.text === name.text && typeText(param.type) === typeText(type),
  );
}

/** The type of a field, with lists on its way taken as their elements; undefined if not known. */
export function fieldType(
  program: Program,
  params: readonly Param[],
  path: readonly string[],
): TypeExpression | undefined {
  const [name, ...rest] = path;
  const type = params.find((param) => param.name.text === name)?.type;
  if (type === undefined || rest.length === 0) return type;
  const element = elementOf(type);
  if (element.kind === 'record') return fieldType(program, element.fields, rest);
  const [part] = rest;
  if (element.kind !== 'named' || part === undefined || rest.length > 1) return undefined;
  const text = program.toolchain.operations(element.text)?.parts.get(part);
  return text === undefined ? undefined : { kind: 'named', text, span: element.span };
}

function elementOf(type: TypeExpression): TypeExpression {
  return type.kind === 'list' ? elementOf(type.element) : type;
}

/** The fields below one of a type, each with its type as text. */
export function partsOf(
  program: Program,
  type: TypeExpression,
): readonly (readonly [name: string, type: string])[] {
  const element = elementOf(type);
  if (element.kind === 'record') {
    return element.fields.map((field) => [field.name.text, typeText(field.type)]);
  }
  if (element.kind !== 'named') return [];
  return [...(program.toolchain.operations(element.text)?.parts ?? [])];
}

const enumOperations: Operations = {
  literal: 'string',
  isOrdered: false,
  isMatched: false,
  set: null,
  parts: new Map(),
};

/** What a condition may do with values of a type; a list is asked about its elements. */
export function operationsOn(program: Program, type: TypeExpression): Operations | undefined {
  const element = elementOf(type);
  if (element.kind === 'enum') return enumOperations;
  return element.kind === 'named' ? program.toolchain.operations(element.text) : undefined;
}

import type { SchemaValue } from '../import/schema.ts';
import { type Expression, type ExpressionOf, calleeName, memberOf } from './expression.ts';
import { Gaps } from './gaps.ts';
import { isZod, shapeSchema, zodSchema } from './zod.ts';

/** A schema written in a program, as JSON Schema. */
export interface SchemaReading {
  readonly schema: SchemaValue;
  readonly gaps: Gaps;
}

/** Functions that wrap a schema without changing it. */
const wrappers: ReadonlySet<string> = new Set([
  'jsonSchema',
  'toJSONSchema',
  'zodSchema',
  'zodToJsonSchema',
]);

/** Keywords whose value is one schema, a list of schemas, or schemas by name. */
const holders: ReadonlySet<string> = new Set(['additionalProperties', 'not', 'if', 'then', 'else']);
const lists: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf']);
const tables: ReadonlySet<string> = new Set(['$defs', 'definitions', 'dependentSchemas']);
const values: ReadonlySet<string> = new Set([
  '$ref',
  'const',
  'enum',
  'format',
  'nullable',
  'required',
  'type',
]);

/**
 * Reads the input schema of a tool: JSON Schema, a Zod schema, or the bare shape of a Zod object.
 * Only what a declaration could say is looked at.
 */
export function readSchema(expression: Expression): SchemaReading {
  const gaps = new Gaps();
  const inner = unwrapped(expression);
  if (inner.kind === 'object' && isShape(inner)) {
    return { schema: shapeSchema(gaps, inner), gaps };
  }
  if (isZod(inner)) return { schema: zodSchema(gaps, inner).schema, gaps };
  return { schema: jsonSchema(gaps, inner, true), gaps };
}

function unwrapped(expression: Expression): Expression {
  if (expression.kind !== 'call' || !wrappers.has(calleeName(expression) ?? '')) return expression;
  return expression.args[0] ?? expression;
}

/** A JSON Schema says that it describes an object; the members of a shape are schemas. */
function isShape(object: ExpressionOf<'object'>): boolean {
  if (memberOf(object, 'type')?.kind === 'text') return false;
  if (memberOf(object, 'properties')?.kind === 'object') return false;
  return object.members.every(({ value }) => value.kind !== 'text' && value.kind !== 'array');
}

/** `isTop`: the schema is of the arguments together, not of one. */
function jsonSchema(gaps: Gaps, expression: Expression, isTop: boolean): SchemaValue {
  if (!gaps.mayRead(expression)) return undefined;
  if (expression.kind === 'boolean') return expression.value;
  if (expression.kind !== 'object') {
    (isTop ? gaps.missing : gaps.untyped).push(expression.origin);
    return undefined;
  }
  const schema = new Map<string, SchemaValue>();
  for (const { name, value } of flatMembers(gaps, expression)) {
    if (holders.has(name)) schema.set(name, jsonSchema(gaps, value, isTop));
    else if (lists.has(name)) schema.set(name, schemaList(gaps, value, isTop));
    else if (tables.has(name)) schema.set(name, schemaTable(gaps, value, isTop));
    else if (values.has(name)) schema.set(name, plainValue(gaps, value));
    else if (name === 'properties' && isTop) schema.set(name, schemaTable(gaps, value, false));
  }
  return schema;
}

function schemaList(gaps: Gaps, expression: Expression, isTop: boolean): SchemaValue {
  return elementsOf(gaps, expression).map((element) => jsonSchema(gaps, element, isTop));
}

function schemaTable(gaps: Gaps, expression: Expression, isTop: boolean): SchemaValue {
  if (expression.kind !== 'object') {
    gaps.missing.push(expression.origin);
    return undefined;
  }
  const entries = flatMembers(gaps, expression);
  return new Map(entries.map(({ name, value }) => [name, jsonSchema(gaps, value, isTop)]));
}

function plainValue(gaps: Gaps, expression: Expression): SchemaValue {
  if (!gaps.mayRead(expression)) return undefined;
  switch (expression.kind) {
    case 'text':
    case 'number':
    case 'boolean':
      return expression.value;
    case 'null':
      return null;
    case 'array':
      return elementsOf(gaps, expression).map((element) => plainValue(gaps, element));
    case 'object':
      return new Map();
    default:
      gaps.untyped.push(expression.origin);
      return undefined;
  }
}

/** The members of an object with those of the objects spread into it. */
function flatMembers(
  gaps: Gaps,
  object: ExpressionOf<'object'>,
): readonly { readonly name: string; readonly value: Expression }[] {
  if (!gaps.mayRead(object)) return [];
  return object.members.flatMap(({ name, value }) => {
    if (name !== undefined) return [{ name, value }];
    if (value.kind === 'object') return flatMembers(gaps, value);
    gaps.missing.push(value.origin);
    return [];
  });
}

function elementsOf(gaps: Gaps, expression: Expression): readonly Expression[] {
  if (expression.kind !== 'array') {
    gaps.missing.push(expression.origin);
    return [];
  }
  if (!gaps.mayRead(expression)) return [];
  return expression.elements.flatMap((element) =>
    element.kind === 'spread' ? elementsOf(gaps, element.value) : [element],
  );
}

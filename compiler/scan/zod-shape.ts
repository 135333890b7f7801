import type { SchemaObject, SchemaValue } from '../import/schema.ts';

/** A Zod schema as JSON Schema, and whether a key that holds it may be absent. */
export interface ZodReading {
  readonly schema: SchemaValue;
  readonly isOptional: boolean;
}

/** The keys of a Zod object. */
export type Shape = ReadonlyMap<string, ZodReading>;

/** The JSON Schema of an object of a shape; an open one takes further keys. */
export function objectSchema(shape: Shape, isOpen = false): SchemaObject {
  const required = [...shape].filter(([, reading]) => !reading.isOptional).map(([name]) => name);
  return new Map<string, SchemaValue>([
    ['type', 'object'],
    ['properties', new Map([...shape].map(([name, { schema }]) => [name, schema]))],
    ['required', required],
    ...(isOpen ? [['additionalProperties', true] as const] : []),
  ]);
}

/** The shape of a schema that {@link objectSchema} made; undefined for any other. */
export function shapeWithin(schema: SchemaValue): Shape | undefined {
  if (!(schema instanceof Map)) return undefined;
  const object = schema as SchemaObject;
  const properties = object.get('properties');
  if (!(properties instanceof Map)) return undefined;
  const required = object.get('required');
  const names: readonly SchemaValue[] = Array.isArray(required) ? required : [];
  return new Map(
    [...(properties as SchemaObject)].map(([name, schema]) => {
      return [name, { schema, isOptional: !names.includes(name) }] as const;
    }),
  );
}

/** What a method that makes another object of one is given, read. */
export interface Operand {
  /** The shape of an object, or of the object that a schema describes. */
  readonly shape: Shape;
  /** The keys of `{ a: true }`; undefined where there is no argument. */
  readonly keys: ReadonlySet<string> | undefined;
}

/** Methods that make an object of another shape; undefined where it is none of them. */
export function reshape(name: string, shape: Shape, operand: Operand): SchemaObject | undefined {
  const change = reshaping.get(name);
  return change === undefined ? undefined : change(shape, operand);
}

/** Whether the operand of a method is a shape, or the schema of an object. */
export const joining: ReadonlySet<string> = new Set(['extend', 'safeExtend', 'merge']);

type Reshaping = (shape: Shape, operand: Operand) => SchemaObject;

const join: Reshaping = (shape, other) => objectSchema(new Map([...shape, ...other.shape]));
const open: Reshaping = (shape) => objectSchema(shape, true);
const select =
  (isKept: (isNamed: boolean) => boolean): Reshaping =>
  (shape, { keys }) =>
    objectSchema(new Map([...shape].filter(([key]) => isKept(keys?.has(key) === true))));
const mark =
  (isOptional: boolean): Reshaping =>
  (shape, { keys }) =>
    objectSchema(
      new Map(
        [...shape].map(([key, reading]) => {
          const isMarked = keys === undefined || keys.has(key);
          return [key, isMarked ? { ...reading, isOptional } : reading] as const;
        }),
      ),
    );

const reshaping: ReadonlyMap<string, Reshaping> = new Map<string, Reshaping>([
  ['extend', join],
  ['safeExtend', join],
  ['merge', join],
  ['pick', select((isNamed) => isNamed)],
  ['omit', select((isNamed) => !isNamed)],
  ['partial', mark(true)],
  ['required', mark(false)],
  ['passthrough', open],
  ['loose', open],
  ['catchall', open],
]);

import type { SchemaObject, SchemaValue } from '../import/schema.ts';
import type { Expression, ExpressionOf } from './expression.ts';
import type { Gaps } from './gaps.ts';
import {
  joining,
  objectSchema,
  reshape,
  type Shape,
  shapeWithin,
  type ZodReading,
} from './zod-shape.ts';

const anything: SchemaObject = new Map();

/** Whether an expression is a chain that begins at Zod: `z.string().optional()`, `base.shape`. */
export function isZod(expression: Expression): boolean {
  if (expression.kind === 'call') return isZod(expression.callee);
  if (expression.kind === 'member') return isZod(expression.of);
  if (expression.kind !== 'name') return false;
  const { name, module } = expression;
  return name === 'z' || (module !== undefined && /^zod(\/|$)/.test(module));
}

/**
 * Reads what a value must be before Zod changes it, which is what a model sends: transformations
 * and refinements are passed over. Source: the API of Zod 3 and 4.
 */
export function zodSchema(gaps: Gaps, expression: Expression): ZodReading {
  if (!gaps.mayRead(expression)) return { schema: undefined, isOptional: true };
  if (expression.kind === 'member') return keyOfShape(gaps, expression);
  if (expression.kind !== 'call' || !isZod(expression)) return unread(gaps, expression);
  const { callee, args } = expression;
  if (callee.kind === 'name') return made(gaps, { name: callee.name, args });
  if (callee.kind !== 'member') return unread(gaps, expression);
  const { of, name } = callee;
  if (of.kind === 'name') return made(gaps, { name, args });
  // `z.coerce.number()` takes anything; `z.iso.date()` is text.
  if (of.kind === 'member' && of.of.kind === 'name') {
    return of.name === 'iso' ? typed('string', 'iso') : { schema: anything, isOptional: false };
  }
  return changed(gaps, zodSchema(gaps, of), { name, args });
}

/** The object that a bare shape describes: `{ city: z.string() }`. */
export function shapeSchema(gaps: Gaps, shape: Expression): SchemaObject {
  return objectSchema(shapeOf(gaps, shape));
}

function shapeOf(gaps: Gaps, shape: Expression): Shape {
  if (!gaps.mayRead(shape)) return new Map();
  if (shape.kind === 'member' && shape.name === 'shape') {
    return shapeWithin(zodSchema(gaps, shape.of).schema) ?? new Map();
  }
  if (shape.kind !== 'object') {
    gaps.missing.push(shape.origin);
    return new Map();
  }
  const readings = new Map<string, ZodReading>();
  for (const { name, value } of shape.members) {
    if (name !== undefined) readings.set(name, zodSchema(gaps, value));
    else for (const [key, reading] of shapeOf(gaps, value)) readings.set(key, reading);
  }
  return readings;
}

/** `base.shape.city`. */
function keyOfShape(gaps: Gaps, expression: ExpressionOf<'member'>): ZodReading {
  const { of, name } = expression;
  const isShape = of.kind === 'member' && of.name === 'shape';
  return (isShape ? shapeOf(gaps, of).get(name) : undefined) ?? unread(gaps, expression);
}

function unread(gaps: Gaps, { origin }: Expression): ZodReading {
  gaps.untyped.push(origin);
  return { schema: undefined, isOptional: true };
}

/** A function or method of Zod, called. */
interface Call {
  readonly name: string;
  readonly args: readonly Expression[];
}

function typed(type: string, format?: string): ZodReading {
  return described({ type, ...(format === undefined ? {} : { format }) });
}

function described(keywords: Readonly<Record<string, SchemaValue>>): ZodReading {
  return { schema: new Map(Object.entries(keywords)), isOptional: false };
}

const types: ReadonlyMap<string, string> = new Map([
  ...['string', 'uuid', 'guid', 'nanoid', 'cuid', 'cuid2', 'ulid', 'ipv4', 'ipv6', 'base64', 'jwt']
    .concat('email', 'url', 'httpUrl', 'hostname', 'templateLiteral')
    .map((name) => [name, 'string'] as const),
  ...['int', 'int32', 'uint32'].map((name) => [name, 'integer'] as const),
  ...['number', 'float32', 'float64'].map((name) => [name, 'number'] as const),
  ['boolean', 'boolean'],
  ['array', 'array'],
]);

/** Kinds of text that say how the text is spelt, as functions and as methods. */
const formats: ReadonlyMap<string, string> = new Map([
  ['email', 'email'],
  ['url', 'url'],
  ['httpUrl', 'url'],
  ['hostname', 'hostname'],
]);

/** What Zod lets be absent in an object without saying so. */
const absentable: ReadonlySet<string> = new Set(['any', 'unknown', 'undefined', 'void']);

/** `z.name(...)`. */
function made(gaps: Gaps, { name, args }: Call): ZodReading {
  const type = types.get(name);
  if (type !== undefined) {
    return typed(
      type,
      name === 'string' || type !== 'string' ? undefined : (formats.get(name) ?? name),
    );
  }
  const [first] = args;
  const make = first === undefined ? undefined : makers.get(name);
  if (first !== undefined && make !== undefined) return make(gaps, first);
  return { schema: anything, isOptional: absentable.has(name) };
}

type Maker = (gaps: Gaps, argument: Expression) => ZodReading;

const object: Maker = (gaps, shape) => exactly(shapeSchema(gaps, shape));
const listed: Maker = (gaps, values) => described({ enum: valuesOf(gaps, values) });
const wrapped =
  (name: string): Maker =>
  (gaps, inner) =>
    changed(gaps, zodSchema(gaps, inner), { name, args: [] });

const makers: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['object', object],
  ['strictObject', object],
  ['looseObject', (gaps, shape) => exactly(objectSchema(shapeOf(gaps, shape), true))],
  ['enum', listed],
  ['literal', listed],
  ['union', union],
  ['optional', wrapped('optional')],
  ['nullable', wrapped('nullable')],
  ['nullish', wrapped('nullish')],
]);

function exactly(schema: SchemaObject): ZodReading {
  return { schema, isOptional: false };
}

function union(gaps: Gaps, options: Expression): ZodReading {
  if (options.kind !== 'array') return unread(gaps, options);
  return eitherOf(options.elements.map((option) => zodSchema(gaps, option)));
}

function eitherOf(readings: readonly ZodReading[]): ZodReading {
  const { schema } = described({ anyOf: readings.map((reading) => reading.schema) });
  return { schema, isOptional: readings.some((reading) => reading.isOptional) };
}

/** The values of `z.enum([...])`, `z.enum({...})` and `z.literal(x)`. */
function valuesOf(gaps: Gaps, expression: Expression): readonly SchemaValue[] {
  if (!gaps.mayRead(expression)) return [];
  switch (expression.kind) {
    case 'object':
      return expression.members.flatMap(({ value }) => valuesOf(gaps, value));
    case 'array':
      return expression.elements.flatMap((element) => valuesOf(gaps, element));
    case 'spread':
      return valuesOf(gaps, expression.value);
    case 'text':
    case 'number':
    case 'boolean':
      return [expression.value];
    case 'null':
      return [null];
    default:
      gaps.untyped.push(expression.origin);
      return [undefined];
  }
}

/** `schema.name(...)`. What is not known here checks or changes the value and is passed over. */
function changed(gaps: Gaps, reading: ZodReading, call: Call): ZodReading {
  const { schema, isOptional } = reading;
  const { name } = call;
  const format = formats.get(name);
  if (format !== undefined) return { ...typed('string', format), isOptional };
  const change = changes.get(name);
  if (change !== undefined) return change(reading);
  const [other] = call.args;
  if (name === 'or' && other !== undefined) return eitherOf([reading, zodSchema(gaps, other)]);
  if (name === 'and' && other !== undefined) return both(reading, zodSchema(gaps, other));
  return { schema: reshaped(gaps, schema, call) ?? schema, isOptional };
}

const mayBeAbsent = ({ schema }: ZodReading): ZodReading => ({ schema, isOptional: true });
const mayBeNull = ({ schema, isOptional }: ZodReading): ZodReading => ({
  schema: new Map<string, SchemaValue>([['anyOf', [schema, new Map([['type', 'null']])]]]),
  isOptional,
});
const mayBeAnything = (): ZodReading => ({ schema: anything, isOptional: true });
const become =
  (type: string) =>
  ({ isOptional }: ZodReading): ZodReading => ({ ...typed(type), isOptional });

const changes: ReadonlyMap<string, (reading: ZodReading) => ZodReading> = new Map([
  ['optional', mayBeAbsent],
  ['default', mayBeAbsent],
  ['prefault', mayBeAbsent],
  ['nullable', mayBeNull],
  ['nullish', (reading) => mayBeAbsent(mayBeNull(reading))],
  ['catch', mayBeAnything],
  ['unwrap', mayBeAnything],
  ['removeDefault', mayBeAnything],
  ['int', become('integer')],
  ['safe', become('integer')],
  ['array', become('array')],
  ['keyof', become('string')],
]);

function both(one: ZodReading, other: ZodReading): ZodReading {
  const { schema } = described({ allOf: [one.schema, other.schema] });
  return { schema, isOptional: one.isOptional && other.isOptional };
}

function reshaped(gaps: Gaps, schema: SchemaValue, { name, args }: Call): SchemaValue {
  const shape = shapeWithin(schema);
  if (shape === undefined) return undefined;
  const [argument] = args;
  if (argument === undefined) return reshape(name, shape, { shape: new Map(), keys: undefined });
  if (!joining.has(name)) {
    return reshape(name, shape, { shape: new Map(), keys: keysOf(argument) });
  }
  const other =
    argument.kind === 'object'
      ? shapeOf(gaps, argument)
      : shapeWithin(zodSchema(gaps, argument).schema);
  return reshape(name, shape, { shape: other ?? new Map(), keys: undefined });
}

/** The keys of `{ a: true }`. */
function keysOf(argument: Expression): ReadonlySet<string> | undefined {
  if (argument.kind !== 'object') return undefined;
  return new Set(argument.members.flatMap(({ name }) => name ?? []));
}

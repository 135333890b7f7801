import type { ValueClass } from './offer.ts';
import { resolveReference } from './reference.ts';
import type { SchemaObject, SchemaValue } from './schema.ts';

/** What a schema says about one value, as far as a declaration could say it too. */
export interface ValueReading {
  readonly valueClass: ValueClass;
  /** JSON Schema `format`, if one was stated. */
  readonly format: string | undefined;
  /** Only listed values are legal, so the argument's name says nothing about its type. */
  readonly isListed: boolean;
}

/** What reading may still cost; shared by the arguments of one tool. */
export interface Budget {
  readonly root: SchemaObject;
  steps: number;
}

/** References and alternatives within each other; deeper ones are read as anything. */
const depthMax = 8;

const anything: ValueReading = reading('any');
const notKnown: ValueReading = reading('unknown');

/** Reads schemas that all hold: the first that says anything. */
export function readValueClass(budget: Budget, schemas: readonly SchemaValue[]): ValueReading {
  return conjunction(budget, schemas, 0);
}

function reading(valueClass: ValueClass, isListed = false, format?: string): ValueReading {
  return { valueClass, isListed, format };
}

function conjunction(budget: Budget, schemas: readonly SchemaValue[], depth: number): ValueReading {
  const readings = schemas.map((schema) => read(budget, schema, depth));
  const useful = readings.find(
    ({ valueClass }) => valueClass !== 'any' && valueClass !== 'unknown',
  );
  return useful ?? readings[0] ?? anything;
}

function read(budget: Budget, schema: SchemaValue, depth: number): ValueReading {
  if (schema === undefined) return notKnown;
  if (!(schema instanceof Map) || depth > depthMax || budget.steps-- <= 0) return anything;
  const object = schema as SchemaObject;
  if (object.has('const')) return ofValues([object.get('const')]);
  if (object.has('enum')) return ofValues(listOf(object.get('enum')));
  const composed = compositionOf(budget, object, depth);
  const own = ofType(object.get('type'), object.get('format'));
  // `nullable` is OpenAPI 3.0, which many tool lists are generated from.
  if (object.get('nullable') === true) return anything;
  if (composed === undefined) return own;
  return own.valueClass === 'any' ? composed : own;
}

function compositionOf(
  budget: Budget,
  schema: SchemaObject,
  depth: number,
): ValueReading | undefined {
  const reference = schema.get('$ref');
  if (typeof reference === 'string') {
    const target = resolveReference(budget.root, reference);
    return target === undefined ? anything : read(budget, target, depth + 1);
  }
  for (const key of ['anyOf', 'oneOf']) {
    const options = listOf(schema.get(key));
    if (options.length > 0) return union(options.map((each) => read(budget, each, depth + 1)));
  }
  const all = listOf(schema.get('allOf'));
  return all.length > 0 ? conjunction(budget, all, depth + 1) : undefined;
}

function ofType(type: SchemaValue, format: SchemaValue): ValueReading {
  if (type === undefined) return anything;
  const types = typeof type === 'string' ? [type] : listOf(type);
  const stated = typeof format === 'string' ? format : undefined;
  return union(types.map((each) => ofTypeName(each, stated)));
}

function ofTypeName(name: SchemaValue, format: string | undefined): ValueReading {
  if (name === undefined) return notKnown;
  if (name === 'string') return reading('text', false, format);
  return name === 'integer' || name === 'number' || name === 'boolean' ? reading(name) : anything;
}

function ofValues(values: readonly SchemaValue[]): ValueReading {
  return union(values.map((value) => reading(classOfValue(value), true)));
}

function classOfValue(value: SchemaValue): ValueClass {
  if (value === undefined) return 'unknown';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'number') return 'any';
  return Number.isSafeInteger(value) ? 'integer' : 'number';
}

/** One of several holds: what they have in common. */
function union(readings: readonly ValueReading[]): ValueReading {
  const [first, ...rest] = readings;
  return first === undefined ? anything : rest.reduce(either, first);
}

function either(a: ValueReading, b: ValueReading): ValueReading {
  if (a.valueClass === 'unknown' || b.valueClass === 'unknown') return notKnown;
  const isListed = a.isListed && b.isListed;
  if (a.valueClass === b.valueClass) {
    return reading(a.valueClass, isListed, a.format === b.format ? a.format : 'several');
  }
  const isNumeric = [a, b].every(({ valueClass }) => ['integer', 'number'].includes(valueClass));
  return isNumeric ? reading('number', isListed) : anything;
}

function listOf(value: SchemaValue): readonly SchemaValue[] {
  return Array.isArray(value) ? (value as readonly SchemaValue[]) : [];
}

import { nameUnitsMax, paramsMax } from '../bundle/limits.ts';
import type { OfferedParam } from './offer.ts';
import { paramType } from './param-type.ts';
import { resolveReference } from './reference.ts';
import { readValueClass } from './value-class.ts';

/**
 * JSON Schema as far as it is known; `undefined` is what could not be read. Objects are maps, so
 * that no key of theirs is anything but a key.
 */
export type SchemaValue =
  | null
  | boolean
  | number
  | string
  | undefined
  | readonly SchemaValue[]
  | SchemaObject;
export type SchemaObject = ReadonlyMap<string, SchemaValue>;

/** The arguments that a schema describes. */
export interface Arguments {
  readonly params: readonly OfferedParam[];
  /** The schema says that further arguments may come; a declaration cannot. */
  readonly isOpen: boolean;
  /** Names that no declaration can hold. */
  readonly dropped: readonly string[];
}

/** What was collected from a schema and the schemas it is composed of. */
interface Members {
  readonly properties: Map<string, SchemaValue[]>;
  readonly required: Set<string>;
  isOpen: boolean;
}

/** Steps that one tool's schema may cost: a hostile one refers to itself in every way there is. */
const stepsMax = 20_000;

/**
 * The arguments of a tool whose input schema this is; undefined if it describes no object. An
 * argument of only one of several alternatives may be absent.
 * Source of the keywords: JSON Schema 2020-12, and `definitions` of its drafts 4 to 7.
 */
export function argumentsOf(schema: SchemaValue): Arguments | undefined {
  if (!isSchemaObject(schema) || !describesObject(schema)) return undefined;
  const members: Members = { properties: new Map(), required: new Set(), isOpen: false };
  collect(schema, members);
  for (const name of members.required) {
    if (!members.properties.has(name)) members.properties.set(name, [new Map()]);
  }
  const names = [...members.properties.keys()];
  const legal = names.filter(isParamName).slice(0, paramsMax);
  const budget = { root: schema, steps: stepsMax };
  return {
    params: legal.map((name): OfferedParam => {
      const reading = readValueClass(budget, members.properties.get(name) ?? []);
      const { valueClass } = reading;
      const optional = !members.required.has(name);
      return { name, optional, valueClass, type: paramType(name, reading) };
    }),
    isOpen: members.isOpen,
    dropped: names.filter((name) => !legal.includes(name)),
  };
}

/** Distinguishes objects from arrays, which `typeof` does not. */
export function isSchemaObject(value: SchemaValue): value is SchemaObject {
  return value instanceof Map;
}

/** The elements of an array; none where there is no array. */
export function elementsOf(value: SchemaValue): readonly SchemaValue[] {
  return Array.isArray(value) ? (value as readonly SchemaValue[]) : [];
}

function describesObject(schema: SchemaObject): boolean {
  const type = schema.get('type');
  return type === undefined || type === 'object' || elementsOf(type).includes('object');
}

function isParamName(name: string): boolean {
  return name.length > 0 && name.length <= nameUnitsMax && name.isWellFormed();
}

const conjunctions = ['$ref', 'allOf'] as const;
const alternatives = ['anyOf', 'oneOf', 'if', 'then', 'else', 'dependentSchemas'] as const;

/** Walks without recursion and enters each schema once, so that neither depth nor cycles matter. */
function collect(root: SchemaObject, members: Members): void {
  const seen = new Set<SchemaObject>();
  const possible: SchemaObject[] = [];
  const drain = (queue: SchemaObject[], isCertain: boolean): void => {
    for (const schema of queue) {
      if (seen.has(schema) || seen.size >= stepsMax) continue;
      seen.add(schema);
      takeMembers(schema, members, isCertain);
      const both = conjunctions.flatMap((key) => partsOf(root, schema, key));
      members.isOpen ||= !both.every(isSchemaObject);
      queue.push(...both.filter(isSchemaObject));
      possible.push(
        ...alternatives.flatMap((key) => partsOf(root, schema, key)).filter(isSchemaObject),
      );
    }
  };
  drain([root], true);
  drain(possible, false);
}

function takeMembers(schema: SchemaObject, members: Members, isCertain: boolean): void {
  const properties = schema.get('properties');
  if (isSchemaObject(properties)) {
    for (const [name, value] of properties) {
      const known = members.properties.get(name);
      if (known === undefined) members.properties.set(name, [value]);
      else known.push(value);
    }
  }
  const required = isCertain ? elementsOf(schema.get('required')) : [];
  for (const name of required) if (typeof name === 'string') members.required.add(name);
  const more = schema.get('additionalProperties');
  const patterns = schema.get('patternProperties');
  members.isOpen ||= more === true || (isSchemaObject(more) && !isNever(more));
  members.isOpen ||= isSchemaObject(patterns) && patterns.size > 0;
}

/** `{ "not": {} }`: how some generators write `false`. */
function isNever(schema: SchemaObject): boolean {
  const not = schema.get('not');
  return isSchemaObject(not) && not.size === 0;
}

function partsOf(root: SchemaObject, schema: SchemaObject, key: string): readonly SchemaValue[] {
  const value = schema.get(key);
  if (key === '$ref') return typeof value === 'string' ? [resolveReference(root, value)] : [];
  if (key === 'dependentSchemas') return isSchemaObject(value) ? [...value.values()] : [];
  return isSchemaObject(value) ? [value] : elementsOf(value);
}

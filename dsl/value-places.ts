import type { JsonValue } from './ast.ts';
import type { Span } from './source.ts';

/** Where an object or array of a call stands, and each of its members or elements, in their order. */
export interface ValuePlaces {
  /** With its brackets. */
  readonly span: Span;
  readonly parts: readonly Span[];
}

/** Values are plain data that many read; only who lays them out asks where they stand. */
const places = new WeakMap<object, ValuePlaces>();

/** Remembers where a value that was read stands. */
export function keepPlaces<T extends object>(value: T, found: ValuePlaces): T {
  places.set(value, found);
  return value;
}

/** Where a value stands; undefined for what is no object or array, or was not read from a text. */
export function placesOf(value: JsonValue): ValuePlaces | undefined {
  return typeof value === 'object' && value !== null ? places.get(value) : undefined;
}

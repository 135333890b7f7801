import { bundleError, type bundleErrors } from './errors.ts';
import { documentDepthMax } from './limits.ts';
import { quote } from './quote.ts';
import { parseStrictJson, StrictJsonError } from './strict-json.ts';

/** Outside JSON that is not of the expected shape. Leaves this folder only as a SentrelyError. */
class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

const limits = { integers: 'safe', depthMax: documentDepthMax } as const;

/**
 * Reads strict JSON of a known shape. Whatever is wrong with it becomes the one error code given,
 * with the JSON pointer of the place in its message.
 */
export function readDocument<T>(
  code: keyof typeof bundleErrors,
  input: Uint8Array | string,
  read: (root: Place) => T,
): T {
  try {
    return read(new Place(parseStrictJson(input, limits), null, ''));
  } catch (error) {
    const isExpected = error instanceof ShapeError || error instanceof StrictJsonError;
    throw isExpected ? bundleError(code, error.message, error) : error;
  }
}

/** One value of a document and where it stands. Each reader accepts one form and refuses the rest. */
export class Place {
  readonly value: unknown;
  readonly #parent: Place | null;
  readonly #key: string | number;

  constructor(value: unknown, parent: Place | null, key: string | number) {
    this.value = value;
    this.#parent = parent;
    this.#key = key;
  }

  /** RFC 6901. Keys of ours hold neither `/` nor `~`, and others never get this far. */
  get pointer(): string {
    return this.#parent === null ? '' : `${this.#parent.pointer}/${this.#key}`;
  }

  get isNull(): boolean {
    return this.value === null;
  }

  /** The members of an object that has exactly these keys. */
  members<K extends string>(keys: readonly K[]): Readonly<Record<K, Place>> {
    const object = this.#object();
    const places: Partial<Record<K, Place>> = {};
    for (const key of keys) {
      if (!Object.hasOwn(object, key)) this.fail(`expected a member ${quote(key)}`);
      places[key] = new Place(object[key], this, key);
    }
    const found = Object.keys(object);
    if (found.length > keys.length) {
      const other = found.find((key) => !keys.some((known) => known === key)) ?? '';
      this.fail(`found the unknown member ${quote(other)}`);
    }
    return places as Readonly<Record<K, Place>>;
  }

  /** One member of an object whose other members depend on it. */
  member(key: string): Place {
    const object = this.#object();
    if (!Object.hasOwn(object, key)) this.fail(`expected a member ${quote(key)}`);
    return new Place(object[key], this, key);
  }

  items(countMax: number): readonly Place[] {
    return this.#list(countMax).map((item, at) => new Place(item, this, at));
  }

  text(unitsMax: number): string {
    const { value } = this;
    if (typeof value !== 'string') return this.fail('expected a string');
    return value.length > unitsMax ? this.fail(`expected at most ${unitsMax} characters`) : value;
  }

  /** A text that is not empty. */
  name(unitsMax: number): string {
    return this.value === '' ? this.fail('expected a name') : this.text(unitsMax);
  }

  /** A text of a fixed form; `what` names the form. */
  textMatching(form: RegExp, what: string): string {
    const { value } = this;
    return typeof value === 'string' && form.test(value) ? value : this.fail(`expected ${what}`);
  }

  integer(min: number, max: number): number {
    const { value } = this;
    const isInside = Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
    return isInside ? Number(value) : this.fail(`expected an integer from ${min} to ${max}`);
  }

  /** A list of integers, which is where most of a rule set is: checked without a place for each. */
  integers(countMax: number, max: number): readonly number[] {
    const list = this.#list(countMax);
    for (let at = 0; at < list.length; at++) {
      const item = list[at];
      if (typeof item !== 'number' || !Number.isInteger(item) || item < 0 || item > max) {
        new Place(item, this, at).fail(`expected an integer from 0 to ${max}`);
      }
    }
    return list as readonly number[];
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('expected true or false');
  }

  oneOf<T extends string | number>(options: readonly T[]): T {
    const found = options.find((option) => option === this.value);
    return found ?? this.fail(`expected one of ${options.join(', ')}`);
  }

  fail(what: string): never {
    throw new ShapeError(this.#parent === null ? what : `\`${this.pointer}\`: ${what}`);
  }

  #object(): Readonly<Record<string, unknown>> {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.fail('expected an object');
    }
    return value as Readonly<Record<string, unknown>>;
  }

  #list(countMax: number): readonly unknown[] {
    const { value } = this;
    if (!Array.isArray(value)) return this.fail('expected a list');
    return value.length > countMax ? this.fail(`expected at most ${countMax} items`) : value;
  }
}

import type { Splice } from './splice.ts';

/** A scanned text: what {@link JsonValue} reads from. */
export interface JsonSource {
  readonly bytes: Buffer;
  /**
   * Four numbers for each value and key, in the order of the text: offset of its first byte, offset
   * after its last, where in this list the one after it stands, past all it contains, and of a string
   * whether it {@link readsAsItStands}.
   */
  readonly marks: Int32Array;
}

/** Numbers in `marks` for one value. */
export const markSize = 4;

/** The bytes of a string, between its quotes, are its decoded form. */
export const readsAsItStands = 0;

/** They are not: an escape or a character that is not ASCII is among them. */
export const needsDecoding = 1;

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** A value in a scanned text: where it lies, and a way to what is inside it, read when asked for. */
export class JsonValue {
  readonly #source: JsonSource;
  readonly #mark: number;

  constructor(source: JsonSource, mark: number) {
    this.#source = source;
    this.#mark = mark;
  }

  /** Offset of the first byte. */
  get start(): number {
    return this.#source.marks[this.#mark] as number;
  }

  /** Offset after the last byte. */
  get end(): number {
    return this.#source.marks[this.#mark + 1] as number;
  }

  get kind(): JsonKind {
    return kindOf(this.#source.bytes[this.start]);
  }

  /** The bytes as they were received, not copied. */
  get bytes(): Buffer {
    return this.#source.bytes.subarray(this.start, this.end);
  }

  /** The JSON text as it was received. */
  get json(): string {
    return this.#source.bytes.toString('utf8', this.start, this.end);
  }

  /** The decoded text of a string; undefined for any other kind. */
  get text(): string | undefined {
    if (this.kind !== 'string') return undefined;
    const { bytes, marks } = this.#source;
    if (marks[this.#mark + 3] !== readsAsItStands) return JSON.parse(this.json);
    return bytes.toString('latin1', this.start + 1, this.end - 1);
  }

  /** Undefined for any kind but a number. */
  get number(): number | undefined {
    return this.kind === 'number' ? Number(this.#plain) : undefined;
  }

  /** Undefined for any kind but a boolean. */
  get boolean(): boolean | undefined {
    return this.kind === 'boolean' ? this.#plain === 'true' : undefined;
  }

  /** The text of a number or a literal, which is ASCII. */
  get #plain(): string {
    return this.#source.bytes.toString('latin1', this.start, this.end);
  }

  /** The values in an array; empty for any other kind. */
  get items(): readonly JsonValue[] {
    return this.kind === 'array' ? this.#inside() : [];
  }

  /** The decoded keys of an object, in order; empty for any other kind. */
  get keys(): readonly string[] {
    if (this.kind !== 'object') return [];
    return this.#inside().flatMap((key, index) => (index % 2 === 0 ? [key.text ?? ''] : []));
  }

  /** The members of an object with their decoded keys, in order; empty for any other kind. */
  get members(): readonly { readonly key: string; readonly value: JsonValue }[] {
    if (this.kind !== 'object') return [];
    const inside = this.#inside();
    const members: { readonly key: string; readonly value: JsonValue }[] = [];
    for (let at = 0; at < inside.length; at += 2)
      members.push({ key: inside[at]?.text ?? '', value: inside[at + 1] as JsonValue });
    return members;
  }

  /** Whether nothing is inside: an empty object or array, or any other kind. */
  get isEmpty(): boolean {
    return this.#source.marks[this.#mark + 2] === this.#mark + markSize;
  }

  /** Offset after the last value inside; of an empty object or array, after its first byte. */
  get endInside(): number {
    return this.#inside().at(-1)?.end ?? this.start + 1;
  }

  /** The member of an object by its decoded key; undefined for any other kind. */
  get(key: string): JsonValue | undefined {
    if (this.kind !== 'object') return undefined;
    const { marks } = this.#source;
    const after = marks[this.#mark + 2] as number;
    for (let mark = this.#mark + markSize; mark < after; ) {
      const value = mark + markSize;
      if (this.#isKey(mark, key)) return new JsonValue(this.#source, value);
      mark = marks[value + 2] as number;
    }
    return undefined;
  }

  /** The splice that puts other JSON text in its place. */
  replacedBy(text: string): Splice {
    return { start: this.start, end: this.end, text };
  }

  /** The values directly inside; in an object, each key and then its value. */
  #inside(): JsonValue[] {
    const { marks } = this.#source;
    const inside: JsonValue[] = [];
    const after = marks[this.#mark + 2] as number;
    for (let mark = this.#mark + markSize; mark < after; mark = marks[mark + 2] as number)
      inside.push(new JsonValue(this.#source, mark));
    return inside;
  }

  #isKey(mark: number, key: string): boolean {
    const { bytes, marks } = this.#source;
    if (marks[mark + 3] !== readsAsItStands) return new JsonValue(this.#source, mark).text === key;
    const start = (marks[mark] as number) + 1;
    if ((marks[mark + 1] as number) - 1 - start !== key.length) return false;
    for (let at = 0; at < key.length; at++)
      if (bytes[start + at] !== key.charCodeAt(at)) return false;
    return true;
  }
}

function kindOf(first: number | undefined): JsonKind {
  switch (first) {
    case 0x7b:
      return 'object';
    case 0x5b:
      return 'array';
    case 0x22:
      return 'string';
    case 0x74:
    case 0x66:
      return 'boolean';
    case 0x6e:
      return 'null';
    default:
      return 'number';
  }
}

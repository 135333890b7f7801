import { isUtf8 } from 'node:buffer';
import { JsonValue, markSize, plainPattern } from './value.ts';

/** Deeper nesting than any request needs; whoever reads the text after us may recurse. */
export const jsonDepthMax = 512;

/** More values than any request holds; each costs some memory, however small it is in the text. */
export const jsonValuesMax = 2_000_000;

/** Up to this many keys an object is searched key by key, which beats filling a set. */
const keysSearchedMax = 16;

/** Text that is not strict JSON. The message says what was found and where, in bytes. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset}`);
    this.offset = offset;
  }
}

/**
 * Reads RFC 8259 JSON without building it: one pass, no recursion, and the answer is where each
 * value lies in `bytes`, which must not change afterwards. Stricter than JSON.parse: the bytes must
 * be UTF-8, and no object may have two keys that are equal once decoded, because readers disagree
 * about which of the two counts. Throws {@link JsonError}.
 */
export function scanJson(bytes: Buffer, depthMax: number = jsonDepthMax): JsonValue {
  if (!isUtf8(bytes)) throw new JsonError('text that is not UTF-8', 0);
  const text = bytes.toString('latin1');
  const marks = new Scanner(bytes, text, depthMax).document();
  return new JsonValue({ bytes, text, marks }, 0);
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const simpleEscapes = '"\\/bfnrt';
const literals = ['true', 'false', 'null'];

/** Both sticky: they read at one place and never search. */
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const hexPattern = /[0-9a-fA-F]{4}/y;

const controlPattern = /[\x00-\x1f]/g;

class Scanner {
  readonly #bytes: Buffer;
  /** One character per byte, so that an index here is a byte offset. */
  readonly #text: string;
  readonly #depthMax: number;
  readonly #marks: number[] = [];
  /** Marks of the objects and arrays that are open, outermost first. */
  readonly #open: number[] = [];
  /** Decoded keys of all open objects, and for each open container where its own begin. */
  readonly #keys: string[] = [];
  readonly #keysFrom: number[] = [];
  /** The keys of open objects that have many, by depth. */
  readonly #keySets = new Map<number, Set<string>>();
  #at = 0;
  /** Where the next ones stand as far as is known, so that the text is searched only once. */
  #backslash = -1;
  #control = -1;

  constructor(bytes: Buffer, text: string, depthMax: number) {
    this.#bytes = bytes;
    this.#text = text;
    this.#depthMax = depthMax;
  }

  document(): readonly number[] {
    do this.#value();
    while (this.#hasNext());
    if (this.#at < this.#text.length) throw this.#unexpected('the end');
    return this.#marks;
  }

  /** Passes over a scalar or an empty container, opening the containers it stands in. */
  #value(): void {
    for (;;) {
      this.#space();
      const code = this.#text.charCodeAt(this.#at);
      if (code !== openBrace && code !== openBracket) return this.#scalar(code);
      this.#enter();
      this.#space();
      const isObject = code === openBrace;
      if (this.#text.charCodeAt(this.#at) === (isObject ? closeBrace : closeBracket))
        return this.#leave();
      if (isObject) this.#key();
    }
  }

  /** After a value: closes what ends here. True if another value follows. */
  #hasNext(): boolean {
    for (;;) {
      this.#space();
      const container = this.#open.at(-1);
      if (container === undefined) return false;
      const isObject = this.#text.charCodeAt(this.#marks[container] as number) === openBrace;
      const code = this.#text.charCodeAt(this.#at);
      if (code === comma) {
        this.#at++;
        if (isObject) this.#key();
        return true;
      }
      if (code !== (isObject ? closeBrace : closeBracket))
        throw this.#unexpected(isObject ? '`,` or `}`' : '`,` or `]`');
      this.#leave();
    }
  }

  #enter(): void {
    if (this.#open.length === this.#depthMax)
      throw new JsonError(`more than ${this.#depthMax} levels of nesting`, this.#at);
    this.#open.push(this.#marks.length);
    this.#keysFrom.push(this.#keys.length);
    this.#mark(this.#at);
    this.#at++;
  }

  #leave(): void {
    this.#at++;
    this.#keySets.delete(this.#open.length);
    const container = this.#open.pop() as number;
    this.#keys.length = this.#keysFrom.pop() as number;
    this.#marks[container + 1] = this.#at;
    this.#marks[container + 2] = this.#marks.length;
  }

  #key(): void {
    this.#space();
    const start = this.#at;
    if (this.#text.charCodeAt(start) !== quote) throw this.#unexpected('a key');
    this.#string();
    const raw = this.#text.slice(start + 1, this.#at - 1);
    const key = plainPattern.test(raw)
      ? raw
      : (JSON.parse(this.#bytes.toString('utf8', start, this.#at)) as string);
    if (this.#isKnown(key)) throw new JsonError('a repeated key', start);
    this.#keys.push(key);
    this.#space();
    if (this.#text.charCodeAt(this.#at) !== colon) throw this.#unexpected('`:`');
    this.#at++;
  }

  #isKnown(key: string): boolean {
    const keys = this.#keys;
    const from = this.#keysFrom.at(-1) as number;
    if (keys.length - from >= keysSearchedMax) return this.#isInSet(key, from);
    for (let index = from; index < keys.length; index++) if (keys[index] === key) return true;
    return false;
  }

  /** As {@link Scanner.#isKnown}, and remembers the key. */
  #isInSet(key: string, from: number): boolean {
    const depth = this.#open.length;
    const set = this.#keySets.get(depth) ?? new Set(this.#keys.slice(from));
    const isKnown = set.has(key);
    this.#keySets.set(depth, set.add(key));
    return isKnown;
  }

  #scalar(code: number): void {
    if (code === quote) return this.#string();
    const start = this.#at;
    numberPattern.lastIndex = start;
    if (numberPattern.test(this.#text)) this.#at = numberPattern.lastIndex;
    else this.#literal();
    this.#mark(start);
  }

  #literal(): void {
    const literal = literals.find((word) => this.#text.startsWith(word, this.#at));
    if (literal === undefined) throw this.#unexpected('a value');
    this.#at += literal.length;
  }

  /** Strings are long: their ends are sought natively instead of read byte by byte. */
  #string(): void {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    for (let at = this.#nextBackslash(start); at < end; at = this.#nextBackslash(at)) {
      at = this.#escapeEnd(at);
      if (at > end) end = this.#text.indexOf('"', at);
    }
    if (end === -1) throw new JsonError('a string without an end', start);
    if (this.#nextControl(start) < end)
      throw new JsonError('a control character inside a string', this.#control);
    this.#at = end + 1;
    this.#mark(start);
  }

  #nextBackslash(from: number): number {
    if (this.#backslash < from) {
      const at = this.#text.indexOf('\\', from);
      this.#backslash = at === -1 ? this.#text.length : at;
    }
    return this.#backslash;
  }

  #nextControl(from: number): number {
    if (this.#control < from) {
      controlPattern.lastIndex = from;
      const isFound = controlPattern.test(this.#text);
      this.#control = isFound ? controlPattern.lastIndex - 1 : this.#text.length;
    }
    return this.#control;
  }

  #escapeEnd(at: number): number {
    const kind = this.#text.charAt(at + 1);
    if (kind !== '' && simpleEscapes.includes(kind)) return at + 2;
    hexPattern.lastIndex = at + 2;
    if (kind === 'u' && hexPattern.test(this.#text)) return at + 6;
    throw new JsonError('an escape that JSON does not have', at);
  }

  #mark(start: number): void {
    if (this.#marks.length === jsonValuesMax * markSize)
      throw new JsonError(`more than ${jsonValuesMax} values`, start);
    this.#marks.push(start, this.#at, this.#marks.length + markSize);
  }

  #space(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09)
      code = this.#text.charCodeAt(++this.#at);
  }

  #unexpected(wanted: string): JsonError {
    const found = this.#at < this.#text.length ? 'other text' : 'the end';
    return new JsonError(`${found} instead of ${wanted}`, this.#at);
  }
}

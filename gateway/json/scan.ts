import { isUtf8 } from 'node:buffer';
import { JsonValue, markSize, mayNeedDecoding, readsAsItStands } from './value.ts';

/** Deeper nesting than any request needs; whoever reads the text after us may recurse. */
export const jsonDepthMax = 512;

/** More values than any request holds; each costs some memory, however small it is in the text. */
export const jsonValuesMax = 2_000_000;

/** Up to this many keys an object is searched key by key, which beats filling a set. */
const keysSearchedMax = 16;

/** So much of a string is read byte by byte. */
const steppedBytesMax = 24;

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
 * about which of the two counts. `text` is the same with one character for each byte, where the
 * caller has it already. Throws {@link JsonError}.
 */
export function scanJson(
  bytes: Buffer,
  depthMax: number = jsonDepthMax,
  text: string = bytes.toString('latin1'),
): JsonValue {
  if (!isUtf8(bytes)) throw new JsonError('text that is not UTF-8', 0);
  return new Scanner(bytes, text, depthMax).document();
}

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const smallU = 0x75;
/** By byte, 1 where it may follow a backslash, but for `u`. */
const isSimpleEscape: Uint8Array = bytesThat((byte) => '"\\/bfnrt'.includes(byte));
/** By byte, 1 where it stands for itself in a string. */
const isPlain: Uint8Array = bytesThat(
  (byte) => byte >= ' ' && byte < '\x80' && !'"\\'.includes(byte),
);
const literals = ['true', 'false', 'null'];

/** Sticky: they read at one place and never search. */
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const hexPattern = /[0-9a-fA-F]{4}/y;

const controlPattern = /[\x00-\x1f]/g;

/** Room for the marks of many small texts, which share it one after the other; see Buffer.poolSize. */
const poolSize = 1024 * markSize;
let pool = new Int32Array(poolSize);
let poolUsed = 0;

class Scanner {
  readonly #bytes: Buffer;
  /** One character per byte, so that an index here is a byte offset. */
  readonly #text: string;
  readonly #depthMax: number;
  /** Marks stand from `#from` on; the next goes to `#size`. */
  #marks = pool;
  readonly #from = poolUsed;
  #size = poolUsed;
  /** Marks of the objects and arrays that are open, outermost first. */
  readonly #open: number[] = [];
  /** The mark of the innermost of them and whether it is an object; -1 outside all. */
  #container = -1;
  #isInObject = false;
  /** Decoded keys of all open objects, and for each open container where its own begin. */
  readonly #keys: string[] = [];
  readonly #keysFrom: number[] = [];
  /** The keys of open objects that have many, by depth. */
  #keySets: Map<number, Set<string>> | undefined;
  #at = 0;
  /** Where the next ones stand as far as is known, so that the text is searched only once. */
  #backslash = -1;
  #control = -1;

  constructor(bytes: Buffer, text: string, depthMax: number) {
    this.#bytes = bytes;
    this.#text = text;
    this.#depthMax = depthMax;
  }

  document(): JsonValue {
    do this.#value();
    while (this.#hasNext());
    if (this.#at < this.#bytes.length) throw this.#unexpected('the end');
    if (this.#marks === pool) poolUsed = this.#size;
    return new JsonValue({ bytes: this.#bytes, text: this.#text, marks: this.#marks }, this.#from);
  }

  /** Passes over a scalar or an empty container, opening the containers it stands in. */
  #value(): void {
    for (;;) {
      const code = this.#space();
      if (code === quote) return this.#string();
      if (code !== openBrace && code !== openBracket) return this.#scalar(code);
      const isObject = code === openBrace;
      this.#enter(isObject);
      const first = this.#space();
      if (first === (isObject ? closeBrace : closeBracket)) return this.#leave();
      if (isObject) this.#key(first);
    }
  }

  /** After a value: closes what ends here. True if another value follows. */
  #hasNext(): boolean {
    for (;;) {
      const code = this.#space();
      if (this.#container === -1) return false;
      if (code === comma) {
        this.#at++;
        if (this.#isInObject) this.#key(this.#space());
        return true;
      }
      if (code !== (this.#isInObject ? closeBrace : closeBracket))
        throw this.#unexpected(this.#isInObject ? '`,` or `}`' : '`,` or `]`');
      this.#leave();
    }
  }

  #enter(isObject: boolean): void {
    if (this.#open.length === this.#depthMax)
      throw new JsonError(`more than ${this.#depthMax} levels of nesting`, this.#at);
    this.#container = this.#size;
    this.#isInObject = isObject;
    this.#open.push(this.#container);
    this.#keysFrom.push(this.#keys.length);
    const start = this.#at++;
    this.#mark(start, readsAsItStands);
  }

  #leave(): void {
    this.#at++;
    this.#keySets?.delete(this.#open.length);
    const container = this.#open.pop() as number;
    this.#keys.length = this.#keysFrom.pop() as number;
    this.#marks[container + 1] = this.#at;
    this.#marks[container + 2] = this.#size;
    this.#container = this.#open.at(-1) ?? -1;
    this.#isInObject =
      this.#container !== -1 && this.#bytes[this.#marks[this.#container] as number] === openBrace;
  }

  /** Passes over a key and its colon; `code` is the byte that it begins with. */
  #key(code: number | undefined): void {
    const start = this.#at;
    if (code !== quote) throw this.#unexpected('a key');
    this.#string();
    const key =
      this.#marks[this.#size - 1] === readsAsItStands
        ? this.#text.slice(start + 1, this.#at - 1)
        : (JSON.parse(this.#bytes.toString('utf8', start, this.#at)) as string);
    if (this.#isKnown(key)) throw new JsonError('a repeated key', start);
    this.#keys.push(key);
    if (this.#space() !== colon) throw this.#unexpected('`:`');
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
    this.#keySets ??= new Map();
    const depth = this.#open.length;
    const set = this.#keySets.get(depth) ?? new Set(this.#keys.slice(from));
    const isKnown = set.has(key);
    this.#keySets.set(depth, set.add(key));
    return isKnown;
  }

  #scalar(code: number | undefined): void {
    const start = this.#at;
    if (isDigit(code) || code === minus) this.#number(start);
    else this.#literal();
    this.#mark(start, readsAsItStands);
  }

  /** Most numbers are a few digits; whatever else one may be is left to the pattern. */
  #number(start: number): void {
    const next = this.#bytes[start + 1];
    if (isDigit(this.#bytes[start]) && (next === comma || next === closeBrace)) {
      this.#at = start + 1;
      return;
    }
    numberPattern.lastIndex = start;
    if (!numberPattern.test(this.#text)) throw this.#unexpected('a value');
    this.#at = numberPattern.lastIndex;
  }

  #literal(): void {
    const literal = literals.find((word) => this.#text.startsWith(word, this.#at));
    if (literal === undefined) throw this.#unexpected('a value');
    this.#at += literal.length;
  }

  /** Short strings are read byte by byte, which beats the two searches that long ones are worth. */
  #string(): void {
    const bytes = this.#bytes;
    const start = this.#at;
    const stop = Math.min(start + 1 + steppedBytesMax, bytes.length);
    let at = start + 1;
    while (at < stop && isPlain[bytes[at] as number] === 1) at++;
    if (bytes[at] !== quote) return this.#longString(start);
    this.#at = at + 1;
    this.#mark(start, readsAsItStands);
  }

  /** Any string: its end is sought natively. */
  #longString(start: number): void {
    let end = this.#text.indexOf('"', start + 1);
    for (let at = this.#nextBackslash(start); at < end; at = this.#nextBackslash(at)) {
      at = this.#escapeEnd(at);
      if (at > end) end = this.#text.indexOf('"', at);
    }
    if (end === -1) throw new JsonError('a string without an end', start);
    if (this.#nextControl(start) < end)
      throw new JsonError('a control character inside a string', this.#control);
    this.#at = end + 1;
    this.#mark(start, mayNeedDecoding);
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
    const kind = this.#bytes[at + 1] as number;
    if (isSimpleEscape[kind] === 1) return at + 2;
    hexPattern.lastIndex = at + 2;
    if (kind === smallU && hexPattern.test(this.#text)) return at + 6;
    throw new JsonError('an escape that JSON does not have', at);
  }

  #mark(start: number, reading: number): void {
    const at = this.#size;
    if (at === this.#marks.length) this.#grow(start);
    const marks = this.#marks;
    marks[at] = start;
    marks[at + 1] = this.#at;
    marks[at + 2] = at + markSize;
    marks[at + 3] = reading;
    this.#size = at + markSize;
  }

  /** Moves to marks of its own; where the pool is mostly used up, others get a fresh one. */
  #grow(start: number): void {
    const used = this.#size - this.#from;
    if (used === jsonValuesMax * markSize)
      throw new JsonError(`more than ${jsonValuesMax} values`, start);
    const room = Math.min(Math.max(poolSize, 2 * used), jsonValuesMax * markSize);
    const more = new Int32Array(this.#from + room);
    more.set(this.#marks.subarray(this.#from), this.#from);
    this.#marks = more;
    if (poolUsed < poolSize / 2) return;
    pool = new Int32Array(poolSize);
    poolUsed = 0;
  }

  /** Passes over white space; the byte after it. */
  #space(): number | undefined {
    let code = this.#bytes[this.#at];
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09)
      code = this.#bytes[++this.#at];
    return code;
  }

  #unexpected(wanted: string): JsonError {
    const found = this.#at < this.#bytes.length ? 'other text' : 'the end';
    return new JsonError(`${found} instead of ${wanted}`, this.#at);
  }
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}

function bytesThat(test: (byte: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Number(test(String.fromCharCode(code))));
}

import { isUtf8 } from 'node:buffer';
import { hashOf, nextHash } from './key-hash.ts';
import { JsonValue, markSize, needsDecoding, readsAsItStands } from './value.ts';
import { highBits, holdsSpecial, wordsOf } from './words.ts';

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
 * about which of the two counts. Throws {@link JsonError}.
 */
export function scanJson(bytes: Buffer, depthMax: number = jsonDepthMax): JsonValue {
  if (!isUtf8(bytes)) throw new JsonError('text that is not UTF-8', 0);
  return new Scanner(bytes, depthMax).document();
}

const quote = 0x22;
const comma = 0x2c;
const plus = 0x2b;
const minus = 0x2d;
const dot = 0x2e;
const zero = 0x30;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const bigE = 0x45;
const backslash = 0x5c;
const smallE = 0x65;
const smallU = 0x75;

/** By byte, 1 where it may follow a backslash, but for `u`. */
const isSimpleEscape: Uint8Array = bytesThat((byte) => '"\\/bfnrt'.includes(byte));
/** By byte, 1 where it stands for itself in a string. */
const isPlain: Uint8Array = bytesThat(
  (byte) => byte >= ' ' && byte < '\x80' && !'"\\'.includes(byte),
);
/** By byte, 0 where it stands for itself in a string of UTF-8. */
const isSpecial: Uint8Array = bytesThat((byte) => byte < ' ' || '"\\'.includes(byte));
/** By its first byte. */
const literals: ReadonlyMap<number, Buffer> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]),
);
/** By byte, 1 where it is a digit of a \u escape. */
const isHex: Uint8Array = bytesThat((byte) => /[0-9a-fA-F]/.test(byte));

/** Room for the marks of many small texts, which share it one after the other; see Buffer.poolSize. */
const poolSize = 1024 * markSize;
let pool = new Int32Array(poolSize);
let poolUsed = 0;

class Scanner {
  readonly #bytes: Buffer;
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
  /** Of all open objects' keys the hash and the mark, and for each open container where its own begin. */
  readonly #hashes: number[] = [];
  readonly #keyMarks: number[] = [];
  readonly #keysFrom: number[] = [];
  /** The keys of open objects that have many, by depth. */
  #keySets: Map<number, Set<string>> | undefined;
  #at = 0;
  /** The same bytes four by four; made for the first long string. */
  #words: Int32Array | undefined;
  /** The bits of every byte of the string that is read, high ones also for an escape. */
  #seen = 0;

  constructor(bytes: Buffer, depthMax: number) {
    this.#bytes = bytes;
    this.#depthMax = depthMax;
  }

  document(): JsonValue {
    do this.#value();
    while (this.#hasNext());
    if (this.#at < this.#bytes.length) throw this.#unexpected('the end');
    if (this.#marks === pool) poolUsed = this.#size;
    return new JsonValue({ bytes: this.#bytes, marks: this.#marks }, this.#from);
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
    this.#keysFrom.push(this.#hashes.length);
    const start = this.#at++;
    this.#mark(start, readsAsItStands);
  }

  #leave(): void {
    this.#at++;
    this.#keySets?.delete(this.#open.length);
    const container = this.#open.pop() as number;
    this.#hashes.length = this.#keyMarks.length = this.#keysFrom.pop() as number;
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
    const mark = this.#size;
    const hash = this.#keyHash(start);
    if (this.#isKnown(hash, mark)) throw new JsonError('a repeated key', start);
    this.#hashes.push(hash);
    this.#keyMarks.push(mark);
    if (this.#space() !== colon) throw this.#unexpected('`:`');
    this.#at++;
  }

  /** Passes over the string of a key; equal keys have one hash. */
  #keyHash(start: number): number {
    const bytes = this.#bytes;
    const stop = Math.min(start + 1 + steppedBytesMax, bytes.length);
    let hash = 0;
    let at = start + 1;
    for (; at < stop; at++) {
      const byte = bytes[at] as number;
      if (isPlain[byte] !== 1) break;
      hash = nextHash(hash, byte);
    }
    const mark = this.#size;
    if (bytes[at] !== quote) {
      this.#longString(start);
      return hashOf(this.#keyOf(mark));
    }
    this.#at = at + 1;
    this.#mark(start, readsAsItStands);
    return hash;
  }

  #isKnown(hash: number, mark: number): boolean {
    const hashes = this.#hashes;
    const from = this.#keysFrom.at(-1) as number;
    if (hashes.length - from >= keysSearchedMax) return this.#isInSet(mark, from);
    for (let index = from; index < hashes.length; index++)
      if (
        hashes[index] === hash &&
        this.#keyOf(this.#keyMarks[index] as number) === this.#keyOf(mark)
      )
        return true;
    return false;
  }

  /** As {@link Scanner.#isKnown}, and remembers the key. */
  #isInSet(mark: number, from: number): boolean {
    this.#keySets ??= new Map();
    const depth = this.#open.length;
    const known = (): Set<string> =>
      new Set(this.#keyMarks.slice(from).map((each) => this.#keyOf(each)));
    const set = this.#keySets.get(depth) ?? known();
    const key = this.#keyOf(mark);
    const isKnown = set.has(key);
    this.#keySets.set(depth, set.add(key));
    return isKnown;
  }

  #keyOf(mark: number): string {
    return new JsonValue({ bytes: this.#bytes, marks: this.#marks }, mark).text ?? '';
  }

  #scalar(code: number | undefined): void {
    const start = this.#at;
    if (isDigit(code) || code === minus) this.#number(start);
    else this.#literal();
    this.#mark(start, readsAsItStands);
  }

  #number(start: number): void {
    const bytes = this.#bytes;
    const first = bytes[start] === minus ? start + 1 : start;
    let at = bytes[first] === zero ? first + 1 : this.#digitsEnd(first);
    if (at === first) throw this.#unexpected('a value');
    if (bytes[at] === dot && isDigit(bytes[at + 1])) at = this.#digitsEnd(at + 1);
    const mark = bytes[at];
    if (mark === smallE || mark === bigE) {
      const sign = bytes[at + 1];
      const power = sign === plus || sign === minus ? at + 2 : at + 1;
      if (isDigit(bytes[power])) at = this.#digitsEnd(power);
    }
    this.#at = at;
  }

  #digitsEnd(from: number): number {
    let at = from;
    while (isDigit(this.#bytes[at])) at++;
    return at;
  }

  #literal(): void {
    const start = this.#at;
    const literal = literals.get(this.#bytes[start] ?? 0);
    if (literal === undefined) throw this.#unexpected('a value');
    for (let at = 0; at < literal.length; at++)
      if (this.#bytes[start + at] !== literal[at]) throw this.#unexpected('a value');
    this.#at = start + literal.length;
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

  /** Any string, four bytes at a time. */
  #longString(start: number): void {
    const bytes = this.#bytes;
    this.#seen = 0;
    let at = this.#plainEnd(start + 1);
    for (let code = bytes[at]; code !== quote; code = bytes[at]) {
      if (code === undefined) throw new JsonError('a string without an end', start);
      if (code !== backslash) throw new JsonError('a control character inside a string', at);
      this.#seen = highBits;
      at = this.#plainEnd(this.#escapeEnd(at));
    }
    this.#at = at + 1;
    this.#mark(start, (this.#seen & highBits) === 0 ? readsAsItStands : needsDecoding);
  }

  /** The first byte from `from` on that does not stand for itself in a string. */
  #plainEnd(from: number): number {
    const bytes = this.#bytes;
    const words = (this.#words ??= wordsOf(bytes));
    let at = from;
    let seen = this.#seen;
    for (; (at & 3) !== 0; at++) {
      if (isSpecial[bytes[at] as number] !== 0) break;
      seen |= bytes[at] as number;
    }
    if ((at & 3) === 0) {
      let word = at >> 2;
      for (; word < words.length; word++) {
        const four = words[word] as number;
        if (holdsSpecial(four)) break;
        seen |= four;
      }
      for (at = Math.max(at, word << 2); isSpecial[bytes[at] as number] === 0; at++)
        seen |= bytes[at] as number;
    }
    this.#seen = seen;
    return at;
  }

  #escapeEnd(at: number): number {
    const kind = this.#bytes[at + 1] as number;
    if (isSimpleEscape[kind] === 1) return at + 2;
    if (kind === smallU && this.#areHex(at + 2, at + 6)) return at + 6;
    throw new JsonError('an escape that JSON does not have', at);
  }

  #areHex(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (isHex[this.#bytes[at] as number] !== 1) return false;
    return true;
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

import { quote } from './quote.ts';

/** Default cap on nesting: no tool argument or bundle of ours comes near, and no reader overflows. */
export const jsonDepthMax = 64;

/** What one reading accepts beyond the grammar. */
export interface StrictJsonLimits {
  /** Levels of arrays and objects; {@link jsonDepthMax} unless given. */
  readonly depthMax?: number;
  /** `safe` refuses numbers beyond ±(2^53 - 1): other readers would see another value (RFC 7493). */
  readonly integers?: 'any' | 'safe';
}

/** Why a text is not strict JSON. `offset` counts UTF-16 units of the decoded text. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`${what} at offset ${offset}`);
    this.offset = offset;
  }
}

/**
 * Reads JSON of which every reader sees the same value: RFC 8259 without repeated keys (compared
 * decoded), lone surrogates, infinite numbers, deep nesting, a byte order mark or trailing text.
 * A member called `__proto__` arrives as an own property. Throws {@link StrictJsonError}.
 */
export function parseStrictJson(input: string | Uint8Array, limits?: StrictJsonLimits): unknown {
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (!text.isWellFormed()) throw new StrictJsonError('found a lone surrogate', 0);
  new Scanner(text, limits).document();
  return JSON.parse(text);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new StrictJsonError('found bytes that are not UTF-8', 0);
  }
}

/** All sticky: they read at one place and never search. */
const wholeNumber = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const plainText = /[^"\\\0-\x1f]*/y;
const fourHex = /[0-9a-fA-F]{4}/y;
const simpleEscapes = '"\\/bfnrt';
const literals = ['true', 'false', 'null'];

/** Digits that always make a safe integer, so that the common number needs no conversion. */
const safeDigits = 15;

/** Checks the grammar in one pass and builds nothing: `JSON.parse` builds faster than we could. */
class Scanner {
  readonly #text: string;
  readonly #depthMax: number;
  readonly #numberMax: number;
  #at = 0;

  constructor(text: string, limits: StrictJsonLimits = {}) {
    this.#text = text;
    this.#depthMax = limits.depthMax ?? jsonDepthMax;
    this.#numberMax = limits.integers === 'safe' ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
  }

  document(): void {
    this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('found text after the value');
  }

  #value(depth: number): void {
    this.#space();
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x22) this.#string();
    else if (code === 0x7b) this.#object(depth + 1);
    else if (code === 0x5b) this.#array(depth + 1);
    else if (code === 0x2d || isDigit(code)) this.#number(code);
    else this.#literal();
  }

  #object(depth: number): void {
    this.#enter(depth);
    if (this.#accept(0x7d)) return;
    const keys = new Keys();
    do {
      this.#space();
      const start = this.#at;
      const key = this.#key();
      if (!keys.add(key)) this.#fail(`found the key ${quote(key)} twice`, start);
      if (!this.#accept(0x3a)) this.#fail('expected `:`');
      this.#value(depth);
    } while (this.#accept(0x2c));
    if (!this.#accept(0x7d)) this.#fail('expected `,` or `}`');
  }

  #array(depth: number): void {
    this.#enter(depth);
    if (this.#accept(0x5d)) return;
    do this.#value(depth);
    while (this.#accept(0x2c));
    if (!this.#accept(0x5d)) this.#fail('expected `,` or `]`');
  }

  #enter(depth: number): void {
    if (depth > this.#depthMax) this.#fail(`found more than ${this.#depthMax} levels of nesting`);
    this.#at++;
  }

  #key(): string {
    const start = this.#at;
    if (this.#text.charCodeAt(start) !== 0x22) this.#fail('expected a key in double quotes');
    const hasEscape = this.#string();
    return hasEscape
      ? (JSON.parse(this.#text.slice(start, this.#at)) as string)
      : this.#text.slice(start + 1, this.#at - 1);
  }

  /** Passes over a string; true if it holds an escape. */
  #string(): boolean {
    const start = this.#at++;
    let hasEscape = false;
    let hasSurrogate = false;
    for (;;) {
      plainText.lastIndex = this.#at;
      plainText.test(this.#text);
      this.#at = plainText.lastIndex;
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22) break;
      if (code !== 0x5c) this.#fail('expected a character of the string or `"`');
      hasEscape = true;
      hasSurrogate = this.#escape() || hasSurrogate;
    }
    this.#at++;
    if (hasSurrogate) this.#wellFormed(start);
    return hasEscape;
  }

  /** Passes over an escape; true if it writes half of a surrogate pair. */
  #escape(): boolean {
    const kind = this.#text.charAt(this.#at + 1);
    if (kind !== '' && simpleEscapes.includes(kind)) {
      this.#at += 2;
      return false;
    }
    fourHex.lastIndex = this.#at + 2;
    if (kind !== 'u' || !fourHex.test(this.#text)) this.#fail('expected a known escape');
    const unit = Number.parseInt(this.#text.slice(this.#at + 2, this.#at + 6), 16);
    this.#at += 6;
    return unit >= 0xd800 && unit <= 0xdfff;
  }

  #wellFormed(start: number): void {
    const decoded = JSON.parse(this.#text.slice(start, this.#at)) as string;
    if (!decoded.isWellFormed()) this.#fail('found a lone surrogate', start);
  }

  #number(first: number): void {
    const start = this.#at;
    if (first !== 0x2d && first !== 0x30) {
      let end = start + 1;
      while (isDigit(this.#text.charCodeAt(end))) end++;
      this.#at = end;
      const next = this.#text.charCodeAt(end);
      if (end - start <= safeDigits && next !== 0x2e && next !== 0x65 && next !== 0x45) return;
    }
    wholeNumber.lastIndex = start;
    if (!wholeNumber.test(this.#text)) this.#fail('expected a digit', start);
    this.#at = wholeNumber.lastIndex;
    const size = Math.abs(Number(this.#text.slice(start, this.#at)));
    if (size > this.#numberMax) this.#fail('found a number out of range', start);
  }

  #literal(): void {
    const literal = literals.find((word) => this.#text.startsWith(word, this.#at));
    if (literal === undefined) this.#fail('expected a value');
    this.#at += literal.length;
  }

  #accept(code: number): boolean {
    this.#space();
    const isHere = this.#text.charCodeAt(this.#at) === code;
    if (isHere) this.#at++;
    return isHere;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #fail(what: string, offset: number = this.#at): never {
    throw new StrictJsonError(what, offset);
  }
}

/** Up to this many keys are compared one by one, which beats hashing them. */
const comparedKeysMax = 16;

/** The keys of one object. */
class Keys {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  /** False if the key was there already. */
  add(key: string): boolean {
    if (this.#many !== undefined) {
      const before = this.#many.size;
      return this.#many.add(key).size > before;
    }
    if (this.#few.includes(key)) return false;
    this.#few.push(key);
    if (this.#few.length > comparedKeysMax) this.#many = new Set(this.#few);
    return true;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

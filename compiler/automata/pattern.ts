/**
 * The text of a glob as a tree. `*`, `**`, `?`, `{a,b}` and `\` mean something; what the wildcards
 * stop at depends on the kind of value and is decided in `glob.ts`.
 */

/** One piece of a pattern. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `?`: one character. */
  | { readonly kind: 'one' }
  /** `*`: any run within a segment. */
  | { readonly kind: 'run' }
  /** `**`: any run across segments. */
  | { readonly kind: 'deep' }
  /** `{a,b}`: one of several patterns. */
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] };

/** Pieces in order. */
export type Pattern = readonly PatternPart[];

/** Why a text is no pattern. `offset` counts UTF-16 units of the text in NFC. */
export interface PatternFault {
  readonly offset: number;
  /** What was found and what was expected, lower case, no final period. */
  readonly message: string;
}

export type ParsedPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly fault: PatternFault };

/** Braces within braces beyond this are a mistake rather than a policy. */
const choiceDepthMax = 4;

/** Far above any path or URL worth writing; keeps one pattern's automaton near the state cap. */
export const patternLengthMax = 1024;

/** Characters that other tools give a meaning we do not: silently literal would be a trap. */
const refused = new Map([
  ['[', 'found `[`, expected `{a,b}` for alternatives or `\\[` for the bracket itself'],
  [']', 'found `]`, expected `\\]` for the bracket itself'],
  ['}', 'found `}` without `{`, expected `\\}` for the brace itself'],
]);

/** Reads a glob. The text is put in NFC first, as the values that it will meet are. */
export function parsePattern(text: string): ParsedPattern {
  const reader = new Reader(text.normalize('NFC'));
  try {
    return { ok: true, pattern: reader.whole() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** Carries a fault out of the recursive reader; never leaves this file. */
class Fault extends Error {
  readonly fault: PatternFault;

  constructor(offset: number, message: string) {
    super(message);
    this.fault = { offset, message };
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Pattern {
    const text = this.#text;
    if (text.length > patternLengthMax) {
      throw new Fault(
        patternLengthMax,
        `found ${text.length} characters, expected at most ${patternLengthMax}`,
      );
    }
    const half = text.search(/\p{Surrogate}/u);
    if (half >= 0)
      throw new Fault(half, 'found half of a surrogate pair, expected a whole character');
    if (text.startsWith('!')) {
      throw new Fault(0, 'found `!`, expected an exclusion as `and not` in the condition');
    }
    return this.#sequence(0);
  }

  #sequence(depth: number): Pattern {
    const parts: PatternPart[] = [];
    let literal = '';
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at);
      if (depth > 0 && (char === ',' || char === '}')) break;
      const part = this.#part(char, depth);
      if (typeof part === 'string') {
        literal += part;
        continue;
      }
      if (literal !== '') parts.push({ kind: 'text', text: literal });
      literal = '';
      parts.push(part);
    }
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    return parts;
  }

  /** A wildcard, or the literal character that stands here. */
  #part(char: string, depth: number): PatternPart | string {
    const complaint = refused.get(char);
    if (complaint !== undefined) throw new Fault(this.#at, complaint);
    if (char === '*') return this.#stars();
    if (char === '{') return this.#choice(depth + 1);
    this.#at++;
    if (char === '?') return { kind: 'one' };
    if (char !== '\\') return char;
    if (this.#at === this.#text.length) {
      throw new Fault(this.#at - 1, 'found `\\` at the end, expected a character after it');
    }
    return this.#text.charAt(this.#at++);
  }

  #stars(): PatternPart {
    const start = this.#at;
    while (this.#text.charAt(this.#at) === '*') this.#at++;
    if (this.#at - start > 2) throw new Fault(start, 'found `***`, expected `*` or `**`');
    return { kind: this.#at - start === 1 ? 'run' : 'deep' };
  }

  #choice(depth: number): PatternPart {
    const start = this.#at;
    if (depth > choiceDepthMax) {
      throw new Fault(start, `found braces ${depth} deep, expected at most ${choiceDepthMax}`);
    }
    const options: Pattern[] = [];
    do {
      this.#at++;
      options.push(this.#sequence(depth));
    } while (this.#text.charAt(this.#at) === ',');
    if (this.#at === this.#text.length) {
      throw new Fault(start, 'found `{` without `}`, expected `\\{` for the brace itself');
    }
    this.#at++;
    if (options.length < 2) {
      throw new Fault(start, 'found braces with one alternative, expected `{a,b}`');
    }
    return { kind: 'choice', options };
  }
}

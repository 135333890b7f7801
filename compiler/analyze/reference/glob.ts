/**
 * Globs a second time, slowly: a backtracking search over the characters of the pattern, written
 * from the language reference alone. It shares nothing with `compiler/automata`, so that each can
 * be tested against the other.
 */

/** What the wildcards stop at: `/`, the dots between labels, nothing. */
export type GlobStyle = 'segments' | 'labels' | 'text';

/** One step of a pattern and what may follow it. */
export interface Step {
  readonly id: number;
  /** A literal character, or the name of a wildcard, or the end of the pattern. */
  readonly reads: { readonly char: string } | 'one' | 'run' | 'deep' | 'end';
  readonly next: readonly Step[];
}

type Token = Exclude<Step['reads'], 'end'> | { readonly choice: readonly (readonly Token[])[] };

/** True if the pattern, which must be well formed, matches the whole text. */
export function globMatches(style: GlobStyle, pattern: string, text: string): boolean {
  return stepsMatch(style, firstSteps(pattern), text);
}

/** True if one of the steps, which begin a pattern, can read the whole text. */
export function stepsMatch(style: GlobStyle, steps: readonly Step[], text: string): boolean {
  const search = new Search(style, Array.from(text));
  return steps.some((step) => search.matches(step, 0, true));
}

/** The steps that a pattern can begin with: several where it begins with a choice. */
export function firstSteps(pattern: string): readonly Step[] {
  let ids = 0;
  const link = (sequence: readonly Token[], tails: readonly Step[]): readonly Step[] =>
    sequence.reduceRight((next, token): readonly Step[] => {
      if (typeof token === 'object' && 'choice' in token) {
        return token.choice.flatMap((option) => link(option, next));
      }
      return [{ id: ids++, reads: token, next }];
    }, tails);
  const end: Step = { id: ids++, reads: 'end', next: [] };
  return link(tokensOf(Array.from(pattern.normalize('NFC')), 0), [end]);
}

/** Takes tokens from the front of `chars`, up to the end of the alternative that begins there. */
function tokensOf(chars: string[], depth: number): readonly Token[] {
  const ends: readonly (string | undefined)[] = depth === 0 ? [undefined] : [undefined, ',', '}'];
  const tokens: Token[] = [];
  while (!ends.includes(chars[0])) tokens.push(tokenOf(chars, depth));
  return tokens;
}

function tokenOf(chars: string[], depth: number): Token {
  const char = chars.shift() ?? '';
  if (char === '\\') return { char: chars.shift() ?? '' };
  if (char === '?') return 'one';
  if (char === '*' && chars[0] === '*') {
    chars.shift();
    return 'deep';
  }
  if (char === '*') return 'run';
  if (char !== '{') return { char };
  const choice: (readonly Token[])[] = [];
  do choice.push(tokensOf(chars, depth + 1));
  while (chars.shift() === ',');
  return { choice };
}

/** One text, and the places from which the rest of the pattern is known not to match. */
class Search {
  readonly #style: GlobStyle;
  readonly #text: readonly string[];
  readonly #failed = new Set<string>();

  constructor(style: GlobStyle, text: readonly string[]) {
    this.#style = style;
    this.#text = text;
  }

  /** `isStart` says that the step stands at the start of a segment of the pattern. */
  matches(step: Step, at: number, isStart: boolean): boolean {
    const key = `${step.id} ${at} ${isStart}`;
    if (this.#failed.has(key)) return false;
    const isMatch = this.#reads(step, at, isStart);
    if (!isMatch) this.#failed.add(key);
    return isMatch;
  }

  #reads(step: Step, at: number, isStart: boolean): boolean {
    const { reads } = step;
    if (reads === 'end') return at === this.#text.length;
    if (reads === 'one') return this.#one(step, at);
    if (reads === 'run') return this.#run(step, at);
    if (reads === 'deep') return this.#deep(step, at, isStart);
    const isBoundary = this.#style === 'segments' && reads.char === '/';
    if (isBoundary && at === this.#text.length && step.next.some(isFinalDeep)) return true;
    return this.#text[at] === reads.char && this.#goOn(step, at + 1, isBoundary);
  }

  #goOn(step: Step, at: number, isStart = false): boolean {
    return step.next.some((next) => this.matches(next, at, isStart));
  }

  #one(step: Step, at: number): boolean {
    const char = this.#text[at];
    return char?.isWellFormed() === true && !this.#stops(char) && this.#goOn(step, at + 1);
  }

  #run(step: Step, from: number): boolean {
    for (let at = from; at <= this.#text.length; at++) {
      if (this.#goOn(step, at)) return true;
      const char = this.#text[at];
      if (char === undefined || this.#stops(char)) return false;
    }
    return false;
  }

  #deep(step: Step, from: number, isStart: boolean): boolean {
    if (this.#style === 'segments' && isStart) {
      const slashes = step.next.filter(isSlash);
      if (slashes.some((slash) => this.#goOn(slash, from, true))) return true;
    }
    for (let at = from; at <= this.#text.length; at++) {
      if (this.#mayEat(from, at) && this.#goOn(step, at)) return true;
    }
    return false;
  }

  /** Whether `**` may stand for this much: in a host whole labels, in anything else any text. */
  #mayEat(from: number, to: number): boolean {
    if (this.#style !== 'labels') return true;
    return !this.#text.slice(from, to).join('').split('.').includes('');
  }

  #stops(char: string): boolean {
    return char === (this.#style === 'segments' ? '/' : this.#style === 'labels' ? '.' : undefined);
  }
}

function isSlash({ reads }: Step): boolean {
  return typeof reads === 'object' && reads.char === '/';
}

/** True for a `**` that ends the pattern, so that `dir` and its separator may do without it. */
function isFinalDeep({ reads, next }: Step): boolean {
  if (reads !== 'deep') return false;
  return next.some(
    (step) => step.reads === 'end' || (isSlash(step) && step.next.some(isFinalDeep)),
  );
}

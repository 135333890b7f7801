import { bracesMax } from './limits.ts';

/** Stands for a list that nobody wants to hold. */
const tooMany: readonly string[] = Array.from({ length: bracesMax + 1 }, () => '');

/** Longer words are not expanded: the search for closing braces is quadratic. */
const wordUnitsMax = 512;

/**
 * What the braces of a word become, each as shell text again, in Bash's order: `a{b,c}` is `ab`,
 * `ac`. Null where it cannot be said: with expansions or quotes, or when it becomes too many.
 */
export function expandBraces(text: string): readonly string[] | null {
  if (text.length > wordUnitsMax || /[$`"'\\()<>]/.test(text)) return null;
  const words = expand(text);
  return words.length > bracesMax ? null : words;
}

function expand(text: string): readonly string[] {
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    const end = closing(text, at);
    const inner = end < 0 ? null : alternatives(text.slice(at + 1, end));
    if (inner === null) continue;
    const start = text.slice(0, at);
    return combine(inner, expand(text.slice(end + 1))).map((word) => start + word);
  }
  return [text];
}

function combine(left: readonly string[], right: readonly string[]): readonly string[] {
  if (left.length * right.length > bracesMax) return tooMany;
  return left.flatMap((start) => right.map((end) => start + end));
}

/** Where the brace that opens at a place closes; -1 when it never does. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Null when it is no list and no sequence, so that the braces stay as they are. */
function alternatives(inner: string): readonly string[] | null {
  const parts = splitCommas(inner);
  if (parts.length > 1) return bounded(parts.flatMap(expand));
  const sequence = /^(-?\d{1,6})\.\.(-?\d{1,6})(?:\.\.(-?\d{1,6}))?$/.exec(inner);
  if (sequence !== null) return numbers(sequence);
  const letters = /^([A-Za-z])\.\.([A-Za-z])$/.exec(inner);
  return letters === null ? null : lettersBetween(letters[1] ?? '', letters[2] ?? '');
}

function bounded(words: readonly string[]): readonly string[] {
  return words.length > bracesMax ? tooMany : words;
}

function splitCommas(inner: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < inner.length; at += 1) {
    if (inner[at] === '{') depth += 1;
    if (inner[at] === '}') depth -= 1;
    if (inner[at] !== ',' || depth !== 0) continue;
    parts.push(inner.slice(start, at));
    start = at + 1;
  }
  return [...parts, inner.slice(start)];
}

function numbers([, from = '', to = '', by]: RegExpExecArray): readonly string[] {
  const isPadded = /^-?0\d/.test(from) || /^-?0\d/.test(to);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  const count = Math.floor(Math.abs(Number(to) - Number(from)) / step) + 1;
  // Padding differs between shells: too many is how a list says that it cannot be said.
  if (count > bracesMax || isPadded) return tooMany;
  const sign = Number(to) < Number(from) ? -1 : 1;
  return Array.from({ length: count }, (_, at) => String(Number(from) + sign * step * at));
}

function lettersBetween(from: string, to: string): readonly string[] {
  const first = from.charCodeAt(0);
  const last = to.charCodeAt(0);
  // Between the cases stand characters that need quotes.
  if (/[a-z]/.test(from) !== /[a-z]/.test(to)) return tooMany;
  const sign = last < first ? -1 : 1;
  const count = Math.abs(last - first) + 1;
  return Array.from({ length: count }, (_, at) => String.fromCharCode(first + sign * at));
}

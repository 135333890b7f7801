/** A text with one piece replaced. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Characters that mean something in most patterns, and one that does in none. */
const usual = ['x', '-', '.', '/'];

/** Longer texts are not edited character by character. */
const editedUnitsMax = 200;

/** Most characters that are taken out of a text at once. */
const cutUnitsMax = 64;

/** How many characters of two values differ: those between what they begin and end with alike. */
export function changedUnits(from: unknown, to: unknown): number {
  return middleUnits(jsonOf(from), jsonOf(to));
}

/** What is absent is no text. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function middleUnits(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let before = 0;
  while (before < most && one[before] === other[before]) before += 1;
  let behind = 0;
  while (behind < most - before && one.at(-1 - behind) === other.at(-1 - behind)) behind += 1;
  return Math.max(one.length, other.length) - before - behind;
}

/**
 * Texts between one and another, those that change least first: with one character changed, added or
 * left out, with a piece left out, and with a piece replaced by the other text.
 */
export function* textsBetween(one: string, other: string): Generator<string> {
  for (const text of editsBetween(one, other)) if (text.isWellFormed()) yield text;
}

function* editsBetween(one: string, other: string): Generator<string> {
  if (one.length > editedUnitsMax || other.length > editedUnitsMax) return;
  const characters = new Set([...Array.from(other), ...usual]);
  for (const { start, end, by } of single(one, characters)) {
    yield one.slice(0, start) + by + one.slice(end);
  }
  const larger = [...cuts(one), ...replacements(one, other)].sort((a, b) => sizeOf(a) - sizeOf(b));
  for (const { start, end, by } of larger) yield one.slice(0, start) + by + one.slice(end);
}

function* single({ length }: string, characters: ReadonlySet<string>): Generator<Piece> {
  for (let at = length - 1; at >= 0; at -= 1) yield { start: at, end: at + 1, by: '' };
  for (let at = length; at >= 0; at -= 1) {
    for (const by of characters) {
      yield { start: at, end: at, by };
      if (at < length) yield { start: at, end: at + 1, by };
    }
  }
}

function* cuts({ length }: string): Generator<Piece> {
  for (let width = 2; width <= Math.min(length, cutUnitsMax); width += 1) {
    for (let start = length - width; start >= 0; start -= 1)
      yield { start, end: start + width, by: '' };
  }
}

function* replacements({ length }: string, by: string): Generator<Piece> {
  for (let start = length; start >= 0; start -= 1) {
    for (let end = start; end <= length; end += 1) yield { start, end, by };
  }
}

function sizeOf({ start, end, by }: Piece): number {
  return Math.max(end - start, by.length);
}

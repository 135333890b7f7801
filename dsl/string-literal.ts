/** `\"`, `\\`, `\n`, `\t`, `\u{1f600}`, or a backslash that begins none of them. */
const escape = /\\(?:u\{([0-9A-Fa-f]{1,6})\}|([^]?))/gu;

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
]);

const highestCodePoint = 0x10ffff;

/** Half of a surrogate pair is no character: nothing that is compared may hold one. */
function isCharacter(codePoint: number): boolean {
  return codePoint <= highestCodePoint && (codePoint < 0xd800 || codePoint > 0xdfff);
}

function meaningOf(hex: string | undefined, letter: string | undefined): string | undefined {
  if (hex === undefined) return simpleEscapes.get(letter ?? '');
  const codePoint = Number.parseInt(hex, 16);
  return isCharacter(codePoint) ? String.fromCodePoint(codePoint) : undefined;
}

/** An escape that means nothing: its offset within the literal and its text. */
export interface UnknownEscape {
  readonly at: number;
  readonly text: string;
}

/** The first so many escapes of a literal, as written with its quotes, that have no meaning. */
export function unknownEscapes(literal: string, most: number): readonly UnknownEscape[] {
  const found: UnknownEscape[] = [];
  if (!literal.includes('\\')) return found;
  for (const match of literal.matchAll(escape)) {
    if (found.length === most) break;
    const isKnown = meaningOf(match[1], match[2]) !== undefined;
    if (!isKnown) found.push({ at: match.index, text: match[0] });
  }
  return found;
}

/** The text that a string literal means. Unknown escapes stay as written: they were reported. */
export function readString(literal: string): string {
  const inner = literal.slice(
    1,
    literal.length > 1 && /["'\u201d]$/.test(literal) ? -1 : undefined,
  );
  if (!inner.includes('\\')) return inner;
  return inner.replace(
    escape,
    (whole, hex: string | undefined, letter: string | undefined) => meaningOf(hex, letter) ?? whole,
  );
}

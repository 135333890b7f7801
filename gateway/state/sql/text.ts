/** A noncharacter of Unicode, so no text of anybody's has business with it. */
const escape = '\uFFFE';

/**
 * Text as both databases keep it. PostgreSQL has no NUL, and half of a surrogate pair has no UTF-8:
 * two different names would become one. Those are escaped, and so is the escape itself.
 */
export function encodeText(text: string): string {
  if (text.isWellFormed() && !text.includes('\0') && !text.includes(escape)) return text;
  return text.replaceAll(
    /[\0\uFFFE\p{Surrogate}]/gu,
    (unit) => escape + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/** Undoes {@link encodeText}. */
export function decodeText(kept: string): string {
  if (!kept.includes(escape)) return kept;
  return kept.replaceAll(/\uFFFE([0-9a-f]{4})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

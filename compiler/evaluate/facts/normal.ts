const ascii = /^[\0-\x7f]*$/;

/** Whether a text is ASCII throughout, so that it has one form and one fold. */
export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/** More marks on one letter than any language writes (Unicode Standard Annex 15, section 13). */
const heapedMarks = /\p{M}{31}/u;

/**
 * A text in Unicode normal form C; null for one that heaps marks on a letter, because the time to
 * normalise it grows with the square of the heap and an argument may be megabytes of it.
 */
export function normalise(text: string): string | null {
  if (isAscii(text)) return text;
  return heapedMarks.test(text) ? null : text.normalize('NFC');
}

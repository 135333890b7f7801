// Text that is read four bytes at a time.

const noWords = new Int32Array(0);

/** Set in a word of which a byte is not ASCII. */
export const highBits = 0x80808080;

/** The same bytes four by four, but for up to three at the end; none where they do not lie as words do. */
export function wordsOf({ buffer, byteOffset, length }: Buffer): Int32Array {
  return byteOffset % 4 === 0 ? new Int32Array(buffer, byteOffset, length >> 2) : noWords;
}

/**
 * Whether one of four bytes is a control character, a quote or a backslash: each term has the high
 * bit set of some byte that is below 0x20 or equal, and of none where there is no such byte. Source:
 * Bit Twiddling Hacks, "Determine if a word has a byte less than n".
 */
export function holdsSpecial(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  const found =
    ((word - 0x20202020) & ~word) |
    ((quotes - 0x01010101) & ~quotes) |
    ((backslashes - 0x01010101) & ~backslashes);
  return (found & highBits) !== 0;
}

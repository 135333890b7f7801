/** Longest piece of outside text that a message repeats, in UTF-16 units. */
const quotedUnitsMax = 60;

/**
 * Characters that hide, reorder or break text on a terminal, those that are none (U+FFFE, U+FFFF and
 * their like), and the backtick that ends a quote.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}`]/gu;

/** Outside text as it may stand in a message: in backticks, cut, nothing invisible in it. */
export function quote(text: string): string {
  const isCut = text.length > quotedUnitsMax;
  const shown = (isCut ? text.slice(0, quotedUnitsMax) : text).replace(
    unprintable,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return `\`${shown}${isCut ? '…' : ''}\``;
}

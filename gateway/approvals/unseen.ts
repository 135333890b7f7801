/**
 * What a reader cannot see, or sees as a plain space: controls, private and unassigned code points,
 * lone surrogates, everything that Unicode lets a program not draw (direction marks, zero width,
 * fillers, variation selectors), the empty braille cell, exotic spaces.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/** The text with everything unseen, line breaks included, written as `\u{…}`. */
export function showUnseen(text: string): string {
  return text.replace(unseen, (found) => `\\u{${found.codePointAt(0)?.toString(16) ?? ''}}`);
}

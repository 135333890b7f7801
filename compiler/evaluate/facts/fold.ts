const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
const ascii = /^[\0-\x7f]*$/;

/**
 * A text as the most tolerant disk or mail server compares it: normalised, case folded in full (by
 * way of upper case, which also unfolds `ß`, `ſ` and ligatures, as APFS does) and without invisible
 * characters (as HFS+ does). Where two texts are equal only like this, nobody can say whether they
 * name one thing.
 */
export function foldCase(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  const visible = text.replace(ignorable, '').normalize('NFC');
  return visible.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

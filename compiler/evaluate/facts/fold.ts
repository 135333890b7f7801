import { isAscii, normalise } from './normal.ts';

const ignorable = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * A text as the most tolerant disk or mail server compares it: normalised, case folded in full (by
 * way of upper case, which also unfolds `ß`, `ſ` and ligatures, as APFS does) and without invisible
 * characters (as HFS+ does). Where two texts are equal only like this, nobody can say whether they
 * name one thing.
 */
export function foldCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  const visible = text.replace(ignorable, '');
  const lower = (normalise(visible) ?? visible).toLowerCase().toUpperCase().toLowerCase();
  // Lower case writes a final sigma otherwise than an inner one; a pattern's piece has no context.
  const folded = lower.replaceAll('ς', 'σ');
  return normalise(folded) ?? folded;
}

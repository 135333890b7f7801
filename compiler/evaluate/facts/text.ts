import { normalise } from './normal.ts';

/**
 * A text as it stands, or null when two readers could take it for different ones: not in Unicode
 * normal form C, or half a surrogate pair in it.
 */
export function readText(text: string): string | null {
  return text.isWellFormed() && text === normalise(text) ? text : null;
}

import type { Location } from 'vscode-languageserver';
import { type Cursor, occurrenceAt } from './cursor.ts';

/** Where the thing under the cursor is declared: several places for a field of several tools. */
export function definitionsAt(cursor: Cursor): Location[] | null {
  const occurrence = occurrenceAt(cursor);
  if (occurrence === undefined) return null;
  return cursor.program
    .occurrencesOf(occurrence.symbols)
    .filter(({ role }) => role === 'declaration')
    .map(({ span }) => cursor.program.locationOf(span));
}

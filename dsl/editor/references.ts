import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type Location,
} from 'vscode-languageserver';
import { type Cursor, occurrenceAt } from './cursor.ts';

/** Every place of the program that names the thing under the cursor. */
export function referencesAt(
  cursor: Cursor,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
): Location[] | null {
  const occurrence = occurrenceAt(cursor);
  if (occurrence === undefined) return null;
  return cursor.program
    .occurrencesOf(occurrence.symbols)
    .filter(({ file }) => !cursor.program.isBuiltIn(file))
    .filter(({ role }) => includeDeclaration || role === 'reference')
    .map(({ span }) => cursor.program.locationOf(span));
}

/** The same within the file of the cursor, for the editor to mark. */
export function highlightsAt(cursor: Cursor): DocumentHighlight[] | null {
  const occurrence = occurrenceAt(cursor);
  if (occurrence === undefined) return null;
  return cursor.program
    .occurrencesOf(occurrence.symbols)
    .filter(({ file }) => file === cursor.file)
    .map(({ span, role }) => ({
      range: cursor.file.rangeOf(span),
      kind: role === 'declaration' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}

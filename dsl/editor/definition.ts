import type { Location } from 'vscode-languageserver';
import { type Cursor, occurrenceAt } from './cursor.ts';

/** Where the thing under the cursor is declared: several places for a field of several tools. */
export function definitionsAt(cursor: Cursor): Location[] | null {
  const imported = importAt(cursor);
  if (imported !== undefined) return [imported];
  const occurrence = occurrenceAt(cursor);
  if (occurrence === undefined) return null;
  return cursor.program
    .occurrencesOf(occurrence.symbols)
    .filter(({ role, file }) => role === 'declaration' && !cursor.program.isBuiltIn(file))
    .map(({ span }) => cursor.program.locationOf(span));
}

/** The beginning of what is imported under the cursor, if it is there. */
function importAt({ program, file, offset }: Cursor): Location | undefined {
  const target = file.tree.items
    .flatMap((item) => (item.kind === 'import' ? item.targets : []))
    .find(({ span }) => span.start <= offset && offset <= span.end);
  if (target === undefined) return undefined;
  const { uri } = program.importedBy(file, target) ?? {};
  const start = { line: 0, character: 0 };
  return uri === undefined ? undefined : { uri, range: { start, end: start } };
}

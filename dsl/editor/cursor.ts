import type { Position } from 'vscode-languageserver';
import type { PolicyFile } from './policy-file.ts';
import type { Program } from './program.ts';
import type { Occurrence } from './symbols.ts';

/** Where a request is about: a file of a program, and an offset in it. */
export interface Cursor {
  readonly program: Program;
  readonly file: PolicyFile;
  readonly offset: number;
}

/** The cursor at a position of a file. */
export function cursorAt(program: Program, file: PolicyFile, position: Position): Cursor {
  return { program, file, offset: file.offsetAt(position) };
}

/** The occurrence that a cursor is in, or at the end of. */
export function occurrenceAt({ file, offset }: Cursor): Occurrence | undefined {
  const touching = file.occurrences.filter(
    ({ span }) => span.start <= offset && offset <= span.end,
  );
  return touching.find(({ span }) => offset < span.end) ?? touching[0];
}

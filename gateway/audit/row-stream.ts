import { runProgram } from './process.ts';
import type { QueryRequest } from './query-child.ts';
import type { StoredRow } from './sealed-file.ts';

/** Stands for the rest of a file that the database cannot read. */
export const unreadableFile = '!';

/** A verification of years takes hours, and its output is read as it comes. */
const limits = {
  msMax: 24 * 60 * 60 * 1000,
  bytesMax: Number.POSITIVE_INFINITY,
  code: 'SENTRELY_ERR_AUDIT_QUERY',
} as const;

const leafChars = 64;

export type RowReader = () => AsyncGenerator<StoredRow | undefined>;

/**
 * Reads sealed files one after the other in a process of its own. For each file, in order, the
 * returned function yields its rows; undefined among them says that the rest cannot be read.
 */
export function readSealedFiles(paths: readonly string[]): RowReader {
  const request: QueryRequest = { type: 'rows', paths };
  const lines = runProgram('query', request, limits);
  return async function* nextFile() {
    for (;;) {
      const { value: line } = await lines.next();
      if (line === undefined || line === '') return;
      if (line === unreadableFile) yield undefined;
      else yield { leaf: line.slice(0, leafChars), text: line.slice(leafChars) };
    }
  };
}

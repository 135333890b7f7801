import { readSources as readSourcesIn } from '../action/sources.ts';
import { SentrelyError } from '../compiler/bundle/errors.ts';
import { gatherSources } from '../compiler/imports/gather.ts';
import type { Source } from '../dsl/source.ts';

/**
 * The policies that a person named on the command line: any place that this person may read. A
 * workflow, whose paths a stranger may have written, is confined to its workspace instead.
 */
export function readSources(
  paths: readonly string[],
  folder: string = process.cwd(),
): readonly Source[] {
  return readSourcesIn(paths, { folder, isConfined: false });
}

/**
 * The same, and what they import. Imports are not the words of the person at the terminal, so they
 * never lead out of the folder that the command is run in; the compiler says which are missing.
 */
export function readProgram(
  paths: readonly string[],
  folder: string = process.cwd(),
): readonly Source[] {
  return gatherSources(readSources(paths, folder), (file) => readImported(file, folder));
}

const absences: ReadonlySet<string> = new Set([
  'SENTRELY_ERR_SOURCE_MISSING',
  'SENTRELY_ERR_SOURCE_NONE',
  'SENTRELY_ERR_SOURCE_OUTSIDE',
]);

function readImported(file: string, folder: string): Source | undefined {
  try {
    const read = readSourcesIn([file], { folder, isConfined: true });
    return read.find((source) => source.file === file);
  } catch (error) {
    if (error instanceof SentrelyError && absences.has(error.code)) return undefined;
    throw error;
  }
}

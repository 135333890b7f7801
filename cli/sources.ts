import { readSources as readSourcesIn } from '../action/sources.ts';
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

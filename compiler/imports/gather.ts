import type { File, ImportTarget } from '../../dsl/ast.ts';
import { parse } from '../../dsl/parse.ts';
import type { Source } from '../../dsl/source.ts';
import { importedFile } from './path.ts';

/**
 * The given sources and all that they import, and what those import, each once. `load` reads a file
 * by the name that {@link importedFile} gives it, and answers undefined for one that is not there or
 * may not be read; the compiler then says that it is missing. Imports may form cycles.
 */
export function gatherSources(
  given: readonly Source[],
  load: (file: string) => Source | undefined,
): readonly Source[] {
  const gathered = new Map(given.map((source) => [source.file, source]));
  // A Map hands out what is added while it is walked.
  for (const source of gathered.values()) {
    for (const file of filesImported(source)) {
      const loaded = gathered.has(file) ? undefined : load(file);
      if (loaded !== undefined) gathered.set(file, { ...loaded, file });
    }
  }
  return [...gathered.values()];
}

function filesImported(source: Source): readonly string[] {
  if (!source.text.includes('import')) return [];
  return importsOf(parse(source).file)
    .filter(({ kind }) => kind === 'file')
    .flatMap(({ text }) => importedFile(source.file, text) ?? []);
}

/** Everything that a file imports. */
export function importsOf({ items }: File): readonly ImportTarget[] {
  return items.flatMap((item) => (item.kind === 'import' ? item.targets : []));
}

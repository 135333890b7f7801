import type { File } from '../../dsl/ast.ts';
import { parse } from '../../dsl/parse.ts';
import type { Source } from '../../dsl/source.ts';
import { actionText, toolKey } from '../subject.ts';
import { libraryTexts } from './texts.ts';

/** A shipped file of declarations, called as policies import it: `std.claude-code`. */
export interface Library {
  readonly source: Source;
  readonly file: File;
}

/** Names of all libraries. */
export const libraryNames: readonly string[] = [...libraryTexts.keys()];

const read = new Map<string, Library>();

/** A library by its whole name. Each is read once in a process, and only when it is asked for. */
export function libraryCalled(name: string): Library | undefined {
  const known = read.get(name);
  const text = libraryTexts.get(name);
  if (known !== undefined || text === undefined) return known;
  const source = { file: name, text };
  const library = { source, file: parse(source).file };
  read.set(name, library);
  return library;
}

/** True if the file of a span is a library: files of policies end in `.sentrely`. */
export function isLibrary(file: string): boolean {
  return libraryTexts.has(file);
}

/** The library that declares a tool, by the name that a model sees. */
export function libraryWithTool(key: string): string | undefined {
  return libraryNames.find((name) =>
    libraryCalled(name)?.file.items.some(
      (item) => item.kind === 'tool' && toolKey(item.tool) === key,
    ),
  );
}

/** The library that declares an action. */
export function libraryWithAction(name: string): string | undefined {
  return libraryNames.find((library) =>
    libraryCalled(library)?.file.items.some(
      (item) => item.kind === 'action' && actionText(item.action) === name,
    ),
  );
}

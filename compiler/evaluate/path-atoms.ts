import type { FoldedPath } from './field.ts';
import { foldCase } from './facts/fold.ts';
import type { PathFact } from './facts/path.ts';
import type { Matcher } from './automaton.ts';
import { either, type Truth } from './truth.ts';

/** Which form of a path a pattern reads; `either` is the forms that there are. */
export type PathForm = 'absolute' | 'relative' | 'either';

/** A pattern on paths, and the same in folded case. */
export interface PathPattern {
  readonly form: PathForm;
  readonly exact: Matcher;
  readonly folded: Matcher | null;
}

/** Whether a path is in the language of a pattern. */
export function matchPath(pattern: PathPattern, path: PathFact, folded: FoldedPath): Truth {
  if (path.isUnknown) return 'unknown';
  const { form } = pattern;
  if (form === 'absolute') return matchForm(pattern, path.absolute, folded.absolute) ?? 'no';
  const below = matchForm(pattern, path.relative, folded.relative);
  if (form === 'relative') return below ?? outsideTruth(path);
  return either(matchForm(pattern, path.absolute, folded.absolute) ?? 'no', below ?? 'no');
}

/** Undefined when the path has no such form. */
function matchForm(
  { exact, folded }: PathPattern,
  text: string | null,
  foldedText: string | null,
): Truth | undefined {
  if (text === null || foldedText === null) return undefined;
  if (exact.matches(text)) return 'yes';
  return folded?.matches(foldedText) === true ? 'unknown' : 'no';
}

/** What a pattern below the workspace says of a path that has no form there. */
function outsideTruth(path: PathFact): Truth {
  return path.inside === 'unknown' ? 'unknown' : 'no';
}

/** Literal paths in normal form, sorted by the form that they are compared with. */
export interface PathLiterals {
  readonly absolute: ReadonlySet<string>;
  readonly loose: ReadonlySet<string>;
  readonly relative: ReadonlySet<string>;
  readonly folded: ReadonlySet<string>;
}

/** Sorts literals: those that begin with `/` or `~` are absolute. */
export function pathLiterals(values: readonly string[]): PathLiterals {
  const isAbsolute = (value: string) => value.startsWith('/') || value.startsWith('~');
  const absolute = values.filter(isAbsolute);
  const relative = values.filter((value) => !isAbsolute(value));
  return {
    absolute: new Set(absolute),
    loose: new Set(absolute.map((value) => looseHome(foldCase(value)))),
    relative: new Set(relative),
    folded: new Set(relative.map(foldCase)),
  };
}

/** Whether a path is one of the literals; unknown where only case or the home's name differ. */
export function equalPath(literals: PathLiterals, path: PathFact, folded: FoldedPath): Truth {
  if (path.isUnknown) return 'unknown';
  return either(equalAbsolute(literals, path, folded), equalRelative(literals, path, folded));
}

function equalAbsolute(literals: PathLiterals, path: PathFact, folded: FoldedPath): Truth {
  if (path.absolute === null || folded.absolute === null) return 'no';
  if (literals.absolute.has(path.absolute)) return 'yes';
  return literals.loose.has(looseHome(folded.absolute)) ? 'unknown' : 'no';
}

function equalRelative(literals: PathLiterals, path: PathFact, folded: FoldedPath): Truth {
  if (literals.relative.size === 0) return 'no';
  if (path.relative === null || folded.relative === null) return outsideTruth(path);
  if (literals.relative.has(path.relative)) return 'yes';
  return literals.folded.has(folded.relative) ? 'unknown' : 'no';
}

/** Usual homes in folded case; which of them is `~` only the client's machine knows. */
const usualHome = /^\/(?:root|(?:home|users)\/[^/]+)(?=\/|$)/;

function looseHome(folded: string): string {
  return folded.replace(usualHome, '~');
}

import { firstSteps, type Step, stepsMatch } from './glob.ts';
import { fold, loosely, someOf, type Truth } from './truth.ts';

/** A path argument as far as text can tell; undefined where nothing can be said. */
export interface Place {
  /** From the root or from `~`, without a final slash; undefined if only the workspace knows. */
  readonly absolute: string | undefined;
  /** From the workspace, itself empty; undefined outside it. */
  readonly below: string | undefined;
  readonly isInside: Truth;
}

const lengthMax = 4096;

/** Texts that two readers place differently: Windows separators and drives, URLs, `~user`. */
const ambiguous = /[\0\\]|^~[^/]|^[A-Za-z][A-Za-z0-9+.-]*:|^\/\/[.?](\/|$)/;

/** Links of the kernel that lead anywhere. */
const magic = /^\/dev\/fd(\/|$)|^\/proc\/.+\/(root|cwd|exe|fd|map_files)$/;

/** Places a path lexically, given the directory that the client stated last, if any. */
export function placePath(text: string, workspace: string | null): Place | undefined {
  if (isAmbiguous(text)) return undefined;
  if (text.startsWith('~')) return placeAtHome(text.slice(1));
  const base =
    workspace?.startsWith('/') === true && !isAmbiguous(workspace)
      ? walk('', workspace)
      : undefined;
  if (!text.startsWith('/') && base === undefined) {
    const below = walkDown(text);
    return below === undefined ? undefined : { absolute: undefined, below, isInside: true };
  }
  const absolute = walk(text.startsWith('/') ? '' : (base ?? ''), text);
  return absolute === undefined ? undefined : compareWith(base, absolute);
}

/** Where a path may be: one place for each directory that it may begin at. */
export function placesOf(
  text: string,
  {
    workspace,
    directories,
  }: {
    readonly workspace: string | null;
    readonly directories: readonly string[] | null | undefined;
  },
): readonly (Place | undefined)[] {
  const isRooted = text.startsWith('/') || text.startsWith('~');
  if (isRooted || directories === undefined) return [placePath(text, workspace)];
  // An empty text is no path wherever it begins.
  if (directories === null || isAmbiguous(text)) return [undefined];
  return directories.map((directory) =>
    isAmbiguous(directory)
      ? undefined
      : placePath(`${directory.replace(/\/+$/, '')}/${text}`, workspace),
  );
}

function placeAtHome(text: string): Place | undefined {
  const path = walkDown(text);
  if (path === undefined) return undefined;
  return { absolute: path === '' ? '~' : `~/${path}`, below: undefined, isInside: undefined };
}

/** True of a text that is no path, or not the same path for everyone. */
export function isAmbiguous(text: string): boolean {
  return text === '' || text.length > lengthMax || ambiguous.test(text) || !text.isWellFormed();
}

/** The path as `/a/b`, the root as empty text; undefined if a magic link is met on the way. */
function walk(start: string, text: string): string | undefined {
  let at = start;
  for (const segment of text.split('/')) {
    if (segment === '..') at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
    else if (segment !== '' && segment !== '.') at = `${at}/${segment}`;
    if (magic.test(at)) return undefined;
  }
  return at;
}

/** The path from an unknown directory, as `a/b`; undefined if it leaves that directory. */
function walkDown(text: string): string | undefined {
  let at = '';
  for (const segment of text.split('/')) {
    if (segment === '..' && at === '') return undefined;
    if (segment === '..') at = at.slice(0, at.lastIndexOf('/'));
    else if (segment !== '' && segment !== '.') at = `${at}/${segment}`;
  }
  return at.slice(1);
}

function compareWith(base: string | undefined, path: string): Place {
  const absolute = path === '' ? '/' : path;
  if (base === undefined) return { absolute, below: undefined, isInside: undefined };
  if (`${path}/`.startsWith(`${base}/`)) {
    return { absolute, below: path.slice(base.length + 1), isInside: true };
  }
  const segments = base.split('/').length;
  const start = path.split('/').slice(0, segments).join('/');
  return { absolute, below: undefined, isInside: loosely(false, fold(start) === fold(base)) };
}

const usualHome = /^(?:~|\/root|\/home\/[^/]+|\/Users\/[^/]+)(?=\/|$)/;
const usualHomeFolded = /^(?:~|\/root|\/home\/[^/]+|\/users\/[^/]+)(?=\/|$)/;

/** Whether a pattern covers a place, by the form that its beginning asks for. */
export function coversPath(pattern: string, place: Place | undefined): Truth {
  if (place === undefined) return undefined;
  const [exact, folded] = [firstSteps(pattern), firstSteps(fold(pattern))];
  return someOf(exact.map((step, index) => coversFrom(step, folded[index] ?? step, place)));
}

function coversFrom(exact: Step, folded: Step, { absolute, below, isInside }: Place): Truth {
  const compare = (text: string) =>
    loosely(stepsMatch('segments', [exact], text), stepsMatch('segments', [folded], fold(text)));
  if (isHome(exact)) return absolute === undefined ? false : coversHome(exact, folded, absolute);
  const inAbsolute = absolute === undefined ? false : compare(absolute);
  if (charOf(exact) === '/') return inAbsolute;
  if (exact.reads === 'deep')
    return someOf([inAbsolute, below === undefined ? false : compare(below)]);
  if (below !== undefined) return compare(below);
  return isInside === undefined ? undefined : false;
}

function charOf({ reads }: Step): string | undefined {
  return typeof reads === 'object' ? reads.char : undefined;
}

function isHome(step: Step): boolean {
  const isWhole = step.next.every((next) => next.reads === 'end' || charOf(next) === '/');
  return charOf(step) === '~' && isWhole;
}

/** `~` in a pattern is any usual home directory. */
function coversHome(exact: Step, folded: Step, absolute: string): Truth {
  const rest = absolute.replace(usualHome, '');
  const restFolded = fold(absolute).replace(usualHomeFolded, '');
  return loosely(
    rest !== absolute && stepsMatch('segments', exact.next, rest),
    restFolded !== fold(absolute) && stepsMatch('segments', folded.next, restFolded),
  );
}

/** Whether a place is the directory or below it. */
export function isUnder(directory: string, place: Place | undefined): Truth {
  const base = placePath(directory, null);
  if (place === undefined || base === undefined) return undefined;
  const path = base.absolute ?? base.below ?? '';
  if (path !== '') return coversPath(path === '/' ? '/**' : `${path}/**`, place);
  return place.below !== undefined || (place.isInside === undefined ? undefined : false);
}

/** Whether a place is the one that a literal names. */
export function isPath(literal: string, place: Place | undefined): Truth {
  const wanted = placePath(literal, null);
  if (place === undefined || wanted === undefined) return undefined;
  if (wanted.absolute !== undefined) {
    if (place.absolute === undefined) return false;
    const isNear = foldHome(wanted.absolute) === foldHome(place.absolute);
    return loosely(wanted.absolute === place.absolute, isNear);
  }
  if (place.below === undefined) return place.isInside === undefined ? undefined : false;
  return loosely(place.below === wanted.below, fold(place.below) === fold(wanted.below ?? ''));
}

/** A path in folded case from `~`, whichever of the usual homes it is in. */
function foldHome(path: string): string {
  return fold(path).replace(usualHomeFolded, '~');
}

/** Whether two paths are one. */
export function isSamePath(one: Place | undefined, other: Place | undefined): Truth {
  if (one === undefined || other === undefined) return undefined;
  if (one.absolute !== undefined && other.absolute !== undefined) {
    return loosely(
      one.absolute === other.absolute,
      foldHome(one.absolute) === foldHome(other.absolute),
    );
  }
  const areDetached = one.absolute === undefined && other.absolute === undefined;
  if (!areDetached || one.below === undefined || other.below === undefined) return undefined;
  return loosely(one.below === other.below, fold(one.below) === fold(other.below));
}

import { foldCase } from './fold.ts';

/**
 * What a condition may read of a path. Lexical only: links cannot be seen from here, so a link
 * inside the workspace that leads out of it is a limit that policies must know.
 */
export interface PathFact {
  /** From `/`, or from `~` for the home directory; null while only the workspace could tell. */
  readonly absolute: string | null;
  /** Below the workspace, which itself is the empty text; null unless inside it. */
  readonly relative: string | null;
  readonly inside: 'yes' | 'no' | 'unknown';
  /** Nothing at all can be said of it. */
  readonly isUnknown: boolean;
}

const unknown: PathFact = { absolute: null, relative: null, inside: 'unknown', isUnknown: true };

/** No POSIX system opens a longer one (PATH_MAX, Linux), in UTF-16 units. */
const pathUnitsMax = 4096;

/**
 * Spellings that another reader resolves to another place: NUL ends a path in C, a backslash
 * separates on Windows, as do drives and `//?/`, a scheme makes a URL, and `~user` needs a database.
 */
const disputed = /[\0\\]|^~(?!$|\/)|^[A-Za-z][A-Za-z0-9+.-]*:|^\/\/[.?](?:$|\/)/;

/** Entries of /proc that are links to anywhere. */
export const processLinks: ReadonlySet<string> = new Set(['root', 'cwd', 'exe', 'fd', 'map_files']);

/**
 * Reads a path argument. Relative ones begin at `directory`: an absolute one, one from `~`, or one
 * below the workspace (`.` is the workspace itself); null is anywhere. Folds `//`, `.`, `..` and a
 * final slash. Below a workspace that is not known a relative path has no absolute form: the
 * workspace is then a place of its own, that no absolute or home pattern covers. A path that only
 * case or invisible characters keep out of the workspace is neither inside nor outside.
 */
export function readPath(
  text: string,
  workspace: string | null,
  directory: string | null = '.',
): PathFact {
  if (!isReadablePath(text)) return unknown;
  const base = workspace === null ? null : readWorkspace(workspace);
  // The common case, without a start of its own: an empty first segment is walked as none.
  if (text.startsWith('/')) return rooted(resolve([], text.split('/')), base);
  const start = startOf(text, base, directory);
  if (start === null) return unknown;
  const segments = [...start.segments, ...text.split('/').slice(start.skip)];
  if (start.kind === 'root') return rooted(resolve([], segments), base);
  return start.kind === 'home' ? home(descend(segments)) : detached(descend(segments));
}

/** Where a path begins. */
export interface PathStart {
  /** `detached` is a workspace that is not known. */
  readonly kind: 'root' | 'home' | 'detached';
  /** What is walked first. */
  readonly segments: readonly string[];
  /** How many segments of the path itself are walked by that. */
  readonly skip: number;
}

/** Where a path begins that begins with this text; null when it may be anywhere. */
export function startOf(
  text: string,
  base: readonly string[] | null,
  directory: string | null,
): PathStart | null {
  if (text.startsWith('/')) return { kind: 'root', segments: [], skip: 1 };
  if (text.startsWith('~')) return { kind: 'home', segments: [], skip: 1 };
  if (directory === null || !isReadablePath(directory)) return null;
  const segments = directory.split('/');
  if (directory.startsWith('/')) return { kind: 'root', segments, skip: 0 };
  if (directory.startsWith('~')) return { kind: 'home', segments: segments.slice(1), skip: 0 };
  if (base === null) return { kind: 'detached', segments, skip: 0 };
  return { kind: 'root', segments: [...base, ...segments], skip: 0 };
}

/** The directory that relative paths begin at as long as nobody says otherwise. */
export function directoryOf(workspace: string | null): string {
  return workspace?.startsWith('/') && isReadablePath(workspace) ? workspace : '.';
}

/** Whether a text is a path at all: one that all readers would take for the same, within limits. */
export function isReadablePath(text: string): boolean {
  return text !== '' && !isDisputed(text);
}

export function isDisputed(text: string): boolean {
  return text.length > pathUnitsMax || disputed.test(text) || !text.isWellFormed();
}

/** The segments of a workspace; null when it is no absolute directory that can be read. */
export function readWorkspace(text: string): readonly string[] | null {
  return text.startsWith('/') && !isDisputed(text) ? resolve([], text.split('/')) : null;
}

function rooted(segments: readonly string[] | null, base: readonly string[] | null): PathFact {
  if (segments === null) return unknown;
  const absolute = `/${segments.join('/')}`;
  const inside = base === null ? 'unknown' : isInside(segments, base);
  const relative = inside === 'yes' ? segments.slice(base?.length).join('/') : null;
  return { absolute, relative, inside, isUnknown: false };
}

function home(segments: readonly string[] | null): PathFact {
  if (segments === null) return unknown;
  const absolute = ['~', ...segments].join('/');
  return { absolute, relative: null, inside: 'unknown', isUnknown: false };
}

function detached(segments: readonly string[] | null): PathFact {
  if (segments === null) return unknown;
  return { absolute: null, relative: segments.join('/'), inside: 'yes', isUnknown: false };
}

/** Compares whole segments, so that `/app-evil` is not in `/app`. */
export function isInside(
  segments: readonly string[],
  base: readonly string[],
): 'yes' | 'no' | 'unknown' {
  if (base.every((segment, at) => segment === segments[at])) return 'yes';
  const start = segments.slice(0, base.length).join('/');
  return foldCase(start) === foldCase(base.join('/')) ? 'unknown' : 'no';
}

/** Walks from a rooted directory; `..` stays at the root. Null when the walk meets a magic link. */
function resolve(base: readonly string[], segments: readonly string[]): string[] | null {
  const walked = [...base];
  for (const segment of segments) {
    if (segment === '..') walked.pop();
    else if (segment !== '' && segment !== '.') walked.push(segment);
    if (isMagicLink(walked)) return null;
  }
  return walked;
}

/** Walks down from a place that is not known; null when `..` leaves it. */
function descend(segments: readonly string[]): string[] | null {
  const walked: string[] = [];
  for (const segment of segments) {
    if (segment === '..' && walked.pop() === undefined) return null;
    if (segment !== '..' && segment !== '' && segment !== '.') walked.push(segment);
  }
  return walked;
}

/** Whether a path is a link of /proc or /dev that may lead anywhere. */
export function isMagicLink(walked: readonly string[]): boolean {
  if (walked[0] === 'dev') return walked[1] === 'fd';
  return walked[0] === 'proc' && walked.length > 2 && processLinks.has(walked.at(-1) ?? '');
}

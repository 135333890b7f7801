import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { quote } from '../dsl/escape.ts';
import { actionError } from './errors.ts';

/** Folders below folders; a deeper tree is a loop of mounts or not policies. */
const depthMax = 32;
/** Never policies, and possibly huge. `.sentrely` is the data folder of a gateway. */
const skippedFolders: ReadonlySet<string> = new Set(['.git', '.sentrely', 'node_modules']);

const extension = '.sentrely';

/** A file or folder: `name` is the path shown to people, `real` the one without links. */
export interface PolicyFile {
  readonly name: string;
  readonly real: string;
}

/**
 * The file of a path, or the policy files below a folder. Nothing outside of `boundary`, a real
 * path, is found. A link below a folder may not lead out of that folder, because quietly skipping a
 * guard would allow more. Throws SENTRELY_ERR_SOURCE_*.
 */
export function findPolicyFiles(
  path: string,
  folder: string,
  boundary: string | undefined,
): readonly PolicyFile[] {
  const absolute = resolve(folder, path);
  const stat = attempt(path, () => statSync(absolute));
  const real = realpathSync(absolute);
  if (boundary !== undefined && !isBelow(real, boundary)) throw outside(path, boundary);
  const start = { name: shownName(absolute, folder), real };
  if (stat.isDirectory()) return filesBelow(start);
  if (stat.isFile()) return [start];
  throw actionError('SENTRELY_ERR_SOURCE_MISSING', `${quote(path)} is neither a file nor a folder`);
}

/** Whether a real path is a folder itself or in it; a sibling with the same beginning is not. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Says what the system said of a file, in words. */
export function attempt<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const { errno } = cause as NodeJS.ErrnoException;
    if (errno === undefined) throw cause;
    const detail = `${quote(name)}: ${getSystemErrorMessage(errno)}`;
    throw actionError('SENTRELY_ERR_SOURCE_MISSING', detail, cause);
  }
}

/** Walks without recursion, because the depth of a folder is outside input. */
function filesBelow(start: PolicyFile): readonly PolicyFile[] {
  const found: PolicyFile[] = [];
  let level: readonly PolicyFile[] = [start];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) throw tooDeep(start.name);
    const next: PolicyFile[] = [];
    for (const folder of level) {
      for (const entry of attempt(folder.name, () => entriesOf(folder.real))) {
        const child = childOf(folder, entry.name);
        const kind = kindOf(entry, child, start);
        if (kind === 'folder') next.push(child);
        if (kind === 'policy') found.push({ ...child, real: realpathSync(child.real) });
      }
    }
    level = next;
  }
  return found;
}

function entriesOf(folder: string): readonly Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}

function childOf(folder: PolicyFile, name: string): PolicyFile {
  const shown = folder.name === '.' ? name : `${folder.name}/${name}`;
  return { name: shown, real: join(folder.real, name) };
}

type Kind = 'folder' | 'policy' | 'other';

function kindOf(entry: Dirent, child: PolicyFile, start: PolicyFile): Kind {
  if (skippedFolders.has(entry.name)) return 'other';
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return kindOfLink(child, start);
  return entry.isFile() && entry.name.endsWith(extension) ? 'policy' : 'other';
}

/** A folder link is not followed: what it leads to is met on its own way, and it may be a loop. */
function kindOfLink(link: PolicyFile, start: PolicyFile): Kind {
  const isPolicy = link.name.endsWith(extension);
  const stat = isPolicy ? attempt(link.name, () => statSync(link.real)) : statOf(link.real);
  if (stat === undefined || !(isPolicy || stat.isDirectory())) return 'other';
  if (!isBelow(realpathSync(link.real), start.real)) throw outside(link.name, start.name);
  return isPolicy && stat.isFile() ? 'policy' : 'other';
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function shownName(absolute: string, folder: string): string {
  const name = relative(folder, absolute);
  if (name === '') return '.';
  const isInside = name !== '..' && !name.startsWith(`..${sep}`) && !isAbsolute(name);
  return (isInside ? name : absolute).replaceAll(sep, '/');
}

function outside(path: string, boundary: string): Error {
  const detail = `${quote(path)} leads out of ${quote(boundary)}`;
  return actionError('SENTRELY_ERR_SOURCE_OUTSIDE', detail);
}

function tooDeep(name: string): Error {
  const detail = `${quote(name)} is more than ${depthMax} folders deep`;
  return actionError('SENTRELY_ERR_SOURCE_TOO_LARGE', detail);
}

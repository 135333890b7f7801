import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { quote } from '../dsl/escape.ts';
import type { Source } from '../dsl/source.ts';
import { actionError } from './errors.ts';

/** More text than this in one policy file is a mistake; the parser has the same cap. */
const fileBytesMax = 1024 * 1024;
/** All files together: what still compiles in seconds. */
const totalBytesMax = 16 * 1024 * 1024;
/** Folders below folders; a deeper tree is a loop of mounts or not policies. */
const depthMax = 32;
/** Never policies, and possibly huge. `.sentrely` is the data folder of a gateway. */
const skippedFolders: ReadonlySet<string> = new Set(['.git', '.sentrely', 'node_modules']);

const extension = '.sentrely';

/** Where relative paths start, and whether anything outside of it may be read. */
export interface Place {
  /** Absolute. */
  readonly folder: string;
  readonly isConfined: boolean;
}

/** A file that was found: `name` is the path shown to people, `real` the one without links. */
interface Found {
  readonly name: string;
  readonly real: string;
}

/**
 * Reads the files named and every `.sentrely` file below the folders named, in the order of their
 * names, each once; names are relative to `folder` where they can be. A link below a named folder
 * may not lead out of it: quietly skipping a guard would allow more. Throws SENTRELY_ERR_SOURCE_*.
 */
export function readSources(
  paths: readonly string[],
  { folder, isConfined }: Place,
): readonly Source[] {
  const root = realpathSync(folder);
  const found = paths.flatMap((path) => find(path, folder, isConfined ? root : undefined));
  const unique = new Map(found.map((file) => [file.real, file]));
  const files = [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (files.length === 0) throw actionError('SENTRELY_ERR_SOURCE_NONE', listed(paths));
  let total = 0;
  return files.map((file) => {
    const bytes = readOne(file);
    total += bytes.length;
    checkSize('all files together', total, totalBytesMax);
    return { file: file.name, text: decode(file.name, bytes) };
  });
}

function find(path: string, folder: string, boundary: string | undefined): readonly Found[] {
  const absolute = resolve(folder, path);
  const stat = attempt(path, () => statSync(absolute));
  const real = realpathSync(absolute);
  if (boundary !== undefined && !isBelow(real, boundary)) throw outside(path, boundary);
  const start = { name: shownName(absolute, folder), real };
  if (stat.isDirectory()) return filesBelow(start);
  if (stat.isFile()) return [start];
  throw actionError('SENTRELY_ERR_SOURCE_MISSING', `${quote(path)} is neither a file nor a folder`);
}

/** Walks without recursion, because the depth of a folder is outside input. */
function filesBelow(start: Found): readonly Found[] {
  const found: Found[] = [];
  let level: readonly Found[] = [start];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) throw tooDeep(start.name);
    const next: Found[] = [];
    for (const folder of level) {
      for (const entry of attempt(folder.name, () => entriesOf(folder.real))) {
        const child = { name: below(folder.name, entry.name), real: join(folder.real, entry.name) };
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

function kindOf(entry: Dirent, child: Found, start: Found): 'folder' | 'policy' | 'other' {
  const isPolicy = entry.name.endsWith(extension);
  if (entry.isDirectory()) return skippedFolders.has(entry.name) ? 'other' : 'folder';
  if (entry.isFile()) return isPolicy ? 'policy' : 'other';
  if (!entry.isSymbolicLink()) return 'other';
  const stat = isPolicy ? attempt(child.name, () => statSync(child.real)) : statOf(child.real);
  if (stat === undefined || !(isPolicy || stat.isDirectory())) return 'other';
  if (skippedFolders.has(entry.name)) return 'other';
  if (!isBelow(realpathSync(child.real), start.real)) throw outside(child.name, start.name);
  // What a link inside the folder leads to is met on its own way too; a folder link may also loop.
  return isPolicy && stat.isFile() ? 'policy' : 'other';
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function readOne({ name, real }: Found): Uint8Array {
  checkSize(quote(name), attempt(name, () => statSync(real)).size, fileBytesMax);
  const bytes = attempt(name, () => readFileSync(real));
  checkSize(quote(name), bytes.length, fileBytesMax);
  return bytes;
}

function checkSize(what: string, found: number, max: number): void {
  if (found <= max) return;
  const detail = `${what}: found ${found} bytes, expected at most ${max}`;
  throw actionError('SENTRELY_ERR_SOURCE_TOO_LARGE', detail);
}

/** UTF-8 without a byte order mark at the start; inside the text the parser reports one. */
function decode(name: string, bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (!text.includes('\uFFFD')) return text;
  const at = invalidByte(bytes);
  if (at < 0) return text;
  const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
  const detail = `${quote(name)}: found byte ${byte} at offset ${at}`;
  throw actionError('SENTRELY_ERR_SOURCE_ENCODING', detail);
}

/** Offset of the first byte that is no UTF-8, or -1: where the decoder wrote U+FFFD by itself. */
function invalidByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let at = 0;
  for (const character of text) {
    const isWritten = bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
    if (character === '\uFFFD' && !isWritten) return at;
    at += Buffer.byteLength(character);
  }
  return -1;
}

function shownName(absolute: string, folder: string): string {
  const name = relative(folder, absolute);
  if (name === '') return '.';
  const isInside = name !== '..' && !name.startsWith(`..${sep}`) && !isAbsolute(name);
  return (isInside ? name : absolute).replaceAll(sep, '/');
}

function below(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`;
}

/** Whether a real path is a folder itself or inside of it; a sibling with the same beginning is not. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function outside(path: string, boundary: string): Error {
  const detail = `${quote(path)} leads out of ${quote(boundary)}`;
  return actionError('SENTRELY_ERR_SOURCE_OUTSIDE', detail);
}

function tooDeep(name: string): Error {
  const detail = `${quote(name)} is more than ${depthMax} folders deep`;
  return actionError('SENTRELY_ERR_SOURCE_TOO_LARGE', detail);
}

function listed(paths: readonly string[]): string {
  return paths.map((path) => quote(path)).join(', ');
}

function attempt<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const { errno } = cause as NodeJS.ErrnoException;
    if (errno === undefined) throw cause;
    const detail = `${quote(name)}: ${getSystemErrorMessage(errno)}`;
    throw actionError('SENTRELY_ERR_SOURCE_MISSING', detail, cause);
  }
}

import { readdirSync, statSync } from 'node:fs';
import { extname, relative, resolve, sep } from 'node:path';
import { quote } from '../dsl/escape.ts';
import type { Source } from '../dsl/source.ts';
import { cliError } from './errors.ts';
import { readText } from './files.ts';

/** Files of one run: the parser holds all of them in memory. */
const filesMax = 20_000;
/** One file, in bytes. What is longer was written by a program and defines no tools. */
const fileBytesMax = 1024 * 1024;
/** All files together, in bytes: some ten times that much memory is needed. */
const totalBytesMax = 64 * 1024 * 1024;
/** Folders below folders. */
const depthMax = 32;

const extensions: ReadonlySet<string> = new Set(
  ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'].map((name) => `.${name}`),
);
/** Code of others, and what a build wrote. Folders whose name begins with a dot are skipped too. */
const skippedFolders: ReadonlySet<string> = new Set([
  'build',
  'coverage',
  'dist',
  'node_modules',
  'out',
  'vendor',
]);

/** Programs, and the files that were too large to be read. */
export interface ProgramFiles {
  readonly sources: readonly Source[];
  readonly tooLarge: readonly string[];
}

/**
 * Reads the programs named and every program below the folders named, in the order of their names.
 * Links are not followed. Throws SENTRELY_ERR_CLI_FILE_READ.
 */
export function readPrograms(paths: readonly string[], folder: string): ProgramFiles {
  const files = [...new Set(paths.flatMap((path) => filesOf(resolve(folder, path), path)))].sort();
  if (files.length === 0) throw unreadable('found no TypeScript or JavaScript file');
  checkMax('files', files.length, filesMax);
  const sized = files.map((path) => ({ path, size: statSync(path).size }));
  const readable = sized.filter(({ size }) => size <= fileBytesMax);
  checkMax(
    'bytes',
    readable.reduce((sum, { size }) => sum + size, 0),
    totalBytesMax,
  );
  const nameOf = (path: string): string => shownName(path, folder);
  return {
    sources: readable.map(({ path }) => ({ file: nameOf(path), text: readText(folder, path) })),
    tooLarge: sized.filter(({ size }) => size > fileBytesMax).map(({ path }) => nameOf(path)),
  };
}

/** Walks without recursion, because the depth of a folder is outside input. */
function filesOf(start: string, shown: string): readonly string[] {
  const stat = statSync(start, { throwIfNoEntry: false });
  if (stat === undefined) throw unreadable(`${quote(shown)} does not exist`);
  if (stat.isFile()) {
    if (isProgram(start)) return [start];
    throw unreadable(`${quote(shown)} is no TypeScript or JavaScript file`);
  }
  const found: string[] = [];
  let level: readonly string[] = [start];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) throw unreadable(`${quote(shown)} is over ${depthMax} folders deep`);
    level = level.flatMap((folder) => {
      const entries = readdirSync(folder, { withFileTypes: true });
      const inFolder = (name: string): string => resolve(folder, name);
      const files = entries.filter((entry) => entry.isFile() && isProgram(entry.name));
      found.push(...files.map(({ name }) => inFolder(name)));
      checkMax('files', found.length, filesMax);
      const folders = entries.filter((entry) => entry.isDirectory() && !isSkipped(entry.name));
      return folders.map(({ name }) => inFolder(name));
    });
  }
  return found;
}

/** Declaration files hold types only. */
function isProgram(name: string): boolean {
  return extensions.has(extname(name)) && !/\.d\.[cm]?ts$/.test(name);
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || skippedFolders.has(name);
}

function shownName(path: string, folder: string): string {
  const name = relative(folder, path);
  return (name.startsWith('..') ? path : name).replaceAll(sep, '/');
}

function checkMax(what: string, found: number, max: number): void {
  if (found > max) throw unreadable(`found ${found} ${what}, expected at most ${max}`);
}

function unreadable(detail: string): Error {
  return cliError('SENTRELY_ERR_CLI_FILE_READ', detail);
}

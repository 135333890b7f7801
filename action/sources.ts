import { readFileSync, realpathSync, statSync } from 'node:fs';
import { quote } from '../dsl/escape.ts';
import type { Source } from '../dsl/source.ts';
import { actionError } from './errors.ts';
import { attempt, findPolicyFiles, type PolicyFile } from './policy-files.ts';

/** More text than this in one policy file is a mistake; the parser has the same cap. */
const fileBytesMax = 1024 * 1024;
/** All files together: what still compiles in seconds. */
const totalBytesMax = 16 * 1024 * 1024;

/** Where relative paths start, and whether anything outside of it may be read. */
export interface Place {
  /** Absolute. */
  readonly folder: string;
  readonly isConfined: boolean;
}

/**
 * Reads the files named and every `.sentrely` file below the folders named, in the order of their
 * names, each once; names are relative to `folder` where they can be. Throws SENTRELY_ERR_SOURCE_*.
 */
export function readSources(
  paths: readonly string[],
  { folder, isConfined }: Place,
): readonly Source[] {
  const boundary = isConfined ? realpathSync(folder) : undefined;
  const files = inOrder(paths.flatMap((path) => findPolicyFiles(path, folder, boundary)));
  if (files.length === 0) throw actionError('SENTRELY_ERR_SOURCE_NONE', listed(paths));
  let total = 0;
  return files.map((file) => {
    const bytes = readOne(file);
    total += bytes.length;
    checkSize('all files together', total, totalBytesMax);
    return { file: file.name, text: decode(file.name, bytes) };
  });
}

/** Sorted by name; a file with several names has the first of them, whatever order disks have. */
function inOrder(files: readonly PolicyFile[]): readonly PolicyFile[] {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const byPlace = Map.groupBy(sorted, ({ real }) => real);
  return [...byPlace.values()].flatMap(([first]) => first ?? []);
}

function listed(paths: readonly string[]): string {
  return paths.map((path) => quote(path)).join(', ');
}

function readOne({ name, real }: PolicyFile): Uint8Array {
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
  const at = text.includes('\uFFFD') ? invalidByte(bytes) : -1;
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

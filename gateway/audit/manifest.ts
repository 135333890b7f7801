import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { syncFolder } from '../durable-file.ts';
import { fileMode, sealedFolder } from './layout.ts';
import { Frontier, frontierLength } from './merkle.ts';
import { isTimestamp } from './row.ts';

/** One sealed file: a line of `manifest.jsonl`. Readers use the manifest, never a glob. */
export interface ManifestEntry {
  /** Below `audit/v1/`: `date=2026-03-04/h10-<writer>-<seq0>-<seq1>.parquet`. */
  readonly file: string;
  /** Hex, over the file. */
  readonly sha256: string;
  readonly rows: number;
  readonly writer: string;
  /** The last epoch in the file. */
  readonly epoch: number;
  readonly seq0: number;
  readonly seq1: number;
  /** Earliest and latest time in the file. */
  readonly ts0: string;
  readonly ts1: string;
  /** The Merkle tree of the writer after the file: `seq1 + 1` leaves. */
  readonly tree_size: number;
  /** Hex. */
  readonly root: string;
  /** Hex of each subtree root, so that the tree goes on without reading the file. */
  readonly frontier: readonly string[];
}

/** The readable part of a manifest, in order of writing. */
export interface Manifest {
  readonly entries: readonly ManifestEntry[];
  /** Numbers, from 1, of whole lines that are not entries. */
  readonly unreadable: readonly number[];
}

/** What is sealed of one writer. */
export interface SealedChain {
  readonly entries: readonly ManifestEntry[];
  /** The tree after the last entry. */
  readonly frontier: Frontier;
  /** False when an entry is missing or out of order. */
  readonly isWhole: boolean;
}

const fileName =
  /^date=[0-9]{4}-[0-9]{2}-[0-9]{2}\/h[0-9]{2}-(w-[0-9a-f]{12})-[0-9]+-[0-9]+\.parquet$/;
const hash = /^[0-9a-f]{64}$/;

function manifestFile(folder: string): string {
  return join(sealedFolder(folder), 'manifest.jsonl');
}

/** Reads the manifest. A last line without its line feed was never committed and is left out. */
export function readManifest(folder: string): Manifest {
  const path = manifestFile(folder);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  const parsed = lines.map(parseEntry);
  const unreadable = parsed.flatMap((entry, index) => (entry === undefined ? [index + 1] : []));
  return { entries: parsed.filter((entry) => entry !== undefined), unreadable };
}

/** The entries of one writer as the chain that they must be. */
export function sealedChain(manifest: Manifest, writer: string): SealedChain {
  const entries = manifest.entries.filter((entry) => entry.writer === writer);
  const isWhole = entries.every(
    (entry, index) => entry.seq0 === (entries[index - 1]?.tree_size ?? 0),
  );
  return { entries, frontier: frontierAfter(entries.at(-1)), isWhole };
}

/** The tree after an entry, or the empty one. */
export function frontierAfter(entry: ManifestEntry | undefined): Frontier {
  if (entry === undefined) return new Frontier();
  return new Frontier(
    entry.tree_size,
    entry.frontier.map((node) => Buffer.from(node, 'hex')),
  );
}

/** Where a sealed file lies. */
export function sealedPath(folder: string, { file }: ManifestEntry): string {
  return join(sealedFolder(folder), file);
}

/** True if the file at the path is the one that was sealed. */
export function isSealedFile(path: string, { sha256 }: ManifestEntry): boolean {
  try {
    return sha256Hex(readFileSync(path)) === sha256;
  } catch {
    return false;
  }
}

/** Commits a sealed file: the line is durable on return. A torn line of an earlier crash goes. */
export function appendManifest(folder: string, entry: ManifestEntry): void {
  const path = manifestFile(folder);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    truncateSync(path, bytes.lastIndexOf(0x0a) + 1);
  }
  const descriptor = openSync(path, 'a', fileMode);
  try {
    writeSync(descriptor, `${JSON.stringify(entry)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncFolder(sealedFolder(folder));
}

function parseEntry(line: string): ManifestEntry | undefined {
  try {
    const entry = JSON.parse(line) as ManifestEntry;
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** The file is outside input: its names become paths and its numbers sizes. */
function isEntry(entry: ManifestEntry): boolean {
  const numbers = [entry.rows, entry.epoch, entry.seq0, entry.seq1, entry.tree_size];
  return (
    numbers.every((value) => Number.isSafeInteger(value) && value >= 0) &&
    fileName.exec(entry.file)?.[1] === entry.writer &&
    [entry.sha256, entry.root].every((value) => hash.test(value)) &&
    [entry.ts0, entry.ts1].every(isTimestamp) &&
    entry.rows === entry.tree_size - entry.seq0 &&
    entry.tree_size === entry.seq1 + 1 &&
    isFrontier(entry)
  );
}

function isFrontier({ frontier, tree_size, root }: ManifestEntry): boolean {
  if (!Array.isArray(frontier) || frontier.length !== frontierLength(tree_size)) return false;
  if (!frontier.every((node) => typeof node === 'string' && hash.test(node))) return false;
  const nodes = frontier.map((node) => Buffer.from(node, 'hex'));
  return new Frontier(tree_size, nodes).root().toString('hex') === root;
}

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { canonicalExpression } from '../../../gateway/audit/columns.ts';
import { type ManifestEntry, sealedPath } from '../../../gateway/audit/manifest.ts';
import { Frontier } from '../../../gateway/audit/merkle.ts';
import { leafHash } from '../../../gateway/audit/row.ts';
import { walLine } from '../../../gateway/audit/wal.ts';
import { manifestOf } from './harness.ts';

/** Rewrites a sealed file to the rows that `select` makes of `stored`, its rows so far. */
export async function rewriteParquet(path: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const source = `WITH stored AS (SELECT * FROM read_parquet('${path}', hive_partitioning = false))`;
  await connection.run(`COPY (${source} ${select}) TO '${path}.new' (FORMAT parquet)`);
  renameSync(`${path}.new`, path);
  connection.closeSync();
  instance.closeSync();
}

/** Makes every leaf of a sealed file fit its row, as one who rewrites history would. */
export async function fixLeaves(path: string): Promise<void> {
  const leaf = `unhex(sha256(chr(0) || ${canonicalExpression()}))`;
  await rewriteParquet(path, `SELECT * REPLACE (${leaf} AS leaf) FROM stored`);
}

export function writeManifest(folder: string, entries: readonly ManifestEntry[]): void {
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  writeFileSync(join(folder, 'audit', 'v1', 'manifest.jsonl'), text);
}

/** Makes the manifest name the files as they are now. */
export function fixHashes(folder: string): void {
  writeManifest(
    folder,
    manifestOf(folder).map((entry) => ({
      ...entry,
      sha256: sha256Hex(readFileSync(sealedPath(folder, entry))),
    })),
  );
}

/** Makes hashes, roots and frontiers of the manifest fit the files: all that needs no key. */
export async function fixEverything(folder: string): Promise<void> {
  const frontier = new Frontier();
  const entries: ManifestEntry[] = [];
  for (const entry of manifestOf(folder)) {
    const path = sealedPath(folder, entry);
    await fixLeaves(path);
    const seq0 = frontier.size;
    for (const leaf of await leavesOf(path)) frontier.append(leaf);
    entries.push({
      ...entry,
      rows: frontier.size - seq0,
      seq0,
      seq1: frontier.size - 1,
      tree_size: frontier.size,
      root: frontier.root().toString('hex'),
      frontier: frontier.nodes.map((node) => node.toString('hex')),
    });
  }
  writeManifest(folder, entries);
  fixHashes(folder);
}

async function leavesOf(path: string): Promise<readonly Buffer[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const sql = `SELECT lower(hex(leaf)) FROM read_parquet('${path}') ORDER BY seq`;
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows().map(([leaf]) => Buffer.from(String(leaf), 'hex'));
}

/** Rewrites a write-ahead segment line by line. */
export function rewriteLines(path: string, change: (lines: string[]) => readonly string[]): void {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  writeFileSync(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Changes the row of a line and makes its leaf fit. */
export function rewriteRow(line: string, change: (text: string) => string): string {
  const text = change(line.slice('{"leaf":"","row":'.length + 43, -1));
  return walLine(text, leafHash(text)).trimEnd();
}

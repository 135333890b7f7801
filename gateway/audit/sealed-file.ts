import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { syncFolder } from '../durable-file.ts';
import { canonicalExpression, parquetSelect, storedColumns } from './columns.ts';
import { streamRows } from './database.ts';
import { makeFolder } from './layout.ts';
import { type ManifestEntry, sealedPath } from './manifest.ts';
import type { Frontier } from './merkle.ts';
import { canonicalStored } from './row.ts';
import { literal, readLines } from './sql.ts';
import { type WalRecord, walLine } from './wal.ts';

/** Records that become one file: in order, dense, of one hour. */
export interface SealedRun {
  readonly writer: string;
  /** The last epoch among the records. */
  readonly epoch: number;
  readonly records: readonly WalRecord[];
}

/** Where a file is made. */
export interface Workbench {
  readonly folder: string;
  /** On the same disk, so that a finished file can be renamed into place. */
  readonly scratch: string;
  readonly connection: DuckDBConnection;
}

/** Sorted as questions filter; zstd level 1 is as small as the higher ones and twice as fast. */
const copyOptions =
  "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880, KV_METADATA {schema: 'sentrely.audit/v1'}";

/**
 * Writes records as a Parquet file and puts it in place, once every row has been read back from it
 * byte for byte. Adds their leaves to the tree and returns the line for the manifest; until that is
 * appended the file does not count. Throws when the file does not say what the log said.
 */
export async function sealRun(
  bench: Workbench,
  run: SealedRun,
  frontier: Frontier,
): Promise<ManifestEntry> {
  const lines = join(bench.scratch, 'run.jsonl');
  const made = join(bench.scratch, 'run.parquet');
  writeFileSync(lines, run.records.map(({ text, leaf }) => walLine(text, leaf)).join(''));
  await bench.connection.run(copyStatement(lines, made));
  await checkRows(bench.connection, made, run.records);
  for (const { leaf } of run.records) frontier.append(leaf);
  const entry = describe(run, sha256Hex(readFileSync(made)), frontier);
  moveDurably(made, sealedPath(bench.folder, entry));
  return entry;
}

function copyStatement(lines: string, made: string): string {
  const sorted = `SELECT ${parquetSelect()} FROM ${readLines([lines])} ORDER BY agent_id, ts, seq`;
  return `COPY (${sorted}) TO ${literal(made)} (${copyOptions})`;
}

async function checkRows(
  connection: DuckDBConnection,
  made: string,
  records: readonly WalRecord[],
): Promise<void> {
  const rows = storedRows(connection, made);
  for (const record of records) {
    const { value: row } = await rows.next();
    if (row?.text !== record.text || row.leaf !== record.leaf.toString('hex')) {
      throw new Error(`record ${record.seq} did not come back from its file as it was written`);
    }
  }
  const { done } = await rows.next();
  if (done !== true) throw new Error('the file holds more records than were written');
}

/** Always 64 characters, whatever is stored. */
const leafHex = `CASE octet_length(leaf) WHEN 32 THEN lower(hex(leaf)) ELSE repeat('-', 64) END`;

/** A row as a sealed file has it. */
export interface StoredRow {
  /** The canonical text, made from the stored values alone. */
  readonly text: string;
  /** Hex of the stored leaf. */
  readonly leaf: string;
}

/**
 * Reads the rows of a sealed file in order of `seq`. Throws when it has other columns than the
 * schema: a column of another type could write what looks like other rows.
 */
export async function* storedRows(
  connection: DuckDBConnection,
  path: string,
): AsyncGenerator<StoredRow, undefined> {
  const source = `read_parquet(${literal(path)}, hive_partitioning = false)`;
  const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const found = reader.getRows().map(([name, type]) => `${String(name)} ${String(type)}`);
  if (found.join() !== storedColumns().join()) throw new Error('the file has other columns');
  const sql = `SELECT ${canonicalExpression()}, ${leafHex} FROM ${source} ORDER BY seq`;
  for await (const [json, leaf] of streamRows(connection, sql)) {
    yield { text: canonicalStored(json as string), leaf: leaf as string };
  }
  return undefined;
}

function describe(run: SealedRun, sha256: string, frontier: Frontier): ManifestEntry {
  const [seq0, seq1] = [run.records[0]?.seq ?? 0, frontier.size - 1];
  const times = run.records.map(({ ts }) => ts);
  const start = times[0] ?? '';
  return {
    file: `date=${start.slice(0, 10)}/h${start.slice(11, 13)}-${run.writer}-${seq0}-${seq1}.parquet`,
    sha256,
    rows: run.records.length,
    writer: run.writer,
    epoch: run.epoch,
    seq0,
    seq1,
    ts0: times.reduce((least, ts) => (ts < least ? ts : least), start),
    ts1: times.reduce((most, ts) => (ts > most ? ts : most), start),
    tree_size: frontier.size,
    root: frontier.root().toString('hex'),
    frontier: frontier.nodes.map((node) => node.toString('hex')),
  };
}

function moveDurably(from: string, to: string): void {
  const descriptor = openSync(from, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
  makeFolder(dirname(to));
  renameSync(from, to);
  syncFolder(dirname(to));
  syncFolder(dirname(dirname(to)));
}

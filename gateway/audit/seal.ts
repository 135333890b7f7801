import { existsSync, readFileSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../durable-file.ts';
import { openDatabase } from './database.ts';
import { makeFolder, sealedFolder, writerFile } from './layout.ts';
import { takeLock } from './lock.ts';
import { appendManifest, type ManifestEntry, readManifest, sealedChain } from './manifest.ts';
import type { SealReport } from './seal-process.ts';
import { sealRun, type Workbench } from './sealed-file.ts';
import { describeProblem, readTail } from './tail.ts';
import { listSegments, listWriters, type Segment, type WalRecord } from './wal.ts';

/**
 * Turns the closed segments of a log into Parquet files. Each step is durable before the next: the
 * file, its line in the manifest, the removal of the segment. A crash between two of them repeats
 * the later ones, because what is sealed is what the manifest says and nothing else.
 */
export async function sealLog(folder: string): Promise<SealReport> {
  const scratch = join(sealedFolder(folder), 'scratch');
  makeFolder(sealedFolder(folder));
  const lock = takeLock(join(sealedFolder(folder), 'lock'));
  if (lock === undefined) return { files: [], problems: ['another process seals this log'] };
  try {
    rmSync(scratch, { recursive: true, force: true });
    makeFolder(scratch);
    const connection = await openDatabase({ threads: 1, memory: '1GB', spillFolder: scratch });
    return await sealWriters({ folder, scratch, connection });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    lock.release();
  }
}

/** A log that cannot be sealed must not keep the others from it. */
async function sealWriters(bench: Workbench): Promise<SealReport> {
  const files: ManifestEntry[] = [];
  const problems: string[] = [];
  for (const writer of listWriters(bench.folder)) {
    try {
      for await (const entry of sealWriter(bench, writer)) files.push(entry);
    } catch (error) {
      problems.push(`${writer}: ${(error as Error).message}`);
    }
  }
  return { files: files.map(({ file, rows }) => ({ file, rows })), problems };
}

async function* sealWriter(bench: Workbench, writer: string): AsyncGenerator<ManifestEntry> {
  const segments = listSegments(bench.folder, writer);
  const { frontier, isWhole } = sealedChain(readManifest(bench.folder), writer);
  if (!isWhole) throw new Error('the manifest does not list every sealed file');
  const isOpen = isOpenWriter(bench.folder, writer);
  for (const { segment, due, problem, nextSeq, content } of readTail(segments, frontier.size)) {
    // The newest segment of the open writer is being written.
    if (isOpen && nextSeq === undefined) return;
    if (problem !== undefined) throw new Error(describeProblem(problem));
    for (const records of splitByHour(due)) {
      const entry = await sealRun(bench, { writer, epoch: segment.epoch, records }, frontier);
      appendManifest(bench.folder, entry);
      yield entry;
    }
    dropSegment(segment, content.rest !== 'nothing' && nextSeq === undefined);
  }
}

/** If it is not known which writer is open, any may be. */
function isOpenWriter(folder: string, writer: string): boolean {
  const path = writerFile(folder);
  return !existsSync(path) || readFileSync(path, 'utf8').trim() === writer;
}

/** A file belongs to one hour, so a day never has to open the file of another. */
function splitByHour(records: readonly WalRecord[]): readonly (readonly WalRecord[])[] {
  const runs: WalRecord[][] = [];
  for (const record of records) {
    const run = runs.at(-1);
    if (run?.[0]?.ts.slice(0, 13) === record.ts.slice(0, 13)) run.push(record);
    else runs.push([record]);
  }
  return runs;
}

/** Damage that nobody reported is evidence: it keeps its bytes under a name that is not a segment. */
function dropSegment({ path }: Segment, isDamaged: boolean): void {
  if (isDamaged) renameSync(path, `${path}.damaged`);
  else unlinkSync(path);
  syncFolder(dirname(path));
}

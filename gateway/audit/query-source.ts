import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isSealedFile,
  type Manifest,
  type ManifestEntry,
  readManifest,
  sealedChain,
  sealedPath,
} from './manifest.ts';
import { timestamp } from './row.ts';
import type { StoredFiles, TimeRange } from './sql.ts';
import { describeProblem, readTail, whileSealed } from './tail.ts';
import { listSegments, listWriters, type Segment, walLine } from './wal.ts';

/** An outcome may come after the range of its call; later than this it is not looked for. */
const outcomeLagMs = 60 * 60 * 1000;

/** What a question reads. */
export interface QuerySource {
  readonly files: StoredFiles;
  /** Why the answer may be incomplete: what is missing or damaged is left out. */
  readonly problems: readonly string[];
}

/** A source while it is put together. */
interface Draft {
  readonly parquet: string[];
  readonly lines: string[];
  readonly problems: string[];
}

/**
 * Finds the files of a range: sealed ones by the manifest, each compared with its hash before the
 * database opens it, and a copy, in `scratch`, of every whole line that is not sealed yet.
 */
export function openSource(folder: string, range: TimeRange, scratch: string): QuerySource {
  const draft = whileSealed(() => {
    const fresh: Draft = { parquet: [], lines: [], problems: [] };
    const tails = listWriters(folder).map((writer) => listSegments(folder, writer));
    const manifest = readManifest(folder);
    for (const segments of tails) copyTail(fresh, manifest, segments, scratch);
    addSealed(fresh, manifest, { folder, range });
    return fresh;
  });
  return { files: draft, problems: draft.problems };
}

function addSealed(
  draft: Draft,
  manifest: Manifest,
  { folder, range }: { readonly folder: string; readonly range: TimeRange },
): void {
  draft.problems.push(...manifestProblems(manifest));
  for (const entry of manifest.entries) {
    if (!overlaps(entry, range)) continue;
    const path = sealedPath(folder, entry);
    if (isSealedFile(path, entry)) draft.parquet.push(path);
    else draft.problems.push(`${entry.file} is not the file that was sealed`);
  }
}

/** What a manifest no longer says. */
function manifestProblems(manifest: Manifest): readonly string[] {
  const writers = new Set(manifest.entries.map(({ writer }) => writer));
  const broken = [...writers].filter((writer) => !sealedChain(manifest, writer).isWhole);
  return [
    ...manifest.unreadable.map((line) => `line ${line} of the manifest cannot be read`),
    ...broken.map((writer) => `the manifest does not list every file of ${writer}`),
  ];
}

function copyTail(
  draft: Draft,
  manifest: Manifest,
  segments: readonly Segment[],
  scratch: string,
): void {
  const writer = segments[0]?.writer ?? '';
  const { frontier } = sealedChain(manifest, writer);
  for (const { segment, due, problem } of readTail(segments, frontier.size)) {
    if (problem !== undefined) draft.problems.push(`${writer}: ${describeProblem(problem)}`);
    if (due.length === 0) continue;
    const path = join(scratch, `${writer}-${segment.epoch}-${segment.firstSeq}.jsonl`);
    writeFileSync(path, due.map(({ text, leaf }) => walLine(text, leaf)).join(''));
    draft.lines.push(path);
  }
}

/** Times of one form compare as texts. */
function overlaps({ ts0, ts1 }: ManifestEntry, { since, until }: TimeRange): boolean {
  if (since !== null && ts1 < since) return false;
  return until === null || ts0 < timestamp(Date.parse(until) + outcomeLagMs);
}

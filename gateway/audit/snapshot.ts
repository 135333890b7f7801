import { type Manifest, type ManifestEntry, readManifest, sealedChain } from './manifest.ts';
import { listNotes, readNotes } from './notes.ts';
import type { StoredRow } from './sealed-file.ts';
import { readTail, type TailProblem, whileSealed } from './tail.ts';
import { listSegments, listWriters, type Segment } from './wal.ts';

/** Everything that a folder holds of one log, at one moment. */
export interface LogSnapshot {
  readonly writer: string;
  /** Checkpoints as they are stored beside the log. */
  readonly notes: readonly string[];
  readonly entries: readonly ManifestEntry[];
  /** What is not sealed yet, in order, up to the first problem. */
  readonly tail: readonly StoredRow[];
  readonly problem: TailProblem | undefined;
}

/** The logs of a folder. */
export interface FolderSnapshot {
  readonly logs: readonly LogSnapshot[];
  /** Lines of the manifest that are not entries. */
  readonly unreadable: readonly number[];
}

/**
 * Takes the state of every log in a folder while a gateway may be writing it. Notes are read first:
 * then none of them can be ahead of the records.
 */
export function snapshotLogs(folder: string): FolderSnapshot {
  const notes = new Map(listNotes(folder).map((writer) => [writer, readNotes(folder, writer)]));
  return whileSealed(() => {
    const segments = new Map(
      listWriters(folder).map((writer) => [writer, listSegments(folder, writer)]),
    );
    const manifest = readManifest(folder);
    const sealed = manifest.entries.map(({ writer }) => writer);
    const writers = [...new Set([...notes.keys(), ...segments.keys(), ...sealed])].sort();
    const logs = writers.map((writer) => {
      const tail = tailOf(manifest, writer, segments.get(writer) ?? []);
      return { writer, notes: notes.get(writer) ?? [], ...tail };
    });
    return { logs, unreadable: manifest.unreadable };
  });
}

function tailOf(manifest: Manifest, writer: string, segments: readonly Segment[]) {
  const { entries, frontier } = sealedChain(manifest, writer);
  const tail: StoredRow[] = [];
  for (const { due, problem } of readTail(segments, frontier.size)) {
    const goesOn = due[0]?.seq === frontier.size + tail.length;
    for (const { text, leaf } of goesOn ? due : []) tail.push({ text, leaf: leaf.toString('hex') });
    if (problem !== undefined) return { entries, tail, problem };
  }
  return { entries, tail, problem: undefined };
}

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import { writeDurably } from '../durable-file.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { AuditEvent } from './event.ts';
import type { AuditVerifier } from './keys.ts';
import { makeFolder, walFolder, writerFile } from './layout.ts';
import { readManifest, sealedChain } from './manifest.ts';
import { Frontier } from './merkle.ts';
import { repairNotes } from './notes.ts';
import { describeProblem, readTail, type TailPart, whileSealed } from './tail.ts';
import { isWriterId, listSegments, listWriters, type WalRecord } from './wal.ts';

/** Where a writer goes on. */
export interface Resumption {
  readonly writerId: string;
  readonly epoch: number;
  /** The tree over every record so far; its size is the next `seq`. */
  readonly frontier: Frontier;
  /** What recovery has to say; to be written first. */
  readonly events: readonly AuditEvent[];
}

/** Why a log cannot be continued. */
interface Gap {
  readonly gap: string;
  readonly writerId?: string;
}

const lostWriter: Gap = { gap: 'the name of the last writer is lost' };

/**
 * Brings the log of a folder to where writing can go on. Records end at the last valid line; a torn
 * end is cut off and reported. If what was signed or sealed is no longer all there, nothing is
 * touched: the damaged log stays as it is for the verifier, and a new writer begins with `audit.gap`.
 */
export function resume(folder: string, verifier: AuditVerifier): Resumption {
  const writerId = readWriter(folder);
  if (writerId === undefined) return beginWriter(folder, hasLog(folder) ? lostWriter : undefined);
  const last = lastCheckpoint(folder, writerId, verifier);
  const found =
    'gap' in last ? last : whileSealed(() => resumeWriter(folder, writerId, last.signed));
  return 'gap' in found ? beginWriter(folder, { ...found, writerId }) : found;
}

function resumeWriter(
  folder: string,
  writerId: string,
  signed: Checkpoint | undefined,
): Resumption | Gap {
  const segments = listSegments(folder, writerId);
  const { frontier, entries, isWhole } = sealedChain(readManifest(folder), writerId);
  if (!isWhole) return { gap: 'the manifest does not list every sealed file' };
  const sealedSize = frontier.size;
  let last: TailPart | undefined;
  for (const part of readTail(segments, sealedSize)) {
    const gap =
      part.problem === undefined
        ? addRecords(frontier, part.due, signed)
        : describeProblem(part.problem);
    if (gap !== undefined) return { gap };
    last = part;
  }
  if (signed !== undefined && signed.size > frontier.size) {
    return { gap: `${frontier.size} records where ${signed.size} were signed` };
  }
  const epoch = Math.max(entries.at(-1)?.epoch ?? 0, last?.segment.epoch ?? 0) + 1;
  return { writerId, epoch, frontier, events: last === undefined ? [] : cutEnd(last) };
}

/** Adds records to the tree. Answers why they are not the ones that were signed, if they are not. */
function addRecords(
  frontier: Frontier,
  records: readonly WalRecord[],
  signed: Checkpoint | undefined,
): string | undefined {
  for (const { leaf } of records) {
    frontier.append(leaf);
    if (frontier.size === signed?.size && !frontier.root().equals(signed.root)) {
      return 'records differ from what was signed';
    }
  }
  return undefined;
}

/** Cuts a torn end off the newest segment. */
function cutEnd({ segment, content }: TailPart): readonly AuditEvent[] {
  const bytes = content.totalBytes - content.validBytes;
  if (bytes === 0) return [];
  truncateSync(segment.path, content.validBytes);
  return [recoveredEvent(bytes)];
}

function recoveredEvent(bytes: number): AuditEvent {
  return {
    kind: 'audit.recovered',
    reason: 'the end of the log was torn and has been cut off',
    detail: canonicalJson({ bytes }),
  };
}

/** The last note that the writer signed: kept before it was published, so never behind any copy. */
function lastCheckpoint(
  folder: string,
  writerId: string,
  verifier: AuditVerifier,
): { readonly signed: Checkpoint | undefined } | Gap {
  const note = repairNotes(folder, writerId);
  if (note === undefined) return { signed: undefined };
  const signed = openCheckpoint(note, verifier);
  return signed === undefined
    ? { gap: 'the last checkpoint is not signed by the key' }
    : { signed };
}

function hasLog(folder: string): boolean {
  return listWriters(folder).length > 0 || readManifest(folder).entries.length > 0;
}

function readWriter(folder: string): string | undefined {
  if (!existsSync(writerFile(folder))) return undefined;
  const id = readFileSync(writerFile(folder), 'utf8').trim();
  return isWriterId(id) ? id : undefined;
}

function beginWriter(folder: string, gap: Gap | undefined): Resumption {
  const writerId = `w-${randomBytes(6).toString('hex')}`;
  makeFolder(walFolder(folder, writerId));
  writeDurably(writerFile(folder), Buffer.from(`${writerId}\n`));
  const events = gap === undefined ? [] : [gapEvent(gap)];
  return { writerId, epoch: 1, frontier: new Frontier(), events };
}

function gapEvent({ gap, writerId }: Gap): AuditEvent {
  return { kind: 'audit.gap', reason: gap, target: writerId };
}

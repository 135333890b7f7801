import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { Finding } from './finding.ts';
import type { AuditVerifier } from './keys.ts';
import { isSealedFile, type ManifestEntry, sealedPath } from './manifest.ts';
import { splitNotes } from './notes.ts';
import { type LogSnapshot, snapshotLogs } from './snapshot.ts';
import type { TimeRange } from './sql.ts';
import { isWriterId } from './wal.ts';

/** What logs are verified with. */
export interface Verification {
  readonly folder: string;
  readonly verifier: AuditVerifier;
  readonly heartbeatMs: number;
  readonly range: TimeRange;
  readonly report: (finding: Finding) => void;
}

/** A log, and what of it is to be read. */
export interface LogPlan {
  readonly log: LogSnapshot;
  /** Checkpoints of the log that the key signed, wherever they were kept. */
  readonly signed: readonly Checkpoint[];
  /** Stored checkpoints that the key did not sign. */
  readonly unsigned: number;
  /** The entry before the first one that is read. */
  readonly before: ManifestEntry | undefined;
  readonly entries: readonly ManifestEntry[];
  readonly hasTail: boolean;
  /** The entries whose file is the one that was sealed, and goes on from the one before. */
  readonly readable: ReadonlySet<ManifestEntry>;
}

/** Plans every log of the folder, and those of which only a checkpoint from elsewhere is left. */
export function planLogs(verification: Verification, notes: readonly string[]): readonly LogPlan[] {
  const given = openGiven(verification, notes);
  const { logs, unreadable } = snapshotLogs(verification.folder);
  for (const line of unreadable) {
    const what = `line ${line} of the manifest is not an entry`;
    verification.report({ severity: 'tampered', writer: null, seq: null, what });
  }
  const known = new Set(logs.map(({ writer }) => writer));
  const lost = [...given.keys()].filter((writer) => !known.has(writer)).map(lostLog);
  return [...logs, ...lost].map((log) => planLog(verification, log, given.get(log.writer) ?? []));
}

/** Checkpoints from elsewhere, by writer. */
function openGiven(
  { verifier, report }: Verification,
  texts: readonly string[],
): ReadonlyMap<string, readonly Checkpoint[]> {
  const given = new Map<string, readonly Checkpoint[]>();
  for (const note of texts.flatMap(notesOf)) {
    const checkpoint = openCheckpoint(note, verifier);
    const writer = checkpoint?.origin.slice(verifier.name.length + 1) ?? '';
    if (checkpoint?.origin === `${verifier.name}/${writer}` && isWriterId(writer)) {
      given.set(writer, [...(given.get(writer) ?? []), checkpoint]);
    } else {
      const what = 'a checkpoint that was given is not one of this key';
      report({ severity: 'cannot-check', writer: null, seq: null, what });
    }
  }
  return given;
}

/** A text without any note is judged, and refused, as one. */
function notesOf(text: string): readonly string[] {
  const notes = splitNotes(text);
  return notes.length > 0 ? notes : [text];
}

function lostLog(writer: string): LogSnapshot {
  return { writer, notes: [], entries: [], tail: [], problem: undefined };
}

function planLog(
  { folder, verifier, range }: Verification,
  log: LogSnapshot,
  given: readonly Checkpoint[],
): LogPlan {
  const origin = `${verifier.name}/${log.writer}`;
  const own = log.notes
    .map((note) => openCheckpoint(note, verifier))
    .filter((checkpoint) => checkpoint?.origin === origin);
  const signed = [...own.filter((checkpoint) => checkpoint !== undefined), ...given];
  const part = selectEntries(log.entries, signed, range);
  const readable = part.entries.filter((entry, index) => {
    const previous = part.entries[index - 1] ?? part.before;
    const goesOn = entry.seq0 === (previous?.tree_size ?? 0);
    return goesOn && isSealedFile(sealedPath(folder, entry), entry);
  });
  return {
    log,
    signed,
    unsigned: log.notes.length - own.length,
    ...part,
    readable: new Set(readable),
  };
}

/**
 * The files of a range, and those after it up to the first checkpoint: a checkpoint that agrees
 * proves the tree before it, and with it the one that the first file is said to go on from.
 */
function selectEntries(
  entries: readonly ManifestEntry[],
  signed: readonly Checkpoint[],
  { since, until }: TimeRange,
): Pick<LogPlan, 'before' | 'entries' | 'hasTail'> {
  const first = since === null ? 0 : entries.findIndex(({ ts1 }) => ts1 >= since);
  const start = first < 0 ? entries.length : first;
  const from = { before: entries[start - 1] };
  if (until === null) return { ...from, entries: entries.slice(start), hasTail: true };
  const last = entries.findLast(({ ts0 }) => ts0 < until);
  const next = signed.reduce(
    (least, { size }) => (size >= (last?.tree_size ?? 0) && size < least ? size : least),
    Number.POSITIVE_INFINITY,
  );
  const end = entries.findIndex(({ tree_size }) => tree_size >= next);
  return end < 0
    ? { ...from, entries: entries.slice(start), hasTail: true }
    : { ...from, entries: entries.slice(start, end + 1), hasTail: false };
}

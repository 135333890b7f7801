import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from './columns.ts';
import { listFolder, walFolder } from './layout.ts';
import { isTimestamp, leafHash, type Stamp } from './row.ts';

/** One file of the write-ahead log: `wal/<writer>/<epoch>-<firstSeq>.jsonl`. */
export interface Segment {
  readonly path: string;
  readonly writer: string;
  readonly epoch: number;
  readonly firstSeq: number;
}

/** One line of a segment whose leaf was checked. */
export interface WalRecord {
  readonly seq: number;
  readonly ts: string;
  readonly leaf: Buffer;
  /** The canonical row, as it stands in the line. */
  readonly text: string;
}

/** What a segment holds. */
export interface SegmentContent {
  /** The records of the valid beginning, in order and dense from the segment's first. */
  readonly records: readonly WalRecord[];
  readonly validBytes: number;
  readonly totalBytes: number;
  /**
   * What follows the valid beginning. A crash leaves nothing or a torn end; a whole valid line after
   * a bad one means that somebody else wrote.
   */
  readonly rest: 'nothing' | 'torn' | 'records';
}

const segmentName = /^([0-9]{1,9})-([0-9]{1,16})\.jsonl$/;
const writerName = /^w-[0-9a-f]{12}$/;

/** A line is `{"leaf":"<43 characters of base64url>","row":<canonical row>}`: the row has its place. */
const rowAt = '{"leaf":"","row":'.length + 43;

/** Writes the line of a row, line feed included. */
export function walLine(text: string, leaf: Buffer): string {
  return `{"leaf":"${leaf.toString('base64url')}","row":${text}}\n`;
}

/** Where the segment that begins with this record lies. */
export function segmentFile(folder: string, { writerId, epoch, seq }: Stamp): string {
  return join(walFolder(folder, writerId), `${epoch}-${seq}.jsonl`);
}

/** True for what names a writer: it becomes part of paths. */
export function isWriterId(text: string): boolean {
  return writerName.test(text);
}

/** The writers that have a write-ahead log, in order of name. */
export function listWriters(folder: string): readonly string[] {
  const entries = listFolder(join(folder, 'wal'));
  return entries.filter(isWriterId).sort();
}

/** The segments of a writer in order. One ends where the next begins, whatever else it holds. */
export function listSegments(folder: string, writer: string): readonly Segment[] {
  const segments = listFolder(walFolder(folder, writer)).flatMap((name) => {
    const [, epoch, firstSeq] = segmentName.exec(name) ?? [];
    if (epoch === undefined) return [];
    const path = join(walFolder(folder, writer), name);
    return [{ path, writer, epoch: Number(epoch), firstSeq: Number(firstSeq) }];
  });
  return segments.sort((a, b) => a.firstSeq - b.firstSeq || a.epoch - b.epoch);
}

/** True if there is something to seal: every segment but the newest of the open writer is closed. */
export function hasClosedSegment(folder: string, openWriter: string): boolean {
  return listWriters(folder).some(
    (writer) => listSegments(folder, writer).length > (writer === openWriter ? 1 : 0),
  );
}

/** Reads a segment up to the first line that is not a record in its place. */
export function readSegment(segment: Segment): SegmentContent {
  const bytes = readFileSync(segment.path);
  const records: WalRecord[] = [];
  let at = 0;
  for (const line of lines(bytes, 0)) {
    const record = parseWalLine(line);
    if (record?.seq !== segment.firstSeq + records.length) break;
    records.push(record);
    at += line.length + 1;
  }
  return { records, validBytes: at, totalBytes: bytes.length, rest: restOf(bytes, at) };
}

/** Reads one line, without its line feed. Undefined unless it is a record with a right leaf. */
function parseWalLine(line: Buffer): WalRecord | undefined {
  const whole = line.toString('utf8');
  const text = whole.slice(rowAt, -1);
  const leaf = leafHash(text);
  if (walLine(text, leaf) !== `${whole}\n`) return undefined;
  const row = parseRow(text);
  if (!Number.isSafeInteger(row?.seq) || !isTimestamp(row?.ts)) return undefined;
  return { seq: row.seq as number, ts: row.ts, leaf, text };
}

function parseRow(text: string): Row | undefined {
  try {
    return JSON.parse(text) as Row;
  } catch {
    return undefined;
  }
}

function restOf(bytes: Buffer, at: number): SegmentContent['rest'] {
  if (at === bytes.length) return 'nothing';
  for (const line of lines(bytes, at)) if (parseWalLine(line) !== undefined) return 'records';
  return 'torn';
}

function* lines(bytes: Buffer, from: number): Generator<Buffer> {
  let start = from;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) return;
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import { signCheckpoint } from './checkpoint.ts';
import type { Row } from './columns.ts';
import type { AuditEvent } from './event.ts';
import type { AuditSigner } from './keys.ts';
import type { Frontier } from './merkle.ts';
import { publishNote } from './notes.ts';
import type { Resumption } from './recover.ts';
import { canonicalRow, leafHash, type Stamp, stampRow, toRow } from './row.ts';
import { type Disk, SegmentFile } from './segment-file.ts';
import { segmentFile, walLine } from './wal.ts';

/** A segment is closed at this size: small enough to read whole when it is recovered or sealed. */
const segmentBytesMax: number = 64 * 1024 * 1024;

/** A segment of some size is closed at this age, so that its records reach Parquet soon. */
const segmentAgeMsMax: number = 5 * 60 * 1000;

/**
 * A smaller one may stay open for an hour: it costs a question little, and hundreds of tiny files
 * for each quiet day would cost it much.
 */
const smallBytesMax: number = 4 * 1024 * 1024;
const smallAgeMsMax: number = 60 * 60 * 1000;

export interface JournalOptions {
  readonly folder: string;
  readonly signer: AuditSigner;
  /** A checkpoint is signed after this long even when nothing happened, so that a cut end shows. */
  readonly heartbeatMs: number;
  readonly gatewayVersion: string | undefined;
  readonly disk: Disk;
  readonly clock: () => number;
}

/**
 * The one writer of a log, synchronous: gives records their place, writes them, keeps the Merkle
 * tree and signs it. Runs in the worker thread, since every call may wait for the disk.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #writerId: string;
  readonly #epoch: number;
  readonly #frontier: Frontier;
  #segment: SegmentFile | undefined;
  #openedAtMs: number;
  #checkpointAtMs: number;
  /** Lines that were promised as `os` and are not synced: written again if their segment fails. */
  #unsynced: string[] = [];
  /** True while the last checkpoint covers every record but its own. */
  #isSigned: boolean;
  /** Why nothing may be written: the open segment is not what was written to it. */
  #blocked: Error | undefined;

  constructor(options: JournalOptions, from: Resumption) {
    this.#options = options;
    this.#writerId = from.writerId;
    this.#frontier = from.frontier;
    this.#epoch = from.epoch;
    this.#openedAtMs = options.clock();
    this.#checkpointAtMs = options.clock();
    this.#isSigned = from.frontier.size === 0;
    this.#record(from.events);
  }

  /**
   * Writes rows and returns the `seq` of the first. On return they are as durable as the strictest
   * of them asks. Throws when that failed: then none of them counts, and the next call begins a
   * fresh segment, because after a failed sync the state of a file is unknown.
   */
  append(rows: readonly Row[]): number {
    if (this.#blocked !== undefined) throw this.#blocked;
    const firstSeq = this.#frontier.size;
    const records = rows.map((row, index) => this.#place(row, firstSeq + index));
    const mayWait = rows.every(({ durability }) => durability === 'os');
    this.#write(
      records.map(({ line }) => line),
      mayWait,
    );
    for (const { leaf } of records) this.#frontier.append(leaf);
    this.#isSigned = false;
    return firstSeq;
  }

  /** The upkeep of every second: guards the segment, signs what is new, syncs, closes old segments. */
  tick(): void {
    this.#guard();
    const nowMs = this.#options.clock();
    const isDue = nowMs - this.#checkpointAtMs >= this.#options.heartbeatMs;
    if (isDue || !this.#isSigned) this.#checkpoint();
    this.#sync();
    if (this.#isDueToClose(nowMs - this.#openedAtMs)) this.rotate();
  }

  /** Closes the segment and opens the next: every segment but the newest can be sealed. */
  rotate(): void {
    if (this.#segment?.bytes === 0) return;
    this.#closeSegment();
    this.#attempt(() => {});
  }

  /** Signs what is not signed yet and closes the log. */
  close(): void {
    if (!this.#isSigned) this.#checkpoint();
    this.#closeSegment();
  }

  /** Signs the tree of everything that is durable, keeps the note, and records it. */
  #checkpoint(): void {
    this.#sync();
    const size = this.#frontier.size;
    const root = this.#frontier.root();
    const origin = `${this.#options.signer.name}/${this.#writerId}`;
    const note = signCheckpoint({ origin, size, root }, this.#options.signer);
    publishNote(this.#options.folder, this.#writerId, note);
    const detail = canonicalJson({ gateway: this.#options.gatewayVersion ?? null, note });
    const tree = { tree_size: size, tree_root: root.toString('hex') };
    this.#record([{ kind: 'checkpoint', durability: 'os', ...tree, detail }]);
    this.#isSigned = true;
    this.#checkpointAtMs = this.#options.clock();
  }

  #place(row: Row, seq: number): { readonly line: string; readonly leaf: Buffer } {
    const text = canonicalRow(stampRow(row, this.#stamp(seq)));
    const leaf = leafHash(text);
    return { line: walLine(text, leaf), leaf };
  }

  #write(lines: readonly string[], mayWait: boolean): void {
    if ((this.#segment?.bytes ?? 0) >= segmentBytesMax) this.rotate();
    this.#attempt((segment) => segment.write(lines.join('')));
    if (!mayWait) return this.#sync();
    for (const line of lines) this.#unsynced.push(line);
  }

  #sync(): void {
    if (this.#segment === undefined && this.#unsynced.length === 0) return;
    this.#attempt((segment) => segment.sync());
    this.#unsynced = [];
  }

  /** Does one step with the open segment; when it fails, the segment is never used again. */
  #attempt(step: (segment: SegmentFile) => void): void {
    try {
      step(this.#segment ?? this.#openSegment());
    } catch (error) {
      this.#segment?.abandon();
      this.#segment = undefined;
      throw error;
    }
  }

  #isDueToClose(ageMs: number): boolean {
    const isSmall = (this.#segment?.bytes ?? 0) < smallBytesMax;
    return ageMs >= (isSmall ? smallAgeMsMax : segmentAgeMsMax);
  }

  #closeSegment(): void {
    this.#sync();
    this.#segment?.close();
    this.#segment = undefined;
  }

  #openSegment(): SegmentFile {
    const place = this.#stamp(this.#frontier.size - this.#unsynced.length);
    const segment = new SegmentFile(segmentFile(this.#options.folder, place), this.#options.disk);
    this.#segment = segment;
    this.#openedAtMs = this.#options.clock();
    segment.write(this.#unsynced.join(''));
    return segment;
  }

  #guard(): void {
    try {
      const wasPutBack = this.#segment?.guard() ?? false;
      this.#blocked = undefined;
      if (wasPutBack) this.#record([segmentPutBack]);
    } catch (error) {
      this.#blocked = error as Error;
      throw error;
    }
  }

  #record(events: readonly AuditEvent[]): void {
    if (events.length === 0) return;
    this.append(events.map((event) => toRow(event, this.#options.clock())));
  }

  #stamp(seq: number): Stamp {
    return { writerId: this.#writerId, epoch: this.#epoch, seq };
  }
}

const segmentPutBack: AuditEvent = {
  kind: 'audit.degraded',
  reason: 'the open segment was removed or replaced and has been put back',
};

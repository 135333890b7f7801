import { quote } from '../../compiler/bundle/quote.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { Row } from './columns.ts';
import type { Finding, Severity } from './finding.ts';
import type { AuditVerifier } from './keys.ts';
import { frontierAfter, type ManifestEntry } from './manifest.ts';
import { Frontier } from './merkle.ts';
import { leafHash } from './row.ts';

/** What one log is compared with. */
export interface WalkSettings {
  readonly writer: string;
  readonly verifier: AuditVerifier;
  /** Checkpoints that the key signed, wherever they were kept. */
  readonly signed: readonly Checkpoint[];
  /** Checkpoints of this log that were stored beside it and that the key did not sign. */
  readonly unsigned: number;
  /** A log that runs records a checkpoint at least this often. */
  readonly heartbeatMs: number;
  readonly report: (finding: Finding) => void;
}

/** Slack of a heartbeat: a busy disk delays it. */
const heartbeatSlack = 2.5;

/**
 * Walks one log in order and compares: each record with its leaf and its place, the tree with what
 * the manifest and every checkpoint say of it.
 */
export class LogWalk {
  readonly #settings: WalkSettings;
  readonly #signedBySize = new Map<number, Checkpoint[]>();
  #frontier = new Frontier();
  #rows = 0;
  readonly #matched = new Set<number>();
  #unsigned: number;
  #hasWrongRoot = false;
  #hasMisplaced = false;
  /** Of the records since the last file ended. */
  #times: string[] = [];
  #last: { readonly epoch: number; readonly atMs: number } | undefined;

  constructor(settings: WalkSettings) {
    this.#settings = settings;
    this.#unsigned = settings.unsigned;
    for (const checkpoint of settings.signed) {
      const same = this.#signedBySize.get(checkpoint.size) ?? [];
      this.#signedBySize.set(checkpoint.size, [...same, checkpoint]);
    }
  }

  /** Records so far, whether walked or passed over. */
  get size(): number {
    return this.#frontier.size;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Checkpoints that the tree agreed with. */
  get matched(): number {
    return this.#matched.size;
  }

  /** Reports something at the current place. */
  find(severity: Severity, what: string): void {
    this.#settings.report({ severity, writer: this.#settings.writer, seq: this.size, what });
  }

  /** Takes the next record. `leaf` is what was stored beside it, in hex. */
  take(text: string, leaf: string): void {
    const row = JSON.parse(text) as Row;
    const computed = leafHash(text);
    if (computed.toString('hex') !== leaf)
      this.find('tampered', 'the record is not what its leaf says');
    if (row.seq !== this.size) this.#misplaced(row.seq);
    if (row.writer_id !== this.#settings.writer)
      this.find('tampered', 'it is a record of another log');
    if (row.kind === 'checkpoint') this.#compareRecorded(row);
    if (row.kind === 'audit.gap')
      this.find('info', `a gap was recorded: ${quote(row.reason ?? '')}`);
    this.#noticeSilence(row);
    this.#times.push(row.ts ?? '');
    this.#frontier.append(computed);
    this.#rows += 1;
    this.#compareSigned();
  }

  /** Compares the tree with what the manifest says of it after one of its files. */
  finish(entry: ManifestEntry): void {
    const root = Buffer.from(entry.root, 'hex');
    const isRoot = this.#expectRoot(root, `the manifest (${entry.file})`);
    const times = this.#times.sort();
    // A question opens only the files whose times it needs.
    if (times[0] !== entry.ts0 || times.at(-1) !== entry.ts1) {
      this.find('tampered', `the manifest has other times than the records of ${entry.file}`);
    }
    this.#times = [];
    if (!isRoot) this.passOver(entry);
  }

  /** Goes on after a file that is not as it was, with the tree that the manifest gives. */
  passOver(entry: ManifestEntry | undefined): void {
    this.#frontier = frontierAfter(entry);
    this.#last = undefined;
    this.#times = [];
  }

  /** Says what the walk has shown as a whole; `isAll` if it went to the end of the log. */
  end(isAll: boolean): void {
    if (this.#rows > 0 && this.matched === 0) {
      this.find('cannot-check', 'no checkpoint of this log is signed by the key');
    } else if (this.#unsigned > 0) {
      this.find('tampered', `${this.#unsigned} stored checkpoints are not signed by the key`);
    }
    if (isAll) this.#compareEnd();
  }

  #compareEnd(): void {
    const promised = largest(this.#signedBySize.keys());
    if (promised > this.size) {
      this.find('incomplete', `the log ends here and ${promised} records were signed`);
    }
    const open = this.size - largest(this.#matched);
    // The record of the last checkpoint itself is always open.
    if (this.matched > 0 && open > 1)
      this.find('info', `the last ${open} records are not signed yet`);
  }

  #compareSigned(): void {
    for (const checkpoint of this.#signedBySize.get(this.size) ?? []) {
      this.#compareTree(checkpoint, 'a signed checkpoint');
    }
  }

  #compareTree(checkpoint: Checkpoint, where: string): void {
    if (!this.#expectRoot(checkpoint.root, where)) return;
    this.#matched.add(checkpoint.size);
  }

  /** The first wrong root says it; every later one follows from it. */
  #expectRoot(root: Buffer, where: string): boolean {
    if (this.#frontier.root().equals(root)) return true;
    if (!this.#hasWrongRoot) {
      this.find('tampered', `the records before this one are not those of ${where}`);
    }
    this.#hasWrongRoot = true;
    return false;
  }

  /** One record that is missing or too many moves every later one. */
  #misplaced(seq: unknown): void {
    if (!this.#hasMisplaced) this.find('tampered', `record ${String(seq)} stands in its place`);
    this.#hasMisplaced = true;
  }

  /** A checkpoint is recorded right after the records that it covers. */
  #compareRecorded(row: Row): void {
    const checkpoint = openCheckpoint(noteOf(row), this.#settings.verifier);
    if (checkpoint === undefined) this.#unsigned += 1;
    else if (checkpoint.size !== this.size || row.tree_size !== this.size) {
      this.find('tampered', 'the recorded checkpoint is of another place');
    } else this.#compareTree(checkpoint, 'a recorded checkpoint');
  }

  #noticeSilence(row: Row): void {
    const [epoch, atMs] = [row.epoch ?? 0, Date.parse(row.ts ?? '')];
    const silentMs = this.#last?.epoch === epoch ? atMs - this.#last.atMs : 0;
    if (silentMs > this.#settings.heartbeatMs * heartbeatSlack) {
      this.find('info', `nothing was recorded for ${Math.round(silentMs / 1000)} s before this`);
    }
    this.#last = { epoch, atMs };
  }
}

/** The note in a checkpoint's detail; what is stored there may be anything. */
function noteOf(row: Row): string {
  try {
    const { note } = JSON.parse(row.detail ?? '') as { note?: unknown };
    return typeof note === 'string' ? note : '';
  } catch {
    return '';
  }
}

/** Over any number of values, which the arguments of Math.max are not. */
function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}

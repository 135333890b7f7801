import { closeSync, fstatSync, ftruncateSync } from 'node:fs';
import { type Disk, realDisk } from '../../gateway/audit/segment-file.ts';

/** A file that is being written. */
interface Open {
  /** Descriptors are used again. */
  readonly inode: number;
  writtenBytes: number;
  syncedBytes: number;
  /** Lines since the last sync. */
  lines: string[];
}

/**
 * The disk of one gateway process. It fails on demand, knows which lines are past losing, and can
 * lose the others with the power. The sync itself is left out: a game has no power to lose.
 */
export class FaultyDisk implements Disk {
  fails: 'nothing' | 'write' | 'half a write' | 'sync' = 'nothing';
  /** Told of every line once it is durable. */
  readonly #onDurable: (line: string) => void;
  readonly #files = new Map<number, Open>();

  constructor(onDurable: (line: string) => void) {
    this.#onDurable = onDurable;
  }

  write(descriptor: number, text: string): void {
    const file = this.#fileOf(descriptor);
    if (this.fails === 'half a write') realDisk.write(descriptor, text.slice(0, text.length / 2));
    if (this.fails.endsWith('write')) throw new Error('ENOSPC: no space left on device, write');
    realDisk.write(descriptor, text);
    file.writtenBytes += Buffer.byteLength(text);
    file.lines.push(...text.split('\n').filter((line) => line !== ''));
  }

  sync(descriptor: number): void {
    if (this.fails === 'sync') throw new Error('EIO: i/o error, fdatasync');
    const file = this.#fileOf(descriptor);
    file.syncedBytes = file.writtenBytes;
    for (const line of file.lines.splice(0)) this.#onDurable(line);
  }

  /** The process dies; with the power, all but a share of what was not synced is gone. */
  die(keptShare: number | 'all'): void {
    for (const [descriptor, { inode, writtenBytes, syncedBytes }] of this.#files) {
      if (inodeOf(descriptor) !== inode) continue;
      const share = keptShare === 'all' ? 1 : keptShare;
      const bytes = syncedBytes + Math.floor((writtenBytes - syncedBytes) * share);
      if (keptShare !== 'all') ftruncateSync(descriptor, bytes);
      closeSync(descriptor);
    }
    this.#files.clear();
  }

  #fileOf(descriptor: number): Open {
    const inode = inodeOf(descriptor) ?? 0;
    let file = this.#files.get(descriptor);
    if (file?.inode !== inode) {
      file = { inode, writtenBytes: 0, syncedBytes: 0, lines: [] };
      this.#files.set(descriptor, file);
    }
    return file;
  }
}

function inodeOf(descriptor: number): number | undefined {
  try {
    return fstatSync(descriptor).ino;
  } catch {
    return undefined;
  }
}

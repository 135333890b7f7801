import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeDurably } from '../durable-file.ts';
import { fileMode, makeFolder } from './layout.ts';

/** The two system calls that can lose a record. A port, because a failing disk is hard to come by. */
export interface Disk {
  write(descriptor: number, text: string): void;
  sync(descriptor: number): void;
}

export const realDisk: Disk = {
  // Writes until all of it is written, unlike writeSync.
  write: (descriptor, text) => writeFileSync(descriptor, text),
  sync: fdatasyncSync,
};

/** The segment that is being written. */
export class SegmentFile {
  readonly #path: string;
  readonly #disk: Disk;
  #descriptor: number;
  #bytes = 0;
  #syncedBytes = 0;

  /** Creates the file; its name is durable on return. Throws when it cannot, or it exists. */
  constructor(path: string, disk: Disk) {
    this.#path = path;
    this.#disk = disk;
    makeFolder(dirname(path));
    this.#descriptor = openSync(path, 'ax+', fileMode);
    try {
      syncFolder(dirname(path));
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isSynced(): boolean {
    return this.#bytes === this.#syncedBytes;
  }

  write(text: string): void {
    this.#disk.write(this.#descriptor, text);
    this.#bytes += Buffer.byteLength(text);
  }

  sync(): void {
    if (this.isSynced) return;
    this.#disk.sync(this.#descriptor);
    this.#syncedBytes = this.#bytes;
  }

  /**
   * Makes sure that the file is still the one at its path. One that was removed or replaced is put
   * back from the open descriptor, which keeps the data alive; true says that this was needed.
   * Throws when somebody changed its size: then records are lost and nothing can be promised.
   */
  guard(): boolean {
    const own = fstatSync(this.#descriptor);
    if (own.size !== this.#bytes) {
      throw new Error(`the segment has ${own.size} bytes where ${this.#bytes} were written`);
    }
    const found = statSync(this.#path, { throwIfNoEntry: false });
    if (found?.ino === own.ino && found.dev === own.dev) return false;
    this.#putBack();
    return true;
  }

  /** Gives up after a failed call: what was never promised is cut off, and the file is not used again. */
  abandon(): void {
    for (const step of [
      () => ftruncateSync(this.#descriptor, this.#syncedBytes),
      () => this.#disk.sync(this.#descriptor),
      () => (this.#syncedBytes === 0 ? unlinkSync(this.#path) : undefined),
      () => closeSync(this.#descriptor),
    ]) {
      // The disk has just failed, so these may fail too. Readers end a segment where the next begins.
      try {
        step();
      } catch {}
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #putBack(): void {
    const content = Buffer.alloc(this.#bytes);
    readSync(this.#descriptor, content, 0, content.length, 0);
    makeFolder(dirname(this.#path));
    writeDurably(this.#path, content);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.#path, 'a+', fileMode);
    this.#syncedBytes = this.#bytes;
  }
}

import { messageLength, preludeBytes } from './event-message.ts';

/** Cuts a byte stream into messages of an AWS event stream, whichever way the bytes were chunked. */
export class EventFramer {
  #parts: Buffer[] = [];
  #size = 0;
  /** How many bytes the next step takes: a prelude, or the whole message that it announces. */
  #needed = preludeBytes;

  /** Whether nothing is left of a message that has begun. */
  get isBetween(): boolean {
    return this.#size === 0;
  }

  /**
   * The messages that `chunk` completes, each whole. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE at a head
   * that is damaged or too large, after the messages before it.
   */
  *push(chunk: Uint8Array): Generator<Buffer> {
    this.#keep(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    while (this.#size >= this.#needed) {
      const bytes =
        this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
      this.#parts = [bytes];
      if (this.#needed === preludeBytes) this.#needed = messageLength(bytes);
      else yield this.#cut(bytes);
    }
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#size += bytes.length;
  }

  #cut(bytes: Buffer): Buffer {
    const message = bytes.subarray(0, this.#needed);
    const rest = bytes.subarray(this.#needed);
    this.#parts = [];
    this.#size = 0;
    this.#needed = preludeBytes;
    this.#keep(rest);
    return message;
  }
}

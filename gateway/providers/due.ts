/**
 * Bytes that are due to leave, in order. Those that came one behind the other in one chunk leave as
 * they came: nothing is copied.
 */
export class Due {
  readonly #parts: Buffer[] = [];
  /** The run that is being put together: it ends the list, and is not in it yet. */
  #chunk: ArrayBufferLike | undefined;
  #start = 0;
  #end = 0;

  push(bytes: Buffer): void {
    if (bytes.buffer === this.#chunk && bytes.byteOffset === this.#end) this.#end += bytes.length;
    else {
      this.#close();
      this.#chunk = bytes.buffer;
      this.#start = bytes.byteOffset;
      this.#end = bytes.byteOffset + bytes.length;
    }
  }

  /** All of it, which is due no more; null where there is none. */
  take(): Buffer | null {
    this.#close();
    const [first, ...others] = this.#parts.splice(0);
    if (first === undefined) return null;
    return others.length === 0 ? first : Buffer.concat([first, ...others]);
  }

  #close(): void {
    if (this.#chunk !== undefined && this.#end > this.#start)
      this.#parts.push(Buffer.from(this.#chunk, this.#start, this.#end - this.#start));
    this.#chunk = undefined;
  }
}

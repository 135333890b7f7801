import { SentrelyError } from '../../compiler/bundle/errors.ts';

/** Enough for the rest of any answer, while a person is asked about one of its calls. */
const aheadBytesMax: number = 16 * 1024 * 1024;

/**
 * What reading yields: bytes, the end as the provider meant it, a connection that broke, or an answer
 * that could not be read on its way here.
 */
export type Chunk = Uint8Array | 'end' | 'cut' | SentrelyError;

/**
 * The body of an answer, read on demand, so that a slow client slows the provider down; and read
 * ahead while a call waits for a person, so that the provider can finish and close.
 */
export class ReadAhead {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #ahead: Chunk[] = [];
  #aheadBytes = 0;
  /** A read that was begun and whose chunk nobody has taken yet. */
  #begun: Promise<Chunk> | undefined;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next chunk. Never rejects. */
  async next(): Promise<Chunk> {
    const chunk = this.#ahead.shift();
    if (chunk === undefined) return await this.#take();
    this.#aheadBytes -= sizeOf(chunk);
    return chunk;
  }

  /** What `answer` resolves to. Reads on until then, up to a bound. */
  async during<T>(answer: Promise<T>): Promise<T> {
    const answered = answer.then(
      () => null,
      () => null,
    );
    while (this.#aheadBytes < aheadBytesMax && !isLast(this.#ahead.at(-1))) {
      if ((await Promise.race([answered, this.#begin()])) === null) break;
      const chunk = await this.#take();
      this.#ahead.push(chunk);
      this.#aheadBytes += sizeOf(chunk);
    }
    return await answer;
  }

  /** Gives up the rest. Safe to call at any time. */
  close(): void {
    this.#source.return?.().catch(() => undefined);
  }

  #begin(): Promise<Chunk> {
    this.#begun ??= this.#source.next().then(
      ({ done, value }) => (done === true ? 'end' : value),
      (error: unknown) => (error instanceof SentrelyError ? error : 'cut'),
    );
    return this.#begun;
  }

  async #take(): Promise<Chunk> {
    const chunk = await this.#begin();
    this.#begun = undefined;
    return chunk;
  }
}

function isLast(chunk: Chunk | undefined): boolean {
  return chunk !== undefined && !(chunk instanceof Uint8Array);
}

function sizeOf(chunk: Chunk): number {
  return chunk instanceof Uint8Array ? chunk.length : 0;
}

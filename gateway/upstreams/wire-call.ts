import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** The head of an answer. */
export interface WireHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Unread bytes of an answer above which its connection is not read from. */
const unreadBytesMax = 64 * 1024;

/** Whoever reads wants no more. */
class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/**
 * One HTTP request and its answer, as undici tells of it: a head to wait for, then a body to iterate
 * once. It stands in the place of a stream, of which a gateway needs little at every chunk.
 */
export class WireCall implements Dispatcher.DispatchHandler, AsyncIterable<Uint8Array> {
  /** Rejects where no answer begins. */
  readonly head: Promise<WireHead>;
  readonly #began: PromiseWithResolvers<WireHead>;
  readonly #signal: AbortSignal;
  readonly #onBroken: () => void;
  readonly #stop = (): void => this.#abort(this.#signal.reason as Error);
  #controller: Dispatcher.DispatchController | undefined;
  #hasBegun = false;
  readonly #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  #reader: PromiseWithResolvers<IteratorResult<Uint8Array>> | undefined;
  /** How it ended. */
  #end: 'whole' | Error | undefined;

  /**
   * `signal` ends it at any time. `onBroken` is told when its body breaks off, but not where that was
   * wanted.
   */
  constructor(signal: AbortSignal, onBroken: () => void) {
    this.#signal = signal;
    this.#onBroken = onBroken;
    this.#began = Promise.withResolvers();
    this.head = this.#began.promise;
    // Where nobody has come to wait for it, its failure is nobody's.
    this.head.catch(() => {});
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  /** Whether the request has begun to leave: an upstream may then have read it. */
  get hasLeft(): boolean {
    return this.#controller !== undefined;
  }

  /** Whether an answer has begun. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Gives the rest up unread. Safe to call at any time. */
  discard(): void {
    if (this.#end === undefined) this.#abort(new GivenUp());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#end instanceof Error) controller.abort(this.#end);
    else if (this.#signal.aborted) controller.abort(this.#signal.reason as Error);
    else this.#controller = controller;
  }

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#hasBegun = true;
    this.#began.resolve({ status, headers });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#end !== undefined) return;
    if (this.#reader !== undefined) return this.#hand({ done: false, value: chunk });
    this.#unread.push(chunk);
    this.#unreadBytes += chunk.length;
    if (this.#unreadBytes > unreadBytesMax) controller.pause();
  }

  onResponseEnd(): void {
    this.#close('whole');
    this.#hand({ done: true, value: undefined });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#close(error);
  }

  onRequestUpgrade(controller: Dispatcher.DispatchController): void {
    controller.abort(new Error('the upstream changes the protocol'));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: () => {
        this.discard();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.#unread.shift();
    if (chunk !== undefined) {
      this.#unreadBytes -= chunk.length;
      if (this.#unreadBytes <= unreadBytesMax && this.#controller?.paused === true)
        this.#controller.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#end instanceof Error) return Promise.reject(this.#end);
    if (this.#end === 'whole') return Promise.resolve({ done: true, value: undefined });
    this.#reader = Promise.withResolvers();
    return this.#reader.promise;
  }

  #hand(result: IteratorResult<Uint8Array>): void {
    this.#reader?.resolve(result);
    this.#reader = undefined;
  }

  #abort(reason: Error): void {
    if (this.#end !== undefined) return;
    const controller = this.#controller;
    this.#close(reason);
    controller?.abort(reason);
  }

  /** What came before an answer broke off is still to be read. */
  #close(end: 'whole' | Error): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#signal.removeEventListener('abort', this.#stop);
    if (end === 'whole') return;
    const isWanted = this.#signal.aborted || end instanceof GivenUp;
    if (isWanted) this.#unread.length = 0;
    this.#began.reject(end);
    this.#reader?.reject(end);
    this.#reader = undefined;
    if (this.#hasBegun && !isWanted) this.#onBroken();
  }
}

import type { FastifyReply } from 'fastify';

type Headers = Record<string, string | string[]>;

/**
 * The answer to one client, written past Fastify so that bytes leave exactly as given. Nothing is
 * taken over until the first write: a failure before that is still an ordinary error reply.
 */
export class ClientStream {
  readonly #reply: FastifyReply;
  readonly #gone = new AbortController();
  readonly #onBegin: () => void;
  #hasBegun = false;

  /** `onBegin` is told once, when the first byte leaves. */
  constructor(reply: FastifyReply, onBegin: () => void = () => {}) {
    this.#reply = reply;
    this.#onBegin = onBegin;
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) this.#gone.abort();
    });
  }

  /** Aborted when the client closes the connection before the end of its answer. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Whether anything was sent: what fails from now on can only break the answer off. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Sends the head; the body follows by {@link write}. */
  begin(status: number, headers: Headers): void {
    this.#takeOver();
    const { raw } = this.#reply;
    raw.writeHead(status, headers);
    // In one packet with the first bytes where those are there already; else now.
    setImmediate(() => raw.flushHeaders());
  }

  /** Resolves when the client can take more. Rejects when it is gone. */
  async write(bytes: Uint8Array): Promise<void> {
    const { raw } = this.#reply;
    if (raw.destroyed) throw new ClientGone();
    if (raw.write(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        raw.off('drain', settle).off('close', settle);
        if (raw.destroyed) reject(new ClientGone());
        else resolve();
      };
      raw.once('drain', settle).once('close', settle);
    });
  }

  end(): void {
    this.#reply.raw.end();
  }

  /** Ends without an end, once what was written is out: a broken answer must look like one. */
  cut(): void {
    this.#reply.raw.socket?.destroySoon();
  }

  /** Sends a whole answer. */
  send(status: number, headers: Headers, body: Buffer): void {
    this.#takeOver();
    this.#reply.raw.writeHead(status, { ...headers, 'content-length': String(body.length) });
    this.#reply.raw.end(body);
  }

  /** Breaks the answer off if it is not over soon: its client may have stopped reading. */
  expire(): void {
    const timer = setTimeout(() => this.#reply.raw.destroy(), expiryMs);
    this.#reply.raw.once('close', () => clearTimeout(timer));
  }

  /** Sends an answer on as it comes; used where nothing in it can act. */
  async pass(status: number, headers: Headers, body: AsyncIterable<Uint8Array>): Promise<void> {
    this.begin(status, headers);
    try {
      for await (const chunk of body) await this.write(chunk);
    } catch {
      return this.cut();
    }
    this.end();
  }

  #takeOver(): void {
    this.#hasBegun = true;
    this.#onBegin();
    this.#reply.hijack();
  }
}

/** Time that a stopped answer has to reach its client, in milliseconds. */
const expiryMs = 2000;

/** The client closed the connection: there is nobody to write to. */
class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

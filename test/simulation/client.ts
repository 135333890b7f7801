import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Owner, WaitingRoom } from './turns.ts';

/** A request as Fastify hands it over. */
export function incomingOf(
  path: string,
  headers: Readonly<Record<string, string>>,
  body: object,
): FastifyRequest {
  return {
    url: path,
    raw: { socket: {} },
    routeOptions: { url: path },
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  } as unknown as FastifyRequest;
}

/** The connection to one client: tells of every byte that leaves, and is slow when chance says so. */
export class ClientConnection extends EventEmitter {
  readonly socket = { destroySoon: () => this.#close() };
  destroyed = false;
  writableFinished = false;
  readonly #owner: Owner;
  readonly #room: WaitingRoom;
  readonly #isSlow: () => boolean;
  readonly #onBytes: (bytes: Buffer) => void;

  constructor(
    { owner, room }: { readonly owner: Owner; readonly room: WaitingRoom },
    isSlow: () => boolean,
    onBytes: (bytes: Buffer) => void,
  ) {
    super();
    this.#owner = owner;
    this.#room = room;
    this.#isSlow = isSlow;
    this.#onBytes = onBytes;
  }

  /** What the gateway answers with. */
  get reply(): FastifyReply {
    const reply = {
      raw: this,
      hijack: () => reply,
      code: () => reply,
      headers: () => reply,
      send: (body: string) => {
        this.#leave(Buffer.from(body));
        return reply;
      },
    };
    return reply as unknown as FastifyReply;
  }

  writeHead(): void {}
  flushHeaders(): void {}

  write(bytes: Uint8Array): boolean {
    this.#leave(Buffer.from(bytes));
    if (!this.#isSlow()) return true;
    void this.#room.wait(this.#owner).then(() => this.emit('drain'));
    return false;
  }

  end(body?: Buffer): void {
    if (body !== undefined) this.#leave(body);
    this.writableFinished = true;
    this.#close();
  }

  destroy(): void {
    this.#close();
  }

  #leave(bytes: Buffer): void {
    if (this.#owner.isAlive && !this.destroyed) this.#onBytes(bytes);
  }

  #close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}

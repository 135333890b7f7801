import { connect, type Socket } from 'node:net';

/** How one request went, in milliseconds from sending. */
export interface Timing {
  readonly firstByteMs: number;
  readonly totalMs: number;
}

const headEnd = Buffer.from('\r\n\r\n');
const chunksEnd = Buffer.from('\r\n0\r\n\r\n');

/** One connection that sends the same bytes again and again: a client that costs next to nothing. */
export class Connection {
  readonly #socket: Socket;
  readonly #request: Buffer;

  private constructor(socket: Socket, request: Buffer) {
    this.#socket = socket;
    this.#request = request;
  }

  static async open(origin: string, request: Buffer): Promise<Connection> {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Connection(socket, request);
  }

  /** Sends it once and reads the answer to its end. Rejects unless that is a 200. */
  send(): Promise<Timing> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const begun = performance.now();
      let received: Buffer = Buffer.alloc(0);
      let bodyAt = -1;
      let endAt = -1;
      let firstByteMs = Number.NaN;
      const done = (): void => void socket.off('data', take).off('close', fail).off('error', fail);
      const fail = (): void => {
        done();
        reject(new Error(`the connection ended: ${received.subarray(0, 300).toString()}`));
      };
      const take = (chunk: Buffer): void => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        if (bodyAt === -1) {
          bodyAt = received.indexOf(headEnd);
          if (bodyAt === -1) return;
          const head = received.subarray(0, bodyAt).toString('latin1');
          if (!head.startsWith('HTTP/1.1 200')) return fail();
          const length = /^content-length: *(\d+)/im.exec(head)?.[1];
          if (length !== undefined) endAt = bodyAt + 4 + Number(length);
        }
        if (Number.isNaN(firstByteMs) && received.length > bodyAt + 4)
          firstByteMs = performance.now() - begun;
        const isEnd =
          endAt === -1
            ? received.subarray(-chunksEnd.length).equals(chunksEnd)
            : received.length >= endAt;
        if (!isEnd) return;
        done();
        resolve({ firstByteMs, totalMs: performance.now() - begun });
      };
      socket.on('data', take).once('close', fail).once('error', fail);
      socket.write(this.#request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

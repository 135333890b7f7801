import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { gatewayError } from './errors.ts';

/** Room for most requests, and for those that state a length and then send little of it. */
const roomAtFirst = 64 * 1024;

/**
 * The body of a request in one piece of memory of its own. What arrives is copied, not kept: in chunks
 * of one byte each a body of some megabytes would else take a thousand times as much. Rejects with SENTRELY_ERR_REQUEST_TOO_LARGE over `bytesMax`, and with the
 * stream's error where it breaks off.
 */
export function readBytes(
  body: Readable,
  headers: IncomingHttpHeaders,
  bytesMax: number,
): Promise<Buffer> {
  const stated = Number(headers['content-length'] ?? 0);
  if (stated > bytesMax) return Promise.reject(gatewayError('SENTRELY_ERR_REQUEST_TOO_LARGE'));
  return new Promise((resolve, reject) => {
    let room: Buffer = Buffer.allocUnsafeSlow(Math.min(stated || roomAtFirst, roomAtFirst));
    let size = 0;
    const take = (chunk: Buffer): void => {
      const end = size + chunk.length;
      if (end > bytesMax) {
        body.off('data', take).resume();
        return reject(gatewayError('SENTRELY_ERR_REQUEST_TOO_LARGE'));
      }
      if (end > room.length) room = grown(room, size, Math.min(bytesMax, Math.max(end, 2 * size)));
      chunk.copy(room, size);
      size = end;
    };
    body.on('data', take);
    body.once('end', () => resolve(room.subarray(0, size)));
    body.once('error', reject);
  });
}

function grown(room: Buffer, used: number, length: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(length);
  room.copy(larger, 0, 0, used);
  return larger;
}

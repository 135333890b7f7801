import { gatewayError } from '../errors.ts';

/** The longest line of results that is read, in bytes: a message is no longer elsewhere either. */
export const lineBytesMax: number = 32 * 1024 * 1024;

const lineFeed = 0x0a;

/**
 * The lines of a body, each with its line feed; the last may have none. Of a body that is longer than
 * memory only one line is held. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE for a line that is longer than
 * `bytesMax`.
 */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number = lineBytesMax,
): AsyncGenerator<Buffer, void, undefined> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const read = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (;;) {
      const end = read.indexOf(lineFeed, from);
      const part = read.subarray(from, end === -1 ? read.length : end + 1);
      bytes += part.length;
      if (bytes > bytesMax)
        throw gatewayError(
          'SENTRELY_ERR_UPSTREAM_UNREADABLE',
          `found a line over ${bytesMax} bytes`,
        );
      if (part.length > 0) parts.push(part);
      if (end === -1) break;
      yield Buffer.concat(parts);
      parts = [];
      bytes = 0;
      from = end + 1;
    }
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readBytes } from '../../gateway/request-bytes.ts';

const bytesMax = 1024 * 1024;
const tooLarge = { code: 'SENTRELY_ERR_REQUEST_TOO_LARGE' };

function read(
  chunks: Iterable<Uint8Array>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  return readBytes(Readable.from(chunks, { objectMode: false }), headers, bytesMax);
}

describe('the bytes of a request', () => {
  it.each([
    ['none', []],
    ['one chunk', [100]],
    ['many of one size', Array.from({ length: 300 }, () => 1000)],
    ['some that outgrow the room by far', [10, 200_000, 3, 500_000, 1]],
    ['as many as may be', [bytesMax]],
  ])('are put together from %s', async (_, sizes) => {
    const chunks = sizes.map((size, at) => Buffer.alloc(size, at % 251));
    const whole = Buffer.concat(chunks);
    expect((await read(chunks)).equals(whole)).toBe(true);
    const stated = { 'content-length': String(whole.length) };
    expect((await read(chunks, stated)).equals(whole)).toBe(true);
  });

  it('keep no chunk that they came in: one of a byte costs a thousand times as much', async () => {
    const chunks = new Readable({ read: () => {} });
    const whole = readBytes(chunks, {}, bytesMax);
    const chunk = Buffer.alloc(1);
    for (let at = 0; at < 100_000; at++) {
      chunk[0] = at % 251;
      chunks.emit('data', chunk);
    }
    chunks.emit('end');
    const body = await whole;
    expect(body.every((byte, at) => byte === at % 251)).toBe(true);
    expect(body.buffer.byteLength).toBeLessThanOrEqual(2 * body.length);
  });

  it('lie as words do, which is how they are scanned', async () => {
    const slab = Buffer.alloc(500, 'x');
    expect((await read([slab.subarray(3)])).byteOffset).toBe(0);
  });

  it.each([
    ['in one chunk', [bytesMax + 1]],
    ['in many', Array.from({ length: 1025 }, () => 1024)],
  ])('are refused where they are too many, %s', async (_, sizes) => {
    const chunks = sizes.map((size) => Buffer.alloc(size));
    await expect(read(chunks)).rejects.toMatchObject(tooLarge);
  });

  it('are refused unread where more are stated', async () => {
    const body = Readable.from([Buffer.alloc(1)]);
    const headers = { 'content-length': String(bytesMax + 1) };
    await expect(readBytes(body, headers, bytesMax)).rejects.toMatchObject(tooLarge);
  });

  it('are no body where they break off', async () => {
    function* broken(): Generator<Buffer> {
      yield Buffer.from('{"a":');
      throw new Error('the connection was reset');
    }
    await expect(read(broken())).rejects.toThrow('the connection was reset');
  });
});

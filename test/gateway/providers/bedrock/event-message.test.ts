import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventFramer } from '../../../../gateway/providers/bedrock/event-framer.ts';
import {
  decodeMessage,
  encodeMessage,
  messageBytesMax,
} from '../../../../gateway/providers/bedrock/event-message.ts';
import { awsCodec, chunk, frame } from './frames.ts';

const headerNames = fc.stringMatching(/^[:a-z-]{1,20}$/);
const textHeaders = fc.dictionary(headerNames, fc.string({ unit: 'grapheme', maxLength: 40 }), {
  maxKeys: 5,
  noNullPrototype: true,
});
const payloads = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));

/** A message with both checksums right, whatever stands in it. */
function sealed(
  head: Buffer,
  payload: Buffer,
  lengths: { all?: number; head?: number } = {},
): Buffer {
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(lengths.all ?? head.length + payload.length + 16, 0);
  prelude.writeUInt32BE(lengths.head ?? head.length, 4);
  const before = Buffer.concat([prelude, sum(prelude), head, payload]);
  return Buffer.concat([before, sum(before)]);
}

function sum(bytes: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum;
}

function textHeader(name: string, value: string, type = 7): Buffer {
  const size = Buffer.from([value.length >> 8, value.length & 0xff]);
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([type]),
    size,
    Buffer.from(value),
  ]);
}

function reframed(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const framer = new EventFramer();
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const ends = [...at, bytes.length];
  const parts = ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
  const messages = parts.flatMap((part) => [...framer.push(part)]);
  expect(framer.isBetween).toBe(true);
  return messages;
}

describe('messages of an event stream', () => {
  it('are read as the library of AWS reads them', () => {
    fc.assert(
      fc.property(textHeaders, payloads, (headers, payload) => {
        const read = decodeMessage(frame(headers, payload));
        expect(Object.fromEntries(read.headers)).toEqual(headers);
        expect(read.payload.equals(payload)).toBe(true);
      }),
    );
  });

  it('are written so that the library of AWS reads them', () => {
    fc.assert(
      fc.property(textHeaders, payloads, (headers, payload) => {
        const written = encodeMessage(headers, payload);
        expect(written.equals(frame(headers, payload))).toBe(true);
        const { headers: read, body } = awsCodec.decode(written);
        expect(Object.keys(read)).toEqual(Object.keys(headers));
        expect(Buffer.from(body).equals(payload)).toBe(true);
      }),
    );
  });

  it('read headers of every type, and only texts as texts', () => {
    const head = Buffer.concat([
      textHeader(':message-type', 'event'),
      Buffer.from([1, 0x61, 0]), // a: true
      Buffer.from([1, 0x62, 4, 0, 0, 0, 9]), // b: a number of four bytes
      textHeader('c', 'bytes', 6),
      Buffer.concat([Buffer.from([1, 0x64, 9]), Buffer.alloc(16, 1)]), // d: a UUID
    ]);
    const { headers, payload } = decodeMessage(sealed(head, Buffer.from('x')));
    expect([...headers]).toEqual([
      [':message-type', 'event'],
      ['a', null],
      ['b', null],
      ['c', null],
      ['d', null],
    ]);
    expect(payload.toString()).toBe('x');
  });

  it('come out whole however the bytes were cut', () => {
    const messages = [chunk('{"type":"ping"}'), frame({}, ''), chunk('{"type":"message_stop"}')];
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (cuts) => {
        const read = reframed(Buffer.concat(messages), cuts);
        expect(read.map((one) => one.toString('hex'))).toEqual(
          messages.map((one) => one.toString('hex')),
        );
      }),
    );
  });

  it('are refused when any one bit is another', () => {
    const bytes = chunk('{"type":"ping"}');
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => decodeMessage(changed)).toThrow('cannot check');
        // A length that is damaged is found before anything is waited for.
        if (bit < 96) expect(() => [...new EventFramer().push(changed)]).toThrow('cannot check');
      }),
    );
  });

  const empty = Buffer.alloc(0);
  it.each([
    [
      'two equal headers',
      sealed(Buffer.concat([textHeader('a', '1'), textHeader('a', '2')]), empty),
    ],
    ['a header without a name', sealed(textHeader('', 'x'), empty)],
    ['a header of an unknown type', sealed(textHeader('a', 'x', 10), empty)],
    ['a header that goes on after its end', sealed(textHeader('a', 'xyz').subarray(0, 6), empty)],
    ['a header without the length of its text', sealed(Buffer.from([1, 0x61, 7, 0]), empty)],
    ['a number that goes on after its end', sealed(Buffer.from([1, 0x61, 4, 0]), empty)],
    ['a name that is not UTF-8', sealed(Buffer.from([1, 0xff, 0]), empty)],
    ['headers that reach into the checksum', sealed(empty, empty, { head: 4 })],
    ['a length below the smallest', sealed(empty, empty, { all: 15 })],
    ['a length above the bound', sealed(empty, empty, { all: messageBytesMax + 1 })],
    ['headers above their bound', sealed(empty, empty, { all: 200_000, head: 131_073 })],
    ['a length that is not its own', sealed(empty, empty, { all: 17 })],
  ])('are refused with %s', (_name, bytes) => {
    expect(() => decodeMessage(bytes)).toThrow('cannot check');
  });
});

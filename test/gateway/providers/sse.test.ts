import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Frame, frameBytesMax, SseFramer } from '../../../gateway/providers/sse.ts';

/** The frames of a stream that arrives in pieces of the given sizes, used in turn. */
function frame(stream: Buffer, sizes: readonly number[] = [stream.length || 1]): Frame[] {
  const framer = new SseFramer();
  const frames: Frame[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    frames.push(...framer.push(stream.subarray(at, at + size)));
    at += size;
  }
  const rest = framer.end();
  return rest === null ? frames : [...frames, rest];
}

function read(stream: string): readonly (readonly [string | null, string | null])[] {
  return frame(Buffer.from(stream)).map(({ event, data }) => [event, data?.toString() ?? null]);
}

describe('frames are read as the standard says', () => {
  test.each([
    ['LF', 'event: a\ndata: 1\n\nevent: b\ndata: 2\n\n'],
    ['CRLF', 'event: a\r\ndata: 1\r\n\r\nevent: b\r\ndata: 2\r\n\r\n'],
    ['CR', 'event: a\rdata: 1\r\revent: b\rdata: 2\r\r'],
    ['mixed', 'event: a\rdata: 1\r\n\nevent: b\ndata: 2\n\r'],
    ['mixed the other way', 'event: a\ndata: 1\n\r\nevent: b\r\ndata: 2\r\r\n'],
    ['no space', 'event:a\ndata:1\n\nevent:b\ndata:2\n\n'],
    ['comments', ': x\nevent: a\n:data: 9\ndata: 1\n\n:\nevent: b\ndata: 2\n\n'],
    ['id and retry', 'id: 7\nevent: a\ndata: 1\nretry: 5\n\nid\nevent: b\ndata: 2\nretry\n\n'],
    ['a byte order mark', '\ufeffevent: a\ndata: 1\n\nevent: b\ndata: 2\n\n'],
    ['data first', 'data: 1\nevent: a\n\ndata: 2\nevent: b\n\n'],
    ['no last blank line', 'event: a\ndata: 1\n\nevent: b\ndata: 2\n'],
    ['no last line end', 'event: a\ndata: 1\n\nevent: b\ndata: 2'],
  ])('%s', (_, stream) => {
    expect(read(stream)).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test('several data lines are one text', () => {
    expect(read('data: {"a":\ndata:\ndata: 1}\n\n')).toEqual([[null, '{"a":\n\n1}']]);
  });

  test('only one space after the colon belongs to the field', () => {
    expect(read('event:  a\ndata:  1 \n\n')).toEqual([[' a', ' 1 ']]);
  });

  test('a frame without data has none, and its name does not reach the next', () => {
    expect(read('event: a\n\ndata\n\ndata: \n\ndata: 1\n\n')).toEqual([
      ['a', null],
      [null, null],
      [null, null],
      [null, '1'],
    ]);
  });

  test('extra blank lines are frames of their own', () => {
    expect(read('\n\ndata: 1\n\n\n')).toEqual([
      [null, null],
      [null, null],
      [null, '1'],
      [null, null],
    ]);
  });

  test('line ends of Unicode are text', () => {
    const data = '"a\u2028b\u2029c\u0085d\u000be\u000cf"';
    expect(read(`data: ${data}\n\n`)).toEqual([[null, data]]);
  });
});

describe('a frame that clients read differently has a defect', () => {
  test.each([
    'Data: 1\n\n',
    'data : 1\n\n',
    ' data: 1\n\n',
    '\0data: 1\n\n',
    'data: 1\n\ufeffdata: 2\n\n',
    'x\n\n',
    '{"type":"ping"}\n\n',
    'event: a\nevent: b\ndata: 1\n\n',
    'event: a\nevent: a\ndata: 1\n\n',
  ])('%j', (stream) => {
    expect(frame(Buffer.from(stream)).at(-1)?.defect).toBe('a line that clients read differently');
  });

  test('a byte order mark counts at the very beginning only', () => {
    const frames = frame(Buffer.from('data: 1\n\n\ufeffdata: 2\n\n'));
    expect(frames.map(({ defect }) => defect === null)).toEqual([true, false]);
  });
});

describe('size', () => {
  test('a frame may be large, in many pieces', () => {
    const stream = Buffer.from(`data: "${'x'.repeat(3_000_000)}"\n\ndata: 1\n\n`);
    expect(frame(stream, [1000]).map(({ data }) => data?.length)).toEqual([3_000_002, 1]);
  });

  test('a frame beyond the cap is refused, and nothing after it is read', () => {
    const framer = new SseFramer();
    const part = Buffer.alloc(1024 * 1024, 'x');
    const frames = Array.from({ length: 20 }, () => framer.push(part)).flat();
    expect(frames.map(({ defect }) => defect)).toEqual([
      `an event of more than ${frameBytesMax} bytes`,
    ]);
    expect(framer.push(Buffer.from('\n\ndata: 1\n\n'))).toEqual([]);
    expect(framer.end()).toBeNull();
  });

  test('also when it arrives in one piece', () => {
    const stream = Buffer.concat([Buffer.alloc(frameBytesMax, 'x'), Buffer.from('\n\n')]);
    expect(frame(stream)[0]?.defect).not.toBeNull();
  });
});

const line = fc.oneof(
  fc.constantFrom('data: {"a":"é😀"}', 'data:1', 'data', 'event: x', 'id: 1', ': c', '', '', ''),
  fc.string({ maxLength: 6 }),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 20 })
  .map((lines) => Buffer.from(lines.map(([text, end]) => text + end).join('')));

test('how a stream is chunked never shows, and no byte is lost', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(stream, sizes, (bytes, sizes) => {
      const whole = frame(bytes);
      expect(Buffer.concat(whole.map((frame) => frame.bytes))).toEqual(bytes);
      expect(frame(bytes, sizes)).toEqual(whole);
      expect(frame(bytes, [1])).toEqual(whole);
    }),
    { numRuns: 1000 },
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Frame, SseFramer } from '../../../gateway/providers/sse.ts';
import { scanAnswer } from '../../../gateway/providers/stream-event.ts';
import { TextFrame } from '../../../gateway/providers/text-frame.ts';

/** The bytes of a delta whose text has these between its quotes, as they are; one character each. */
function streamOf(inside: string, around: { type?: string; event?: string } = {}): string {
  const { type = 'text_delta', event = 'content_block_delta' } = around;
  const json = `{"type":"content_block_delta","index":0,"delta":{"type":"${type}","text":"${inside}"}}`;
  return Buffer.from(`event: ${event}\ndata: ${json}\n\n`).toString('latin1');
}

function frameOf(stream: string): Frame {
  const [frame] = new SseFramer().push(Buffer.from(stream, 'latin1'));
  if (frame === undefined) throw new Error('no frame');
  return frame;
}

function isKnown(known: TextFrame, stream: string): boolean {
  return known.endOf(stream, 0) === stream.length;
}

function learnt(): TextFrame {
  const frame = frameOf(streamOf('Hello'));
  const text = scanAnswer(frame.data ?? Buffer.alloc(0))
    .get('delta')
    ?.get('text');
  if (text === undefined) throw new Error('no text');
  const known = new TextFrame();
  known.learn(frame, text);
  return known;
}

describe('a frame that differs only inside its text', () => {
  test.each(['', 'word', 'a \\"quote\\"', 'line\\n', '\\\\', '~ !'])('%j is known', (inside) => {
    expect(isKnown(learnt(), streamOf(inside))).toBe(true);
  });

  test.each([
    'ä',
    'a\\u0041',
    'a"},"x":{"y":"',
    'a","type":"tool_use',
    'a\\',
    'a\\\\\\',
    'a\\x',
    'tab\there',
    '\u007f',
    'line\nhere',
    'a"}}\r\n\r\n',
  ])('%j is left to the scanner', (inside) => {
    expect(learnt().endOf(streamOf(inside), 0)).toBe(-1);
  });

  test('is not known in another event, of another type, in another order, or once forgotten', () => {
    expect(learnt().endOf(streamOf('a', { event: 'content_block_start' }), 0)).toBe(-1);
    expect(learnt().endOf(streamOf('a', { type: 'thinking_delta' }), 0)).toBe(-1);
    expect(learnt().endOf(streamOf('a', { type: 'text_delta ' }), 0)).toBe(-1);
    expect(new TextFrame().endOf(streamOf('a'), 0)).toBe(-1);
    const known = learnt();
    known.forget();
    expect(known.endOf(streamOf('a'), 0)).toBe(-1);
  });

  test('is not known before its blank line is there', () => {
    const stream = streamOf('abc');
    for (let end = 0; end < stream.length; end++)
      expect(learnt().endOf(stream.slice(0, end), 0)).toBe(-1);
  });

  test.each(['id: 7\n', ': comment\n', 'retry: 5\n'])(
    'is not learnt from a frame with more lines: %j',
    (line) => {
      const frame = frameOf(`${line}${streamOf('Hello')}`);
      const text = scanAnswer(frame.data ?? Buffer.alloc(0))
        .get('delta')
        ?.get('text');
      const known = learnt();
      if (text !== undefined) known.learn(frame, text);
      expect(known.endOf(streamOf('a'), 0)).toBe(-1);
    },
  );

  test('is what the scanner finds too, whatever stands inside', () => {
    const inside = fc
      .array(fc.constantFrom('a', '"', '\\', 'n', 'u', '0', '}', '{', ',', ':', ' ', 'é', '\t'))
      .map((parts) => parts.join(''));
    const known = learnt();
    let likes = 0;
    fc.assert(
      fc.property(inside, (text) => {
        const stream = streamOf(text);
        if (!isKnown(known, stream)) return;
        likes++;
        const json = scanAnswer(frameOf(stream).data ?? Buffer.alloc(0));
        expect(json.keys).toEqual(['type', 'index', 'delta']);
        expect(json.get('delta')?.keys).toEqual(['type', 'text']);
        expect(json.get('delta')?.get('text')?.text).toBe(JSON.parse(`"${text}"`));
      }),
      { numRuns: 2000 },
    );
    expect(likes).toBeGreaterThan(50);
  });
});

describe('a chunk in which frames are known', () => {
  /** What is read and what passes, where the first text of a run is learnt as a reader does. */
  function read(chunks: readonly string[]): { readonly all: string; readonly frames: number } {
    const framer = new SseFramer();
    const known = new TextFrame();
    let all = '';
    let frames = 0;
    for (const chunk of chunks)
      for (const frame of framer.read(Buffer.from(chunk, 'latin1'), known)) {
        if (frame instanceof Uint8Array) {
          all += frame.toString('latin1');
          continue;
        }
        frames++;
        all += frame.bytes.toString('latin1');
        known.forget();
        const text = scanAnswer(frame.data ?? Buffer.from('{}'))
          .get('delta')
          ?.get('text');
        if (text !== undefined) known.learn(frame, text);
      }
    return { all, frames };
  }

  test('every byte comes out, in order, and only what is not known is read', () => {
    const other = 'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n';
    const stream = `${streamOf('a')}${streamOf('b')}${streamOf('c')}${other}${streamOf('d')}${streamOf('ü')}`;
    expect(read([stream])).toEqual({ all: stream, frames: 4 });
  });

  test('also where it is cut anywhere', () => {
    const stream = `${streamOf('one')}${streamOf('two')}${streamOf('three')}${streamOf('four')}`;
    for (let cut = 1; cut < stream.length; cut++)
      expect(read([stream.slice(0, cut), stream.slice(cut)]).all).toBe(stream);
  });

  test('a carriage return anywhere in a chunk leaves all of it to be read', () => {
    const stream = `${streamOf('a')}${streamOf('b')}: x\r\n\n`;
    expect(read([stream])).toEqual({ all: stream, frames: 3 });
  });
});

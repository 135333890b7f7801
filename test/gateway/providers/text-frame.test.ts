import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Frame, SseFramer } from '../../../gateway/providers/sse.ts';
import { scanAnswer } from '../../../gateway/providers/stream-event.ts';
import { TextFrame } from '../../../gateway/providers/text-frame.ts';

/** A delta whose text has these bytes between its quotes, as they are. */
function frameOf(inside: string, around: { type?: string; event?: string } = {}): Frame {
  const { type = 'text_delta', event = 'content_block_delta' } = around;
  const json = `{"type":"content_block_delta","index":0,"delta":{"type":"${type}","text":"${inside}"}}`;
  const [frame] = new SseFramer().push(Buffer.from(`event: ${event}\ndata: ${json}\n\n`));
  if (frame === undefined) throw new Error('no frame');
  return frame;
}

function learnt(): TextFrame {
  const frame = frameOf('Hello');
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
    expect(learnt().isLike(frameOf(inside))).toBe(true);
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
  ])('%j is left to the scanner', (inside) => {
    expect(learnt().isLike(frameOf(inside))).toBe(false);
  });

  test('is not known in another event, of another type, in another order, or once forgotten', () => {
    expect(learnt().isLike(frameOf('a', { event: 'content_block_start' }))).toBe(false);
    expect(learnt().isLike(frameOf('a', { type: 'thinking_delta' }))).toBe(false);
    expect(learnt().isLike(frameOf('a', { type: 'text_delta ' }))).toBe(false);
    expect(new TextFrame().isLike(frameOf('a'))).toBe(false);
    const known = learnt();
    known.forget();
    expect(known.isLike(frameOf('a'))).toBe(false);
  });

  test('is what the scanner finds too, whatever stands inside', () => {
    const inside = fc
      .array(fc.constantFrom('a', '"', '\\', 'n', 'u', '0', '}', '{', ',', ':', ' ', 'é', '\t'))
      .map((parts) => parts.join(''));
    const known = learnt();
    let likes = 0;
    fc.assert(
      fc.property(inside, (text) => {
        const frame = frameOf(text);
        if (!known.isLike(frame) || frame.data === null) return;
        likes++;
        const json = scanAnswer(frame.data);
        expect(json.keys).toEqual(['type', 'index', 'delta']);
        expect(json.get('delta')?.keys).toEqual(['type', 'text']);
        expect(json.get('delta')?.get('text')?.text).toBe(JSON.parse(`"${text}"`));
      }),
      { numRuns: 2000 },
    );
    expect(likes).toBeGreaterThan(50);
  });
});

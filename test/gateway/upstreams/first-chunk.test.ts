import { describe, expect, it } from 'vitest';
import { beginStream } from '../../../gateway/upstreams/first-chunk.ts';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function begun(...texts: string[]) {
  const stream = await beginStream(chunks(...texts));
  if (stream === null) return null;
  const parts: Uint8Array[] = [];
  for await (const chunk of stream.body) parts.push(chunk);
  return { status: stream.status, text: Buffer.concat(parts).toString() };
}

const error = (type: string, end = '\n') =>
  `event: error${end}data: {"type":"error","error":{"type":"${type}","message":"m"}}${end}${end}`;

describe('the beginning of a stream', () => {
  it.each([
    [error('overloaded_error'), 529],
    [error('overloaded_error', '\r\n'), 529],
    [error('api_error'), 500],
    [error('rate_limit_error'), 429],
    // What blames the request is an answer.
    [error('invalid_request_error'), 200],
    [error('invalid_request_error').replace('"m"', '"\\"type\\":\\"overloaded_error\\""'), 200],
    [`event: message_start\ndata: {}\n\n${error('overloaded_error')}`, 200],
    [`: ${error('overloaded_error')}`, 200],
    ['x', 200],
  ])('%j stands for status %i, and every byte of it is passed on', async (text, status) => {
    expect(await begun(text, 'rest', 'é')).toEqual({ status, text: `${text}resté` });
  });

  it('is none where the stream is empty, and its failure where it breaks off', async () => {
    expect(await begun()).toBeNull();
    const broken = (async function* (): AsyncGenerator<Uint8Array> {
      yield* chunks();
      throw new Error('reset');
    })();
    await expect(beginStream(broken)).rejects.toThrow('reset');
  });

  it('whoever stops reading it ends it at its source', async () => {
    let isEnded = false;
    const source = (async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield* chunks('a', 'b', 'c');
      } finally {
        isEnded = true;
      }
    })();
    const stream = await beginStream(source);
    for await (const chunk of stream?.body ?? []) {
      expect(Buffer.from(chunk).toString()).toBe('a');
      break;
    }
    expect(isEnded).toBe(true);
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../../cli/lines.ts';
import { readTrace } from '../../cli/trace.ts';
import type { RecordedCall } from '../../compiler/replay/line.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Only the calls; the other lines are read too. */
async function* readCalls(input: AsyncIterable<Uint8Array>): AsyncGenerator<RecordedCall> {
  for await (const line of readTrace(input)) if (line.kind === 'call') yield line;
}

async function calls(text: string | Uint8Array, size = 7): Promise<readonly RecordedCall[]> {
  return all(readCalls(pieces(Buffer.from(text), size)));
}

const user = '{"type":"user","session":"s","agent":"a","text":"do it"}';
const result = '{"type":"result","session":"s","id":"1","text":"done"}';
function call(input: string, more = ''): string {
  return `{"type":"call","session":"s","agent":"a","id":"1","tool":"t","input":${input}${more}}`;
}

describe('linesOf', () => {
  test('splits as the text does, however the bytes arrive', async () => {
    const text = fc.array(fc.constantFrom('', 'a', 'é😀', '{"x":1}'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const seen = await all(linesOf(pieces(bytes, size), 100));
        expect(seen.map((line) => Buffer.from(line).toString())).toEqual(lines);
      }),
    );
  });

  test('hands out the last line without a line feed, and no empty line after one', async () => {
    const read = async (text: string) =>
      (await all(linesOf(pieces(Buffer.from(text), 2), 9))).map(String);
    expect(await read('a\nb')).toHaveLength(2);
    expect(await read('a\nb\n')).toHaveLength(2);
    expect(await read('')).toHaveLength(0);
  });

  test('a long line is cut one byte over the cap', async () => {
    const [line, next] = await all(linesOf(pieces(Buffer.from('abcdefgh\ni'), 3), 4));
    expect(line).toHaveLength(5);
    expect(next).toHaveLength(1);
  });
});

describe('readCalls', () => {
  test('hands out calls in order and passes over the other lines', async () => {
    const text = [user, '', call('{"a":1}', ',"at":"2026-03-04T00:00:00Z"'), result, call('{}')];
    expect((await calls(text.join('\r\n'))).map(({ input }) => input)).toEqual([{ a: 1 }, {}]);
  });

  test('reads the server of a call, null where it is not said', async () => {
    expect((await calls(call('{}', ',"server":"github"')))[0]?.server).toBe('github');
    expect((await calls(call('{}', ',"server":null')))[0]?.server).toBeNull();
    expect((await calls(call('{}')))[0]?.server).toBeNull();
  });

  test('a call without input is still a call', async () => {
    const text = '{"type":"call","session":"s","agent":"a","id":"1","tool":"t"}';
    expect(await calls(text)).toMatchObject([{ input: undefined, defect: null }]);
  });

  test.each([
    ['a repeated key', '{"a":1,"a":2}', /the key `a` twice/],
    ['a repeated key in disguise', '{"a":1,"\\u0061":2}', /the key `a` twice/],
    ['half a character', '{"a":"\\ud83d"}', /lone surrogate/],
    ['deep nesting', `${'['.repeat(70)}${']'.repeat(70)}`, /levels of nesting/],
  ])('%s in a call is a defect of the call, not of the trace', async (_, input, defect) => {
    const [found, next] = await calls(`${call(input)}\n${call('{}')}`);
    expect(found?.defect).toMatch(defect);
    expect(next?.defect).toBeNull();
  });

  test('arguments may be as deep as on the wire', async () => {
    const input = `{"a":${'['.repeat(63)}${']'.repeat(63)}}`;
    expect((await calls(call(input)))[0]?.defect).toBeNull();
  });

  test('a result with half a character does not stop the work', async () => {
    expect(await calls('{"type":"result","session":"s","id":"1","text":"\\ud83d"}')).toEqual([]);
  });

  test('`__proto__` is an argument like any other, and no member of the line', async () => {
    const [found] = await calls(call('{"__proto__":{"x":1}}'));
    expect(Object.keys(found?.input as object)).toEqual(['__proto__']);
    const inherited = '{"type":"call","__proto__":{"session":"s","agent":"a","id":"1","tool":"t"}}';
    await expect(calls(inherited)).rejects.toThrow(/expected text as `session`/);
  });

  test.each([
    ['text', 'hello', /line 2: expected a value/],
    ['a cut line', '{"type":"call"', /line 2: expected `,` or `}`/],
    ['a list', '[]', /line 2: expected one JSON object/],
    ['null', 'null', /line 2: expected one JSON object/],
    ['another type', '{"type":"note"}', /line 2: found the type `note`, expected user, call/],
    ['no type', '{}', /line 2: expected text as `type`/],
    ['a call without id', '{"type":"call","session":"s","agent":"a","tool":"t"}', /as `id`/],
    ['a number as agent', call('{}').replace('"a"', '7'), /as `agent`/],
    ['a number as server', call('{}', ',"server":7'), /as `server`/],
    ['a user line without text', '{"type":"user","session":"s","agent":"a"}', /as `text`/],
    ['a byte order mark', '\uFEFF{}', /line 2/],
  ])('%s stops the reading with the number of the line', async (_, line, message) => {
    const seen: RecordedCall[] = [];
    const reading = (async () => {
      const bytes = Buffer.from(`${call('{}')}\n${line}\n${call('{}')}\n`);
      for await (const found of readCalls(pieces(bytes, 5))) seen.push(found);
    })();
    await expect(reading).rejects.toThrow(message);
    expect(seen).toHaveLength(1);
  });

  test('bytes that are not UTF-8 stop the reading', async () => {
    const bytes = Buffer.concat([Buffer.from(call('"')), Buffer.from([0xff]), Buffer.from('"}')]);
    await expect(calls(bytes)).rejects.toThrow(/line 1: found bytes that are not UTF-8/);
  });

  test('never throws anything but an error that names a line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        try {
          await calls(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'SENTRELY_ERR_CLI_TRACE' });
        }
      }),
      { numRuns: 500 },
    );
  });
});

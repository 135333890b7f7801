import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPrices } from '../../../../compiler/prices/list.ts';
import { boundOf } from '../../../../gateway/enforce/budget/bound.ts';
import { readContent } from '../../../../gateway/enforce/budget/content.ts';
import { priceOf } from '../../../../gateway/enforce/budget/price.ts';

const opus = 'claude-opus-4-5';

function bound(text: string, of: { model?: string; outputMax?: number | null } = {}) {
  const { model = opus, outputMax = 100 } = of;
  const body = Buffer.from(text);
  return boundOf({
    request: { model, outputMax },
    bytes: body.length,
    content: readContent(body),
    provider: 'anthropic',
    price: priceOf(shippedPrices, model),
  });
}

describe('the bound of a request', () => {
  it('is never below one token for each byte of its text', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const text = `{"messages":${json}}`;
        const { input } = bound(text);
        expect(input).toBeGreaterThanOrEqual(Math.min(Buffer.byteLength(text), 200_000));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['{"content":[{"type":"image"}]}', 1],
    ['{"content":[{"type":"imag\\u0065"}]}', 1],
    ['{"content":[{"\\u0074ype":"image"}]}', 1],
    [
      '{"messages":[{"content":[{"type":"tool_result","content":[{"type":"image"},{"type":"image"}]}]}]}',
      2,
    ],
    ['{"system":[{"type":"text","text":"{\\"type\\":\\"image\\"}"}]}', 0],
  ])('counts the pictures in %s', (text, images) => {
    expect(bound(text).input).toBe(text.length + 2048 + images * 8192);
  });

  it.each([
    '{"messages":[{"content":[{"type":"document","source":{"type":"url","url":"u"}}]}]}',
    '{"input":[{"content":[{"type":"input_file","file_id":"f"}]}]}',
    '{"prompt":{"id":"pmpt_1"}}',
  ])('is the window of the model for %s', (text) => {
    expect(bound(text).input).toBe(200_000);
    expect(() => bound(text, { model: 'unheard-of' })).toThrow('no');
  });

  it('is the window at most', () => {
    expect(bound(JSON.stringify({ system: 'x'.repeat(300_000) })).input).toBe(200_000);
  });

  it('of an answer is what the request states, then the model, then its window', () => {
    expect(bound('{}', { outputMax: 7 }).output).toBe(7);
    expect(bound('{}', { model: 'gpt-5', outputMax: null }).output).toBe(128_000);
    expect(bound('{}', { outputMax: null }).output).toBe(200_000);
    expect(() => bound('{}', { model: 'unheard-of', outputMax: null })).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_REQUEST_UNBOUNDED' }),
    );
  });
});

it.each([
  ['{"service_tier":"priority"}', 'service_tier'],
  ['{"service_tier":"auto"}', null],
  ['{"service_tier":7}', 'service_tier'],
  ['{"speed":"fast"}', 'speed'],
  ['{"sp\\u0065ed":"fast"}', 'speed'],
  ['{"inference_geo":"us"}', 'inference_geo'],
  ['{"speed":null}', null],
  ['{"metadata":{"speed":"fast"}}', null],
])('the terms of %s cost more by %s', (text, dearer) => {
  expect(readContent(Buffer.from(text)).dearer).toBe(dearer);
});

it('an object of a hundred thousand members is read in linear time', () => {
  const members = Array.from({ length: 100_000 }, (_, at) => `"k${at}":{"type":"image"}`);
  const { images } = readContent(Buffer.from(`{"messages":[{${members.join(',')}}]}`));
  expect(images).toBe(100_000);
});

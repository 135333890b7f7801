import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson, StrictJsonError } from '../../../compiler/bundle/strict-json.ts';

function failure(run: () => unknown): StrictJsonError {
  try {
    run();
  } catch (error) {
    if (error instanceof StrictJsonError) return error;
    throw error;
  }
  throw new Error('expected a StrictJsonError');
}

it('reads whatever JSON.stringify writes', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ stringUnit: 'grapheme' }),
      fc.constantFrom(0, 2),
      (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
        expect(parseStrictJson(new TextEncoder().encode(text))).toEqual(JSON.parse(text));
      },
    ),
  );
});

it('agrees with JSON.parse on what is JSON', () => {
  const pieces =
    '{ } [ ] , : "a" "b" " \\ \\u00 1 - 0 .5 e +2 true null nul // \' NaN \ufeff \u00a0 1e400'.split(
      ' ',
    );
  const piece = fc.constantFrom(...pieces, ' ', '\n', '\t');
  const reasons = /^found (the key|a lone surrogate|a number out of range|more than 64 levels)/;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (some) => {
      const text = some.join('');
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expect(() => parseStrictJson(text)).toThrow(StrictJsonError);
        return;
      }
      try {
        expect(parseStrictJson(text)).toEqual(expected);
      } catch (error) {
        expect((error as Error).message).toMatch(reasons);
      }
    }),
    { numRuns: 20_000 },
  );
});

it.each([
  ['', 'expected a value at offset 0'],
  [' ', 'expected a value at offset 1'],
  ['{"a":1', 'expected `,` or `}` at offset 6'],
  ['[1,]', 'expected a value at offset 3'],
  ['{"a":1,}', 'expected a key in double quotes at offset 7'],
  ['{a:1}', 'expected a key in double quotes at offset 1'],
  ['{"a" 1}', 'expected `:` at offset 5'],
  ['[1 2]', 'expected `,` or `]` at offset 3'],
  ['01', 'found text after the value at offset 1'],
  ['1.', 'found text after the value at offset 1'],
  ['-', 'expected a digit at offset 0'],
  ['+1', 'expected a value at offset 0'],
  ['truex', 'found text after the value at offset 4'],
  ['"a', 'expected a character of the string or `"` at offset 2'],
  ['"a\nb"', 'expected a character of the string or `"` at offset 2'],
  ['"\\x"', 'expected a known escape at offset 1'],
  ['"\\u12"', 'expected a known escape at offset 1'],
  ['{} {}', 'found text after the value at offset 3'],
  ['\ufeff{}', 'expected a value at offset 0'],
  ['1e999', 'found a number out of range at offset 0'],
  ['{"a":1,"a":1}', 'found the key `a` twice at offset 7'],
  ['{"a":{"b":1},"c":[{"d":1,"d":2}]}', 'found the key `d` twice at offset 25'],
  ['{"a":1,"\\u0061":2}', 'found the key `a` twice at offset 7'],
  ['{"__proto__":1,"__proto__":2}', 'found the key `__proto__` twice at offset 15'],
  ['{"":1,"":2}', 'found the key `` twice at offset 6'],
  ['"\\ud800"', 'found a lone surrogate at offset 0'],
  ['[1,"\\udc00\\ud800"]', 'found a lone surrogate at offset 3'],
  ['"\ud800"', 'found a lone surrogate at offset 0'],
  ['"\\ud800\\n"', 'found a lone surrogate at offset 0'],
  ['{"\\ud83d":1}', 'found a lone surrogate at offset 1'],
])('%j: %s', (text, message) => {
  const error = failure(() => parseStrictJson(text));
  expect(error.message).toBe(message);
  expect(error.offset).toBe(Number(message.split(' ').at(-1)));
});

it('the same key in two objects is two keys', () => {
  expect(parseStrictJson('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
});

it('pairs of surrogates may be escaped', () => {
  expect(parseStrictJson('"\\ud83d\\ude00"')).toBe('😀');
});

describe('depth', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it('64 levels pass, 65 do not', () => {
    expect(() => parseStrictJson(nested(64))).not.toThrow();
    expect(failure(() => parseStrictJson(nested(65))).message).toContain('more than 64 levels');
    expect(failure(() => parseStrictJson('{"a":'.repeat(65))).message).toContain('more than 64');
  });

  it('another cap can be asked for', () => {
    expect(() => parseStrictJson(nested(3), { depthMax: 2 })).toThrow(StrictJsonError);
    expect(() => parseStrictJson(nested(2), { depthMax: 2 })).not.toThrow();
  });

  it('a million brackets are refused at once', () => {
    const start = performance.now();
    expect(() => parseStrictJson('['.repeat(1_000_000))).toThrow(StrictJsonError);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('numbers', () => {
  it.each([
    '9007199254740991',
    '-9007199254740991',
    '0.1',
    '-0',
    '1e3',
    '1E-400',
    '123456789012345',
  ])('%s is safe', (text) => {
    expect(parseStrictJson(text, { integers: 'safe' })).toBe(Number(text));
  });

  it.each([
    '9007199254740992',
    '-9007199254740992',
    '12345678901234567890',
    '1e300',
    '9007199254740993.0',
  ])('%s is not', (text) => {
    expect(() => parseStrictJson(text, { integers: 'safe' })).toThrow('number out of range');
    expect(parseStrictJson(text)).toBe(Number(text));
  });
});

it('a member called __proto__ is an own member and changes no prototype', () => {
  const value = parseStrictJson('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(value['polluted']).toBeUndefined();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it.each([
  ['a cut sequence', [0x22, 0xc3, 0x22]],
  ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
  ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
])('%s is refused', (_, bytes) => {
  expect(() => parseStrictJson(Uint8Array.from(bytes))).toThrow(StrictJsonError);
});

it('a key is found again among many', () => {
  const members = Array.from({ length: 40 }, (_, at) => `"k${at}":0`);
  expect(() => parseStrictJson(`{${members.join(',')}}`)).not.toThrow();
  for (const at of [0, 15, 16, 17, 39]) {
    const text = `{${members.join(',')},"k${at}":1}`;
    expect(() => parseStrictJson(text)).toThrow(`found the key \`k${at}\` twice`);
  }
});

it('many keys cost no more than linear time', () => {
  const members = Array.from({ length: 200_000 }, (_, at) => `"k${at}":0`);
  const start = performance.now();
  parseStrictJson(`{${members.join(',')}}`);
  expect(performance.now() - start).toBeLessThan(2000);
});

import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, CanonicalJsonError } from '../../../compiler/bundle/canonical-json.ts';
import { parseStrictJson } from '../../../compiler/bundle/strict-json.ts';

it('agrees with an independent implementation', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 6 }), (value) => {
      const text = canonicalJson(value);
      expect(text).toBe(canonicalize(value));
      expect(canonicalJson(parseStrictJson(text))).toBe(text);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
    { numRuns: 2000 },
  );
});

it('writes the example of RFC 8785 section 3.2.2', () => {
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it('sorts keys by UTF-16 units, as the example of section 3.2.3', () => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
  expect(text).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`);
});

it('keeps a member called __proto__', () => {
  expect(canonicalJson(JSON.parse('{"__proto__":{"b":1,"a":2}}'))).toBe(
    '{"__proto__":{"a":2,"b":1}}',
  );
});

it('minus zero is zero', () => {
  expect(canonicalJson([-0])).toBe('[0]');
});

const cycle: unknown[] = [];
cycle.push([cycle]);

it.each<[string, unknown]>([
  ['undefined', undefined],
  ['a member that is undefined', { a: undefined }],
  ['a hole', Array.from({ length: 1 })],
  ['NaN', Number.NaN],
  ['infinity', [Number.NEGATIVE_INFINITY]],
  ['bigint', 1n],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['half a surrogate pair', 'a\ud800'],
  ['half a surrogate pair in a key', { '\udc00': 1 }],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['bytes', new Uint8Array(1)],
  ['a boxed string', Object('x')],
  ['a cycle', cycle],
])('%s has no canonical form', (_, value) => {
  expect(() => canonicalJson(value)).toThrow(CanonicalJsonError);
});

it('whatever strict-json reads can be put into a binding, and deeper is refused', () => {
  const deepest = parseStrictJson('['.repeat(64) + ']'.repeat(64));
  expect(() => canonicalJson({ args: deepest })).not.toThrow();
  const deeper: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
  expect(() => canonicalJson(deeper)).toThrow(CanonicalJsonError);
});

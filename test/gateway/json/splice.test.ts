import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvariantError } from '../../../compiler/bundle/assert.ts';
import { spliceBytes } from '../../../gateway/json/splice.ts';

test('no splices give back the very same buffer', () => {
  const bytes = Buffer.from('{}');
  expect(spliceBytes(bytes, [])).toBe(bytes);
});

test('splices are made wherever they are in the list', () => {
  const splices = [
    { start: 6, end: 6, text: '!' },
    { start: 0, end: 1, text: 'Ä' },
    { start: 2, end: 4, text: '' },
  ];
  expect(spliceBytes(Buffer.from('abcdef'), splices).toString()).toBe('Äbef!');
});

test('splices that overlap or lie outside are our own fault', () => {
  const overlapping = [
    { start: 0, end: 3, text: '' },
    { start: 2, end: 4, text: '' },
  ];
  expect(() => spliceBytes(Buffer.from('abcdef'), overlapping)).toThrow(InvariantError);
  expect(() => spliceBytes(Buffer.from('ab'), [{ start: 0, end: 3, text: '' }])).toThrow(
    InvariantError,
  );
});

test('bytes outside the splices stay', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 9 }), fc.string(), (array, text) => {
      const bytes = Buffer.from(array);
      const out = spliceBytes(bytes, [{ start: 3, end: 6, text }]);
      expect(out.subarray(0, 3)).toEqual(bytes.subarray(0, 3));
      expect(out.subarray(3 + Buffer.byteLength(text))).toEqual(bytes.subarray(6));
    }),
  );
});

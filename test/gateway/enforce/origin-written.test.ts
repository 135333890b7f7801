import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isEcho } from '../../../compiler/evaluate/origin/echo.ts';
import {
  dropAll,
  emptyWritten,
  isWritten,
  write,
} from '../../../gateway/enforce/origin-written.ts';

// The memory of what a model wrote finds every echo, also of what it no longer keeps.

const words = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', ' ', '\n', 'é', '😀'),
  maxLength: 80,
});

test('what is an echo of the texts is one of what is left of them', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 5 }), words, (texts, text) => {
      const written = write(emptyWritten, texts);
      const isOne = isEcho(
        text,
        texts.filter((each) => each.trim() !== ''),
      );
      expect(isWritten(written, text)).toBe(isOne);
      if (isOne) expect(isWritten(dropAll(written), text)).toBe(true);
    }),
  );
});

test('a part of a text, from 16 units on, is an echo wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 40, maxLength: 200 }).map((text) => text.trim()),
      fc.nat(),
      fc.integer({ min: 16, max: 60 }),
      (text, from, units) => {
        const at = from % Math.max(1, text.length - units);
        const part = text.slice(at, at + units).trim();
        fc.pre(part.length >= 16);
        expect(isWritten(dropAll(write(emptyWritten, [text])), part)).toBe(true);
        expect(isWritten(dropAll(write(emptyWritten, [part])), text)).toBe(true);
      },
    ),
  );
});

test('stays small, however much is written, and still tells most texts from echoes', () => {
  let written = emptyWritten;
  for (let at = 0; at < 60; at++)
    written = write(written, [`line ${at} of a long file `.repeat(500), `/ws/src/file-${at}.ts`]);
  expect(JSON.stringify(written).length).toBeLessThan(256 * 1024);
  expect(isWritten(written, 'Please mail bob@example.com about the invoice of May.')).toBe(false);
  expect(isWritten(written, 'line 3 of a long file line 3 of')).toBe(true);
});

test('short texts are echoes only of their like', () => {
  const written = write(emptyWritten, ['run the tests']);
  expect(isWritten(written, 'tests')).toBe(false);
  expect(isWritten(written, ' run the tests\n')).toBe(true);
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldCase } from '../../../../compiler/evaluate/facts/fold.ts';
import { readText } from '../../../../compiler/evaluate/facts/text.ts';

it.each(['', 'a', 'é', '../x', '\u0000', '👩‍👧'])('%j stands as it is', (text) => {
  expect(readText(text)).toBe(text);
});

it.each(['e\u0301', '\ud800', 'a\udc00b', '\u212b'])('%j could be taken for another', (text) => {
  expect(readText(text)).toBeNull();
});

it.each([
  ['.ENV', '.env'],
  ['.ſſh', '.ssh'],
  ['\u212aey', 'key'],
  ['straße', 'strasse'],
  ['ﬁle', 'file'],
  ['.s\u200csh', '.ssh'],
  ['.ssh\ufeff', '.ssh'],
  ['e\u0301', 'é'],
  ['É', 'é'],
  ['ΟΔΟΣ', 'οδοσ'],
])('%j folds to %j', (text, folded) => {
  expect(foldCase(text)).toBe(folded);
});

it('a heap of marks costs no time and is unknown', () => {
  const heap = `a${'\u0301\u0316'.repeat(200_000)}`;
  const hidden = '\u0301\u0316\u200d'.repeat(100_000);
  const start = performance.now();
  expect(readText(heap)).toBeNull();
  expect(foldCase(hidden)).not.toContain('\u200d');
  expect(performance.now() - start).toBeLessThan(2000);
  expect(readText(`é${'\u0316'.repeat(31)}`)).toBeNull();
  expect(readText('q\u0316\u0301')).toBe('q\u0316\u0301');
});

it('folding twice is folding once, and ASCII is only lowered', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(foldCase(foldCase(text))).toBe(foldCase(text));
    }),
    { numRuns: 3000 },
  );
  fc.assert(fc.property(fc.string(), (text) => foldCase(text) === text.toLowerCase()));
});

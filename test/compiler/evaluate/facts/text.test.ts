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
])('%j folds to %j', (text, folded) => {
  expect(foldCase(text)).toBe(folded);
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

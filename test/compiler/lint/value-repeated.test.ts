import { expect, it } from 'vitest';
import { valueRepeated } from '../../../compiler/lint/rules/value-repeated.ts';
import { fixed, foundIn } from './found.ts';

it('the same value in one form of its type', () => {
  expect(
    foundIn(
      valueRepeated,
      `allow Read when .path in ["a", "b", "./a"]
allow Mail when .host in ["x.org", "X.ORG."]
allow Deploy when .count in [1, 2, 1]`,
    ),
  ).toEqual(['"./a"', '"X.ORG."', '1']);
});

it('not values that differ', () => {
  expect(foundIn(valueRepeated, 'allow Deploy when .stage in ["a", "A"]')).toEqual([]);
});

it('the fix removes it', () => {
  expect(fixed(valueRepeated, 'allow Deploy when .count in [1, 2, 1, 3]')).toBe(
    'allow Deploy when .count in [1, 2, 3]',
  );
});

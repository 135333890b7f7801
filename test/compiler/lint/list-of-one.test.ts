import { expect, it } from 'vitest';
import { listOfOne } from '../../../compiler/lint/rules/list-of-one.ts';
import { fixed, foundIn } from './found.ts';

it('a list of one', () => {
  expect(foundIn(listOfOne, 'allow Deploy when .stage in ["a"] and .count in [1, 2]')).toEqual([
    '["a"]',
  ]);
});

it('the fix compares', () => {
  expect(fixed(listOfOne, 'allow Deploy when .stage in ["a"] and .count in [1]')).toBe(
    'allow Deploy when .stage == "a" and .count == 1',
  );
});

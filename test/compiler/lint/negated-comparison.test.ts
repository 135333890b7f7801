import { expect, it } from 'vitest';
import { negatedComparison } from '../../../compiler/lint/rules/negated-comparison.ts';
import { fixed, foundIn } from './found.ts';

it('each comparison has an opposite', () => {
  expect(
    fixed(
      negatedComparison,
      'allow Deploy when not .stage == "a" and not .count < 3 and not (.force != true)',
    ),
  ).toBe('allow Deploy when .stage != "a" and .count >= 3 and .force == true');
});

it('not a flag by itself, whose value is not written', () => {
  expect(foundIn(negatedComparison, 'allow Deploy when not .force')).toEqual([]);
});

it('not a pattern or a list', () => {
  expect(
    foundIn(
      negatedComparison,
      'allow Deploy when not .stage matches "a*" and not .count in [1, 2]',
    ),
  ).toEqual([]);
});

import { expect, it } from 'vitest';
import { operandRepeated } from '../../../compiler/lint/rules/operand-repeated.ts';
import { fixed, foundIn } from './found.ts';

it('the same condition twice, in other words too', () => {
  expect(
    foundIn(operandRepeated, 'allow Deploy when .stage == "a" and .count < 3 and .stage in ["a"]'),
  ).toEqual(['.stage in ["a"]']);
});

it('not the same condition in two chains', () => {
  expect(
    foundIn(
      operandRepeated,
      'allow Deploy when (.stage == "a" and .count < 3) or (.stage == "a" and .count > 9)',
    ),
  ).toEqual([]);
});

it('the fix removes it', () => {
  expect(
    fixed(operandRepeated, 'allow Deploy when .stage == "a" or .count < 3 or .stage == "a"'),
  ).toBe('allow Deploy when .stage == "a" or .count < 3');
});

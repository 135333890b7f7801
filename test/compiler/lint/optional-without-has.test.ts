import { expect, it } from 'vitest';
import { optionalWithoutHas } from '../../../compiler/lint/rules/optional-without-has.ts';
import { foundIn } from './found.ts';

it('a deny or ask that an absent argument decides', () => {
  expect(
    foundIn(
      optionalWithoutHas,
      `allow Deploy when .stage matches "a*"
rule d deny Deploy when .count > 3
rule q ask Deploy when .force == true`,
    ),
  ).toEqual(['d', 'q']);
});

it('not where `has` says what is meant', () => {
  expect(
    foundIn(
      optionalWithoutHas,
      `allow Deploy when .stage matches "a*"
rule d deny Deploy when has .count and .count > 3
rule q ask Deploy when not has .force or .force == true`,
    ),
  ).toEqual([]);
});

it('not where nothing grants the call anyway', () => {
  expect(
    foundIn(
      optionalWithoutHas,
      `allow Deploy when .count < 3
rule d deny Deploy when .count == 2`,
    ),
  ).toEqual([]);
});

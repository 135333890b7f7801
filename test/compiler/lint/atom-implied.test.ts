import { expect, it } from 'vitest';
import { atomImplied } from '../../../compiler/lint/rules/atom-implied.ts';
import { foundIn } from './found.ts';

it('a part that follows from another', () => {
  expect(
    foundIn(
      atomImplied,
      `allow Deploy when .stage matches "a*" and .stage == "ab"
allow Read when .path under "src/x" and (.path under "src" and .path matches "**/*.ts")
allow Deploy when .count < 3 or .count < 5`,
    ),
  ).toEqual(['.stage matches "a*"', '.path under "src"', '.count < 3']);
});

it('not a guard against an absent argument, nor independent parts', () => {
  expect(
    foundIn(
      atomImplied,
      `allow Deploy when has .count and .count > 3
allow Deploy when .stage == "a" and .count > 3
allow Read when .path under "src" and .path matches "**/*.ts"`,
    ),
  ).toEqual([]);
});

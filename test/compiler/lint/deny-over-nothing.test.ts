import { expect, it } from 'vitest';
import { denyOverNothing } from '../../../compiler/lint/rules/deny-over-nothing.ts';
import { found, foundIn } from './found.ts';

it('a deny of what nothing grants', () => {
  expect(
    foundIn(
      denyOverNothing,
      `allow Deploy when .stage == "a"
rule d deny Deploy when .stage == "b"`,
    ),
  ).toEqual(['d']);
});

it('not a deny of what is granted, nor one that another deny covers', () => {
  expect(
    foundIn(
      denyOverNothing,
      `allow Deploy when .stage matches "a*"
rule d deny Deploy when .stage == "ab"
rule e deny Deploy when .stage == "ab" and .count > 3`,
    ),
  ).toEqual([]);
});

it('not in a guard, which holds what others grant later', () => {
  expect(
    found(
      denyOverNothing,
      `policy q for agent dev { allow Read when .path under "a" }
guard g for all agents { rule d deny Deploy when .count > 3 }`,
    ),
  ).toEqual([]);
});

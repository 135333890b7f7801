import { expect, it } from 'vitest';
import { allowUnderDeny } from '../../../compiler/lint/rules/allow-under-deny.ts';
import { foundIn } from './found.ts';

it('an allow or ask under one deny, or under several', () => {
  expect(
    foundIn(
      allowUnderDeny,
      `allow Deploy when .stage in ["ab", "ba"]
rule q ask Deploy when .stage == "abc"
rule d deny Deploy when .stage matches "a*"
rule e deny Deploy when .stage matches "b*"
allow Read`,
    ),
  ).toEqual(['allow', 'q']);
});

it('not one of which something is left', () => {
  expect(
    foundIn(
      allowUnderDeny,
      `allow Deploy when .stage matches "a*"
rule d deny Deploy when .stage matches "a?*"`,
    ),
  ).toEqual([]);
});

it('not one that only an absent argument puts under a deny', () => {
  expect(
    foundIn(
      allowUnderDeny,
      `allow Deploy when .stage == "a"
rule d deny Deploy when .count > 3`,
    ),
  ).toEqual([]);
});

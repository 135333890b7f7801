import { expect, it } from 'vitest';
import { askNarrowsAllow } from '../../../compiler/lint/rules/ask-narrows-allow.ts';
import { foundIn } from './found.ts';

it('an ask about what is allowed', () => {
  expect(
    foundIn(
      askNarrowsAllow,
      `allow Deploy when .stage matches "a*"
rule q ask Deploy when .stage == "ab"`,
    ),
  ).toEqual(['q']);
});

it('not beside what is allowed', () => {
  expect(
    foundIn(
      askNarrowsAllow,
      `allow Deploy when .stage == "a"
rule q ask Deploy when .stage == "b"`,
    ),
  ).toEqual([]);
});

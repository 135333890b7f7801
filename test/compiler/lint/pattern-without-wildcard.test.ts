import { expect, it } from 'vitest';
import { patternWithoutWildcard } from '../../../compiler/lint/rules/pattern-without-wildcard.ts';
import { fixed, foundIn } from './found.ts';

it('a pattern that is one text', () => {
  expect(
    foundIn(
      patternWithoutWildcard,
      `allow Deploy when .stage matches "a\\\\*"
allow Mail when .key matches "a/b"`,
    ),
  ).toEqual(['"a\\\\*"', '"a/b"']);
});

it('not on paths and hosts, which have more than one spelling', () => {
  expect(
    foundIn(
      patternWithoutWildcard,
      `allow Read when .path matches "src/a"
allow Mail when .host matches "x.org" or .to.local matches "a"`,
    ),
  ).toEqual([]);
});

it('the fix compares with the text', () => {
  expect(
    fixed(patternWithoutWildcard, 'allow Deploy when .stage matches "a\\\\*" and .count < 3'),
  ).toBe('allow Deploy when .stage == "a*" and .count < 3');
});

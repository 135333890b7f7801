import { expect, it } from 'vitest';
import { sinkWithoutOrigin } from '../../../compiler/lint/rules/sink-without-origin.ts';
import { foundIn } from './found.ts';

const origin = 'allow Read when .path from prompt';

it('a destination that no rule looks at', () => {
  const rules = `${origin} allow Mail when .key == "a" allow Fetch when has .note`;
  expect(foundIn(sinkWithoutOrigin, rules)).toEqual(['allow', 'allow']);
});

it('not where a rule looks at it, whatever the rule does', () => {
  expect(
    foundIn(
      sinkWithoutOrigin,
      `${origin} allow Mail when .key == "a" rule far ask Mail unless (.to from prompt and .host == "a.example")`,
    ),
  ).toEqual([]);
});

it('not in policies that never ask where a value comes from, or of what is denied', () => {
  expect(foundIn(sinkWithoutOrigin, 'allow Mail when .key == "a"')).toEqual([]);
  expect(
    foundIn(sinkWithoutOrigin, `${origin} allow Mail when .key == "a" rule no deny Mail`),
  ).toEqual([]);
});

import { expect, it } from 'vitest';
import { ruleUntested } from '../../../compiler/lint/rules/rule-untested.ts';
import { found } from './found.ts';

it('a rule that decides no test, in a block of which others do', () => {
  expect(
    found(
      ruleUntested,
      `policy p for agent dev { allow Read when .path under "a" rule d deny Read when .path under "a/b" }
test "t" { as dev Read { path: "a" } => allow }`,
    ),
  ).toEqual(['d']);
});

it('not one that decides some test', () => {
  expect(
    found(
      ruleUntested,
      `policy p for agent dev { allow Read when .path under "a" rule d deny Read when .path under "a/b" }
test "t" { as dev Read { path: "a" } => allow Read { path: "a/b" } => deny }`,
    ),
  ).toEqual([]);
});

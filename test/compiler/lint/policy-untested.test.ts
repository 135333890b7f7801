import { expect, it } from 'vitest';
import { policyUntested } from '../../../compiler/lint/rules/policy-untested.ts';
import { found } from './found.ts';

it('a block without tests, and a guard', () => {
  expect(
    found(
      policyUntested,
      `policy p for agent dev { allow Read when .path under "a" }
guard g for all agents { rule d deny Read when .path under "a/b" }
test "t" { as dev Read { path: "a" } => allow }`,
    ),
  ).toEqual(['g']);
});

it('an example in a rule is a test', () => {
  expect(
    found(
      policyUntested,
      'policy p for agent dev { allow Read when .path under "a" example Read { path: "a" } is allowed }',
    ),
  ).toEqual([]);
});

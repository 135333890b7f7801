import { expect, it } from 'vitest';
import { ruleChangesNothing } from '../../../compiler/lint/rules/rule-changes-nothing.ts';
import { foundIn } from './found.ts';

it('a rule that others cover, alone or together', () => {
  expect(
    foundIn(
      ruleChangesNothing,
      `allow Deploy when .count < 5
allow Deploy when .count >= 5
allow Deploy when .count == 7`,
    ),
  ).toEqual(['allow']);
});

it('not a deny of unknown values, nor an ask with other approvers', () => {
  expect(
    foundIn(
      ruleChangesNothing,
      `allow Deploy when .stage matches "a*"
rule d deny Deploy when has .count and .count > 3
rule e ask Deploy when .stage == "a"
rule f ask Deploy when .stage == "a" approval 1 of role "maintain"`,
    ),
  ).toEqual([]);
});

it('an ask that asks the same people as another', () => {
  expect(
    foundIn(
      ruleChangesNothing,
      `rule e ask Deploy when .stage matches "a*"
rule f ask Deploy when .stage == "a"
allow Read when .path under "src"`,
    ),
  ).toEqual(['f']);
});

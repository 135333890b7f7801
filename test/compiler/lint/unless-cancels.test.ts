import { expect, it } from 'vitest';
import { unlessCancels } from '../../../compiler/lint/rules/unless-cancels.ts';
import { foundIn } from './found.ts';

it('an exception that covers the rule', () => {
  expect(
    foundIn(
      unlessCancels,
      `rule d deny Deploy when .stage == "a" unless .stage matches "a*"
allow Deploy when .stage != "a"`,
    ),
  ).toEqual(['.stage matches "a*"']);
});

it('not one that covers a part, nor a rule that is empty anyway', () => {
  expect(
    foundIn(
      unlessCancels,
      `rule d deny Deploy when .stage matches "a*" unless .stage == "a"
rule e deny Deploy when .count > 3 and .count < 2 unless .count == 1
allow Deploy when .stage != "a"`,
    ),
  ).toEqual([]);
});

it('not where a value comes from, which is never false', () => {
  const rules = 'rule r ask Mail unless .to from prompt\nrule s deny Mail unless .to from prompt';
  expect(foundIn(unlessCancels, `allow Mail\n${rules}`)).toEqual([]);
});

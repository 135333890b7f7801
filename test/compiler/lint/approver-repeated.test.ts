import { expect, it } from 'vitest';
import { approverRepeated } from '../../../compiler/lint/rules/approver-repeated.ts';
import { foundIn } from './found.ts';

it('the same team, user or role', () => {
  expect(
    foundIn(
      approverRepeated,
      'rule a ask Read approval 1 of team "acme/a", user "x" id 7, team "ACME/a", user "y" id 7',
    ),
  ).toEqual(['team "ACME/a"', 'user "y" id 7']);
});

it('not others', () => {
  expect(
    foundIn(
      approverRepeated,
      'rule a ask Read approval 1 of team "acme/a", team "acme/b", role "a"',
    ),
  ).toEqual([]);
});

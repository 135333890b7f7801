import { expect, it } from 'vitest';
import { approvalOwnerOnly } from '../../../compiler/lint/rules/approval-owner-only.ts';
import { found } from './found.ts';

it('several votes of one owner', () => {
  expect(
    found(
      approvalOwnerOnly,
      `policy p for agent ci { otherwise ask approval 2 }
policy q for agent dev { allow Read }`,
    ),
  ).toEqual(['approval 2']);
});

it('not where approvers are named, or one vote is asked', () => {
  expect(
    found(
      approvalOwnerOnly,
      'policy p for agent ci { rule a ask Read approval 2 of team "acme/a", team "acme/b" otherwise ask approval 1 }',
    ),
  ).toEqual([]);
});

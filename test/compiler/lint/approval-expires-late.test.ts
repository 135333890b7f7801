import { expect, it } from 'vitest';
import { approvalExpiresLate } from '../../../compiler/lint/rules/approval-expires-late.ts';
import { foundIn } from './found.ts';

it('more than a working day', () => {
  expect(
    foundIn(
      approvalExpiresLate,
      `rule a ask Read approval 1, expires 9h
rule b ask Write approval 1, expires 8h`,
    ),
  ).toEqual(['approval 1, expires 9h']);
});

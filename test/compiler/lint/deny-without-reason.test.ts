import { expect, it } from 'vitest';
import { denyWithoutReason } from '../../../compiler/lint/rules/deny-without-reason.ts';
import { foundIn } from './found.ts';

it('a deny without reason, and no other effect', () => {
  expect(
    foundIn(
      denyWithoutReason,
      `allow Read when .path under "a"
rule a ask Read when .path under "a/a"
rule b deny Read when .path under "a/b"
rule c deny Read when .path under "a/c" because "No."`,
    ),
  ).toEqual(['b']);
});

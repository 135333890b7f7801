import { expect, it } from 'vitest';
import { suppressionWithoutReason } from '../../../compiler/lint/rules/suppression-without-reason.ts';
import { foundIn } from './found.ts';

it('no reason, and the finding stands', () => {
  expect(
    foundIn(
      suppressionWithoutReason,
      `allow Fetch // sentrely-ignore unconditional-allow
allow Write // sentrely-ignore unconditional-allow:`,
    ),
  ).toEqual(['// sentrely-ignore unconditional-allow', '// sentrely-ignore unconditional-allow:']);
});

it('not with a reason', () => {
  expect(
    foundIn(
      suppressionWithoutReason,
      'allow Fetch // sentrely-ignore unconditional-allow: a sandbox',
    ),
  ).toEqual([]);
});

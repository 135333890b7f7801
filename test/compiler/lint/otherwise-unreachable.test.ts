import { expect, it } from 'vitest';
import { otherwiseUnreachable } from '../../../compiler/lint/rules/otherwise-unreachable.ts';
import { found } from './found.ts';

it('nothing is left', () => {
  expect(
    found(
      otherwiseUnreachable,
      'policy p for agent dev { allow Read, Write, Deploy, Fetch, Mail rule d deny Bash otherwise ask }',
    ),
  ).toEqual(['otherwise ask']);
});

it('something is left, if only what cannot be read', () => {
  expect(
    found(
      otherwiseUnreachable,
      'policy p for agent dev { allow Read when .path matches "**" allow Write, Deploy, Fetch, Mail rule d deny Bash otherwise ask }',
    ),
  ).toEqual([]);
});

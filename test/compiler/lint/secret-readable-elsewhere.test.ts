import { expect, it } from 'vitest';
import { secretReadableElsewhere } from '../../../compiler/lint/rules/secret-readable-elsewhere.ts';
import { foundIn } from './found.ts';

it('another tool that takes a path', () => {
  expect(
    foundIn(
      secretReadableElsewhere,
      `allow Read, Write when .path under workspace
rule d deny Read when .path matches "**/.env" on unknown ask`,
    ),
  ).toEqual(['d']);
});

it('not where the other tool may not have that path either', () => {
  expect(
    foundIn(
      secretReadableElsewhere,
      `allow Read when .path under workspace
allow Write when .path under "out" unless .path matches "**/.env"
rule d deny Read when .path matches "**/.env"`,
    ),
  ).toEqual([]);
});

it('not looking, where writing is denied', () => {
  expect(
    foundIn(
      secretReadableElsewhere,
      `allow Read, Write when .path under workspace
rule d deny Write when .path matches "**/.env"`,
    ),
  ).toEqual([]);
});

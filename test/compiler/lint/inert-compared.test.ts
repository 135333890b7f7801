import { expect, it } from 'vitest';
import { inertCompared } from '../../../compiler/lint/rules/inert-compared.ts';
import { foundIn } from './found.ts';

it('a condition on an inert argument', () => {
  expect(
    foundIn(
      inertCompared,
      `allow Fetch when .note == "a" and .url.host == "x.org"
allow Fetch when has .note`,
    ),
  ).toEqual(['.note', '.note']);
});

it('not on another', () => {
  expect(foundIn(inertCompared, 'allow Fetch when .url.host == "x.org"')).toEqual([]);
});

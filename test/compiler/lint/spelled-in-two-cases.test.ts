import { expect, it } from 'vitest';
import { spelledInTwoCases } from '../../../compiler/lint/rules/spelled-in-two-cases.ts';
import { foundIn } from './found.ts';

it('in one list, and in two rules', () => {
  expect(
    foundIn(
      spelledInTwoCases,
      `allow Deploy when .stage in ["test", "TEST"]
rule d deny Deploy when .stage == "Test"`,
    ),
  ).toEqual(['"TEST"', '"Test"']);
});

it('not on another tool, field or type', () => {
  expect(
    foundIn(
      spelledInTwoCases,
      `allow Deploy when .stage == "test"
allow Mail when .key == "Test" and .ref == "test"`,
    ),
  ).toEqual([]);
});

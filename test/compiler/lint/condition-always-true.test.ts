import { expect, it } from 'vitest';
import { conditionAlwaysTrue } from '../../../compiler/lint/rules/condition-always-true.ts';
import { foundIn } from './found.ts';

it('what is false of no call', () => {
  expect(
    foundIn(
      conditionAlwaysTrue,
      `allow Deploy when .count < 5 or .count >= 5
allow Read unless .path under "a" and .path under "b"`,
    ),
  ).toEqual(['.count < 5 or .count >= 5', '.path under "a" and .path under "b"']);
});

it('not what is unknown of some calls and false of others', () => {
  expect(
    foundIn(
      conditionAlwaysTrue,
      `allow Deploy when .count < 5
allow Read when .path under workspace`,
    ),
  ).toEqual([]);
});

it('not where a value comes from, which is never known not to be so', () => {
  expect(foundIn(conditionAlwaysTrue, 'allow Read when .path from prompt')).toEqual([]);
});

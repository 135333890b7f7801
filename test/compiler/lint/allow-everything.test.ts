import { expect, it } from 'vitest';
import { allowEverything } from '../../../compiler/lint/rules/allow-everything.ts';
import { found } from './found.ts';

it('an agent without limits', () => {
  expect(
    found(
      allowEverything,
      `policy p for agent dev { allow Read, Write, Deploy, Fetch, Mail }
policy q for agent ci { allow Read, Write, Deploy, Fetch, Mail }`,
    ),
  ).toEqual([]);
});

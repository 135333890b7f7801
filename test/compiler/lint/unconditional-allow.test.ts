import { expect, it } from 'vitest';
import { unconditionalAllow } from '../../../compiler/lint/rules/unconditional-allow.ts';
import { foundIn } from './found.ts';

it('tools that change, run or send something', () => {
  expect(
    foundIn(
      unconditionalAllow,
      `allow Read, Write, Deploy
allow Fetch`,
    ),
  ).toEqual(['allow', 'allow', 'allow']);
});

it('not with a condition, and not looking', () => {
  expect(
    foundIn(
      unconditionalAllow,
      `allow Read
allow Fetch when .url.host == "x.org"
allow Write unless .path under "/etc"`,
    ),
  ).toEqual([]);
});

it('not commands that are named', () => {
  expect(foundIn(unconditionalAllow, 'allow shell.run "npm test", "npm run lint"')).toEqual([]);
  expect(foundIn(unconditionalAllow, 'allow shell.run')).toEqual(['allow']);
});

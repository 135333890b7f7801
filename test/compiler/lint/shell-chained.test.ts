import { expect, it } from 'vitest';
import { shellChained } from '../../../compiler/lint/rules/shell-chained.ts';
import { foundIn } from './found.ts';

it('what a shell reads as more than words', () => {
  expect(
    foundIn(shellChained, 'allow shell.run "a && b", "a | b; c", "ls > x", "echo $(ls)", "ls"'),
  ).toEqual(['"a && b"', '"a | b; c"', '"ls > x"', '"echo $(ls)"']);
});

it('not in quotes, which is how a command writes such a word', () => {
  expect(foundIn(shellChained, `allow shell.run "grep 'a|b' *", "npm run *"`)).toEqual([]);
});

import { expect, it } from 'vitest';
import { shellChained } from '../../../compiler/lint/rules/shell-chained.ts';
import { foundIn } from './found.ts';

it('several commands in one', () => {
  expect(foundIn(shellChained, 'allow Bash when .command in ["a && b", "a | b; c", "ls"]')).toEqual(
    ['"a && b"', '"a | b; c"'],
  );
});

import { expect, it } from 'vitest';
import { denyByOneSpelling } from '../../../compiler/lint/rules/deny-by-one-spelling.ts';
import { foundIn } from './found.ts';

it('a deny or ask that names commands', () => {
  expect(
    foundIn(
      denyByOneSpelling,
      `allow shell.run "ls", "git push"
rule d deny Bash when .command == "rm -rf /"
rule q ask Bash when .command in ["git push", "git  push"]`,
    ),
  ).toEqual(['.command == "rm -rf /"', '.command in ["git push", "git  push"]']);
});

it('not what leaves commands out', () => {
  expect(
    foundIn(
      denyByOneSpelling,
      `allow shell.run "ls", "git push"
rule d deny Bash unless .command == "ls"`,
    ),
  ).toEqual([]);
});

import { expect, it } from 'vitest';
import { shellInterpreter } from '../../../compiler/lint/rules/shell-interpreter.ts';
import { foundIn } from './found.ts';

it('shells, wrappers and inline code', () => {
  expect(
    foundIn(
      shellInterpreter,
      `allow shell.run "bash -c 'ls'", "sh", "node -e x", "env ls", "find . -exec rm x", "/usr/bin/sudo ls"`,
    ),
  ).toEqual([
    '"bash -c \'ls\'"',
    '"sh"',
    '"node -e x"',
    '"env ls"',
    '"find . -exec rm x"',
    '"/usr/bin/sudo ls"',
  ]);
});

it('not scripts, names inside words, or what a deny names', () => {
  expect(
    foundIn(
      shellInterpreter,
      `allow shell.run "node check.js", "python3 -m pytest", "npm run sh", "git show", "find . -name x"
rule d deny Bash when .command == "sh"`,
    ),
  ).toEqual([]);
});

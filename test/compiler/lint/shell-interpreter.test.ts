import { expect, it } from 'vitest';
import { shellInterpreter } from '../../../compiler/lint/rules/shell-interpreter.ts';
import { foundIn } from './found.ts';

it('shells, wrappers and inline code, wherever they stand', () => {
  expect(
    foundIn(
      shellInterpreter,
      `allow Bash when .command in [
  "bash -c 'ls'", "ls | sh", "A=1 python3", "node -e x", "env ls", "find . -exec rm {} +",
  "true && /usr/bin/sudo ls", "find . | xargs rm", "echo $(sh)",
]`,
    ),
  ).toEqual([
    '"bash -c \'ls\'"',
    '"ls | sh"',
    '"A=1 python3"',
    '"node -e x"',
    '"env ls"',
    '"find . -exec rm {} +"',
    '"true && /usr/bin/sudo ls"',
    '"find . | xargs rm"',
    '"echo $(sh)"',
  ]);
});

it('not scripts, names inside words, or what a deny names', () => {
  expect(
    foundIn(
      shellInterpreter,
      `allow Bash when .command in ["node check.js", "python3 -m pytest", "npm run sh", "git show", "find . -name x"]
rule d deny Bash when .command == "sh"`,
    ),
  ).toEqual([]);
});

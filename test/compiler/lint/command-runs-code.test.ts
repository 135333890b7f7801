import { expect, it } from 'vitest';
import { escapes } from '../../../compiler/lint/escapes.ts';
import { commandRunsCode } from '../../../compiler/lint/rules/command-runs-code.ts';
import { found, foundIn, lintText, prelude } from './found.ts';

it('options and sub-commands that run what they are given', () => {
  const rules = 'allow shell.run "git *", "make *", "tar *", "rg src *", "npx *", "ssh build *"';
  expect(foundIn(commandRunsCode, rules)).toEqual([
    '"git *"',
    '"make *"',
    '"tar *"',
    '"rg src *"',
    '"npx *"',
    '"ssh build *"',
  ]);
});

it('not what the pattern does not cover', () => {
  const rules = 'allow shell.run "git status", "git log *", "make test", "npm run *", "gitx *"';
  expect(foundIn(commandRunsCode, rules)).toEqual([]);
});

it('not an interpreter, whose code needs a grant of its own', () => {
  expect(foundIn(commandRunsCode, 'allow shell.run "python *", "node *", "sh *"')).toEqual([]);
});

it('not what a library declares, a deny stops, or a condition excludes', () => {
  expect(
    found(commandRunsCode, 'import std.git\npolicy p for agent dev { allow shell.run "git *" }'),
  ).toEqual([]);
  expect(
    foundIn(
      commandRunsCode,
      'allow shell.run "git *" rule d deny shell.run "git -c *", "git * x *"',
    ),
  ).toEqual(['"git *"']);
  expect(
    foundIn(commandRunsCode, 'allow shell.run "make *" rule d deny shell.run "make --*"'),
  ).toEqual([]);
  expect(
    foundIn(commandRunsCode, 'allow shell.run "make *" when not .command matches "* --*"'),
  ).toEqual([]);
});

it('shows a command that the kernel allows', () => {
  const text = `${prelude}policy p for agent dev { allow shell.run "make *" }\n`;
  const { message } = lintText(text).find(({ code }) => code === 'command-runs-code') ?? {};
  expect(message).toBe('the allowed command `make *` runs whatever stands in it: `make --eval=x`');
});

it('every escape is one command, as the kernel writes it', () => {
  const patterns = escapes.map(({ start, tail }) => JSON.stringify(`${start} ${tail}`));
  const text = `${prelude}policy p for agent dev { allow shell.run ${patterns.join(', ')} }\n`;
  expect(lintText(text).filter(({ code }) => code === 'command-never-judged')).toEqual([]);
});

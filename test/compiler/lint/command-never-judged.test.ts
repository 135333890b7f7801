import { expect, it } from 'vitest';
import { commandNeverJudged } from '../../../compiler/lint/rules/command-never-judged.ts';
import { found, foundIn, lintText, prelude } from './found.ts';

const libraries = 'import std.git, std.shell\n';

it('several commands, and files that the shell opens', () => {
  const rules = 'allow shell.run "a && b", "a | b; c", "ls > x", "echo $(ls)", "ls"';
  expect(foundIn(commandNeverJudged, rules)).toEqual([
    '"a && b"',
    '"a | b; c"',
    '"ls > x"',
    '"echo $(ls)"',
  ]);
});

it('not operators within quotes, or in what a wildcard covers', () => {
  const rules = `allow shell.run "grep 'a|b' *", "npm run *", "echo {a,b}", "x?"`;
  expect(foundIn(commandNeverJudged, rules)).toEqual([]);
});

it('programs that the kernel takes off a command, and other spellings than its own', () => {
  const rules = `allow shell.run "bash -c 'ls'", "sudo *", "env ls", "ls  x", "ls \\"a b\\"", "ls 'a b'"`;
  expect(foundIn(commandNeverJudged, rules)).toEqual([
    `"bash -c 'ls'"`,
    '"sudo *"',
    '"env ls"',
    '"ls  x"',
    '"ls \\"a b\\""',
  ]);
});

it('what a program is declared to do, whatever the rule does about it', () => {
  const policy = (effect: string) =>
    `${libraries}policy p for agent dev { allow git.read rule r ${effect} shell.run "git status", "git new-command" }\n`;
  for (const effect of ['allow', 'ask', 'deny'])
    expect(found(commandNeverJudged, policy(effect)), effect).toEqual(['"git status"']);
});

it('says what it is judged as', () => {
  const text = `${prelude}${libraries}policy p for agent dev { allow shell.run "git status" }\n`;
  const { help } = lintText(text).find(({ code }) => code === 'command-never-judged') ?? {};
  expect(help).toBe('it is judged as `git.read`: write `allow git.read`');
});

it('nothing where no tool takes a command', () => {
  const text = 'edition 1\nagent dev { }\npolicy p for agent dev { allow shell.run "a && b" }\n';
  expect(lintText(text).filter(({ code }) => code === 'command-never-judged')).toEqual([]);
});

import { expect, it } from 'vitest';
import { commandTooWide } from '../../../compiler/lint/rules/command-too-wide.ts';
import { found, foundIn } from './found.ts';

it('any program', () => {
  expect(foundIn(commandTooWide, 'allow shell.run "*"')).toEqual(['"*"']);
  expect(foundIn(commandTooWide, 'allow shell.run "* *"')).toEqual(['"* *"']);
});

it('options that write, delete or send', () => {
  const rules =
    'allow shell.run "find *", "sort *", "git diff *", "git *", "curl -s *", "curl * -s"';
  expect(foundIn(commandTooWide, rules)).toEqual([
    '"find *"',
    '"sort *"',
    '"git diff *"',
    '"git *"',
    '"curl -s *"',
  ]);
});

it('not one form of a command, or what a library declares', () => {
  expect(foundIn(commandTooWide, 'allow shell.run "find src", "sort x", "git diff"')).toEqual([]);
  expect(
    found(
      commandTooWide,
      'import std.shell, std.git\npolicy p for agent dev { allow shell.run "find *", "sort *", "git diff *" }',
    ),
  ).toEqual([]);
});

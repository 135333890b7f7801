import { expect, it } from 'vitest';
import { grantWithoutEffect } from '../../../compiler/lint/rules/grant-without-effect.ts';
import { found, foundIn, lintText, prelude } from './found.ts';

it('an ask about a command that nothing grants', () => {
  expect(
    foundIn(
      grantWithoutEffect,
      `allow shell.run "npm test"
rule a ask Bash when .command == "npm publish"
rule b ask Bash when .command in ["npm publish", "cat x"]
rule c ask Bash when .command == "npm test"
rule d ask Bash when .command in ["npm publish", "npm test"]`,
    ),
  ).toEqual(['a', 'b']);
});

it('names the action that is missing', () => {
  const text = `${prelude}policy p for agent dev { allow shell.run "ls" rule a ask Bash when .command == "ls > x" }\n`;
  const finding = lintText(text).find(({ code }) => code === 'grant-without-effect');
  expect(finding?.help).toBe('name the action: ask fs.write');
  expect(finding?.message).toContain('nothing grants `fs.write`');
});

it('a tool that does what nothing grants', () => {
  const tool = 'tool Remove { path: Path, soft?: Bool } does fs.delete(path)\n';
  const policy = (more: string) =>
    `${tool}policy p for agent dev { allow Remove when has .soft ${more} }`;
  expect(found(grantWithoutEffect, policy(''))).toEqual(['allow']);
  expect(found(grantWithoutEffect, policy('allow fs.delete when .path under "out"'))).toEqual([]);
  expect(found(grantWithoutEffect, policy('otherwise ask'))).toEqual([]);
});

it('a shell in which no command is granted', () => {
  const tool = 'tool Run { command: Shell, unsafe?: Bool }\n';
  const policy = (more: string) =>
    `${tool}policy p for agent dev { allow Run when has .unsafe ${more} }`;
  expect(found(grantWithoutEffect, policy(''))).toEqual(['allow']);
  expect(found(grantWithoutEffect, policy('allow shell.run "ls"'))).toEqual([]);
});

it('not what a deny stops, which other rules say', () => {
  const tool = 'tool Remove { path: Path, soft?: Bool } does fs.delete(path)\n';
  expect(
    found(
      grantWithoutEffect,
      `${tool}policy p for agent dev { allow Remove when has .soft rule d deny fs.delete allow fs.delete when .path under "out" }`,
    ),
  ).toEqual([]);
});

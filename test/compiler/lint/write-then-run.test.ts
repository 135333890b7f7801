import { expect, it } from 'vitest';
import { writeThenRun } from '../../../compiler/lint/rules/write-then-run.ts';
import { foundIn, lintText, prelude } from './found.ts';

it('a file that may be written and run', () => {
  const rules = `allow fs.write when .path under workspace
allow fs.run when .path matches "bin/**"`;
  expect(foundIn(writeThenRun, rules)).toEqual(['allow']);
  const text = `${prelude}policy p for agent dev { ${rules} }\n`;
  const { message } = lintText(text).find(({ code }) => code === 'write-then-run') ?? {};
  expect(message).toMatch(/^agent `dev` may write `bin[^`]*` and then run it$/);
});

it('not where the two do not meet, a deny stands between, or a person does', () => {
  const run = 'allow fs.run when .path matches "bin/**"';
  expect(foundIn(writeThenRun, `allow fs.write when .path under "src" ${run}`)).toEqual([]);
  expect(
    foundIn(
      writeThenRun,
      `allow fs.write when .path under workspace ${run} rule d deny fs.write when .path under "bin"`,
    ),
  ).toEqual([]);
  expect(foundIn(writeThenRun, `rule a ask fs.write when .path under workspace ${run}`)).toEqual(
    [],
  );
});

it('a file that says what an allowed program runs, once for a rule', () => {
  expect(
    foundIn(
      writeThenRun,
      `allow fs.write when .path under workspace
allow shell.run "npm test", "npm run *", "make lint"
allow shell.run "pytest *"`,
    ),
  ).toEqual(['"npm test"', '"pytest *"']);
});

it('not one that it may not write, or a program that looks nothing up', () => {
  expect(
    foundIn(
      writeThenRun,
      `allow fs.write when .path under "src" or .path matches "README.md"
allow shell.run "npm test"`,
    ),
  ).toEqual([]);
  expect(
    foundIn(writeThenRun, 'allow fs.write when .path under workspace allow shell.run "ls"'),
  ).toEqual([]);
});

import { expect, it } from 'vitest';
import { namesakeUncovered } from '../../../compiler/lint/rules/namesake-uncovered.ts';
import { found } from './found.ts';

it('a tool of the same name that is allowed', () => {
  expect(
    found(
      namesakeUncovered,
      `tool mcp a.Read { path: Path }
policy p for agent dev { allow Read, mcp a.Read when .path under "src" rule d deny Read when .path under "src/x" }`,
    ),
  ).toEqual(['d']);
});

it('not one that another rule is about, or that nobody allows', () => {
  expect(
    found(
      namesakeUncovered,
      `tool mcp a.Read { path: Path }
tool mcp b.Read { path: Path }
policy p for agent dev { allow Read, mcp a.Read when .path under "src" rule d deny Read when .path under "src/x" rule e ask mcp a.Read when .path under "src/y" }`,
    ),
  ).toEqual([]);
});

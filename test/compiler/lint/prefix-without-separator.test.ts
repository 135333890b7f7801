import { expect, it } from 'vitest';
import { prefixWithoutSeparator } from '../../../compiler/lint/rules/prefix-without-separator.ts';
import { foundIn } from './found.ts';

it('a folder whose name is open', () => {
  expect(
    foundIn(
      prefixWithoutSeparator,
      `allow Read when .path matches "/srv/app*/**"
allow Read when .path in paths("~/work**")
allow Mail when .key matches "prod*/x"`,
    ),
  ).toEqual(['"/srv/app*/**"', '"~/work**"', '"prod*/x"']);
});

it('not a file whose name is open, and not in a deny', () => {
  expect(
    foundIn(
      prefixWithoutSeparator,
      `allow Read when .path in paths("src/main*", "docs/*.md", "**/.env.*", "/srv/app/**")
rule d deny Read when .path matches "/srv/app*/**"
allow Deploy when .stage matches "app*/x"`,
    ),
  ).toEqual([]);
});

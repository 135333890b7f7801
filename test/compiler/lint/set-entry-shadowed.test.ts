import { expect, it } from 'vitest';
import { setEntryShadowed } from '../../../compiler/lint/rules/set-entry-shadowed.ts';
import { fixed, foundIn } from './found.ts';

it('an entry that another covers, in sets of every kind', () => {
  expect(
    foundIn(
      setEntryShadowed,
      `allow Read when .path in paths("src/**", "src/a")
allow Fetch when .url.host in hosts("a.x.com", "*.x.com")
allow Mail when .to in emails("*@x.com", "a@x.com")
allow Fetch when .url in urls("https://x.com/**", "https://x.com/a/*")`,
    ),
  ).toEqual(['"src/a"', '"a.x.com"', '"a@x.com"', '"https://x.com/a/*"']);
});

it('of two that are the same, the second', () => {
  expect(
    foundIn(setEntryShadowed, 'allow Deploy when .stage in strings("{a,b}", "{b,a}")'),
  ).toEqual(['"{b,a}"']);
});

it('not entries of other forms, schemes and ports', () => {
  expect(
    foundIn(
      setEntryShadowed,
      `allow Read when .path in paths("/src/**", "src/a", "~/src/a")
allow Fetch when .url in urls("https://x.com/**", "http://x.com/a", "https://x.com:444/a")`,
    ),
  ).toEqual([]);
});

it('the fix removes the entry, wherever it stands', () => {
  expect(
    fixed(
      setEntryShadowed,
      'allow Read when .path in paths("src/a", "src/**", "docs/**", "docs/b")',
    ),
  ).toBe('allow Read when .path in paths("src/**", "docs/**")');
});

import { expect, it } from 'vitest';
import { ruleNeverHolds } from '../../../compiler/lint/rules/rule-never-holds.ts';
import { foundIn } from './found.ts';

it('conditions that exclude each other, of any type', () => {
  expect(
    foundIn(
      ruleNeverHolds,
      `allow Deploy when .count > 3 and .count < 4
allow Read when .path under "a" and .path under "b"
allow Fetch when .url.scheme == "https" and .url.port == 80 and .url.host == "x.org" and .url == "https://x.org/"
allow Deploy when .stage == "a" and has .count and not has .count`,
    ),
  ).toEqual([
    '.count > 3 and .count < 4',
    '.path under "a" and .path under "b"',
    '.url.scheme == "https" and .url.port == 80 and .url.host == "x.org" and .url == "https://x.org/"',
    '.stage == "a" and has .count and not has .count',
  ]);
});

it('not what some call can make true, however odd', () => {
  expect(
    foundIn(
      ruleNeverHolds,
      `allow Read when .path under "/a" and .path under "a"
allow Read when .path matches "**/x" and .path matches "/*/x"
allow Mail when .host matches "*.1" or .host == "127.0.0.1"`,
    ),
  ).toEqual([]);
});

it('a deny too', () => {
  expect(
    foundIn(
      ruleNeverHolds,
      `allow Deploy when .stage == "a"
rule d deny Deploy when .stage matches "a*" and .stage matches "b*"`,
    ),
  ).toEqual(['.stage matches "a*" and .stage matches "b*"']);
});

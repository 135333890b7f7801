import { expect, it } from 'vitest';
import { wildcardGrantsPower } from '../../../compiler/lint/rules/wildcard-grants-power.ts';
import { found } from './found.ts';

it('all agents, and patterns of names', () => {
  expect(
    found(
      wildcardGrantsPower,
      `policy p for all agents { allow Deploy when .stage == "a" }
policy q for agents dev, "c*" { allow Fetch when .url.host == "x.org" }`,
    ),
  ).toEqual(['p', 'q']);
});

it('what one policy grants is said once', () => {
  expect(
    found(
      wildcardGrantsPower,
      `policy p for all agents { allow Deploy when .stage == "a" allow Fetch when .url.host == "x.org" }`,
    ),
  ).toEqual(['p']);
});

it('not named agents, not looking, not a deny', () => {
  expect(
    found(
      wildcardGrantsPower,
      `policy p for agents dev, ci { allow Deploy when .stage == "a" }
policy q for all agents { allow Read when .path under "a" rule d deny Deploy when .stage == "a" }`,
    ),
  ).toEqual([]);
});

import { expect, it } from 'vitest';
import { patternMatchesEverything } from '../../../compiler/lint/rules/pattern-matches-everything.ts';
import { found, foundIn } from './found.ts';

it('patterns of every type, each once', () => {
  expect(
    found(
      patternMatchesEverything,
      `let all = paths("**", "a/**")
policy p for agent dev {
  allow Read, Write when .path in all
  allow Deploy when .stage matches "*"
  allow Mail when .to matches "*@**" or .key matches "**" or .ref matches "**" or .host matches "**"
}`,
    ),
  ).toEqual(['"**"', '"*"', '"*@**"', '"**"', '"**"', '"**"']);
});

it('not what leaves something out', () => {
  expect(
    foundIn(
      patternMatchesEverything,
      `allow Mail when .key matches "*" or .host matches "*" or .to matches "*@*.org"
allow Read when .path matches "/**"`,
    ),
  ).toEqual([]);
});

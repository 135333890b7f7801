import { expect, it } from 'vitest';
import { rulesContradict } from '../../../compiler/lint/rules/rules-contradict.ts';
import { found, foundIn } from './found.ts';

it('the same condition, however it is written', () => {
  expect(
    foundIn(
      rulesContradict,
      `allow Deploy when .count > 2 and .stage == "a"
rule d deny Deploy when .stage == "a" and .count > 2`,
    ),
  ).toEqual(['allow']);
});

it('not a deny for other agents, or of a part', () => {
  expect(
    found(
      rulesContradict,
      `policy p for agent dev { allow Deploy when .stage == "a" }
policy q for agent ci { allow Read rule d deny Deploy when .stage == "a" }
guard g for all agents { rule e deny Deploy when .stage == "a" and .count > 2 }`,
    ),
  ).toEqual([]);
});

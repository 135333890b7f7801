import { expect, it } from 'vitest';
import { historyDecidesNothing } from '../../../compiler/lint/rules/history-decides-nothing.ts';
import { found, foundIn } from './found.ts';

it('counts that are always or never so', () => {
  expect(
    foundIn(
      historyDecidesNothing,
      `allow Read, Deploy when count Read >= 0
rule a ask Read when count Deploy > 3
rule b ask Read when count Deploy < 0 or count Deploy == 0
rule c ask Read when count Deploy in the last 10m != 0`,
    ),
  ).toEqual(['count Read >= 0', 'count Deploy < 0']);
});

it('what no rule ever lets an agent do', () => {
  expect(
    foundIn(
      historyDecidesNothing,
      `allow Read
allow Deploy when .stage == "test"
rule a ask Read when after Deploy where .stage == "prod"
rule b ask Read when after Deploy where .stage == "test"
rule c ask Read when after Fetch and after Deploy
rule d deny Read when count Fetch > 2`,
    ),
  ).toEqual(['after Deploy where .stage == "prod"', 'after Fetch', 'count Fetch > 2']);
});

it('not what a person may let through, or what another agent of the rule may do', () => {
  expect(
    foundIn(historyDecidesNothing, 'allow Read rule f ask Fetch rule a ask Read when after Fetch'),
  ).toEqual([]);
  expect(
    found(
      historyDecidesNothing,
      `policy p for all agents { allow Read rule a ask Read when after Fetch }
policy c for agent ci { allow Fetch }`,
    ),
  ).toEqual([]);
});

it('not a deny that asks where the path is not known', () => {
  expect(
    foundIn(
      historyDecidesNothing,
      `allow fs.read when .path under workspace
rule s deny fs.read when .path under "secret" on unknown ask
allow net.connect when .port == 443
rule n ask net.connect when after fs.read where .path under "secret"`,
    ),
  ).toEqual([]);
});

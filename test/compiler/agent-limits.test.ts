import { describe, expect, it } from 'vitest';
import { readDocument } from '../../compiler/bundle/shape.ts';
import { readRuleSet } from '../../compiler/bundle/structure.ts';
import { compile } from '../../compiler/compile.ts';
import { shippedPrices } from '../../compiler/prices/list.ts';
import { format } from '../../dsl/print.ts';
import { findings } from './findings.ts';

const limits = (text: string) =>
  findings(
    `agent ops {\n owner role "maintain"\n ${text}\n}\npolicy o for agent ops { allow Read }`,
  );

const wellFormed = [
  'models "claude-sonnet-*"',
  'budget 20 USD per session, 200 USD per day, 5M tokens per day alert at 50%, 80%',
  'rate 60 calls per minute',
  'loop trip after 5 repeats in 10m, poll Read',
];

describe('limits of agents', () => {
  it.each(wellFormed)('`%s` is laid out as it is', (limit) => {
    const text = `edition 1\n\nagent a {\n  ${limit}\n}\n`;
    expect(format({ file: 'x', text })).toEqual({ text, diagnostics: [] });
  });

  it.each(wellFormed)('`%s` has no finding', (limit) => {
    expect(limits(limit)).toEqual([]);
  });

  it('arrive in the rules, with the prices of models', () => {
    const text = `edition 1\nagent a { ${wellFormed.slice(1).join(' ')} }\ntool Read { path: Path }\npolicy p for agent a { allow Read }`;
    const { rules } = compile([{ file: 'a', text }]);
    expect(rules?.agents[0]?.limits).toEqual({
      budgets: [
        { unit: 'microUSD', amount: 20_000_000, period: 'session' },
        { unit: 'microUSD', amount: 200_000_000, period: 'day' },
        { unit: 'tokens', amount: 5_000_000, period: 'day' },
      ],
      alerts: [50, 80],
      rates: [{ calls: 60, perMs: 60_000 }],
      loop: { repeats: 5, withinMs: 600_000, poll: [0] },
    });
    expect(rules?.prices).toEqual(shippedPrices);
    expect(readDocument('SENTRELY_ERR_BUNDLE_SYNTAX', JSON.stringify(rules), readRuleSet)).toEqual(
      rules,
    );
  });

  it('without a budget bring no prices', () => {
    const text =
      'edition 1\nagent a { rate 5 calls per second }\ntool Read { path: Path }\npolicy p for agent a { allow Read }';
    expect(compile([{ file: 'a', text }]).rules?.prices).toEqual([]);
  });

  it.each([
    ['budget 20 usd per session', 'limit-unit: usd'],
    ['budget 20 USD per year', 'limit-unit: year'],
    ['budget 2 USD per month, 2 USD per day', 'limit-conflict: 2 USD per day'],
    ['budget 2 USD per hour, 1 USD per day', 'limit-conflict: 1 USD per day'],
    ['budget 2 USD per month, 3 USD per session', 'limit-conflict: 3 USD per session'],
    ['rate 5 calls per day', 'limit-unit: day'],
    ['budget 0 USD per day', 'limit-range: 0 USD per day'],
    ['budget -1 USD per day', 'limit-range: -1 USD per day'],
    ['budget 1.5 tokens per day', 'limit-range: 1.5 tokens per day'],
    ['budget 1 USD per day alert at 0%', 'limit-range: 0%'],
    ['budget 1 USD per day alert at 50%, 101%', 'limit-range: 101%'],
    ['budget 1 USD per day alert at 50%, 50%', 'limit-conflict: 50%'],
    ['budget 1 USD per day, 2 USD per day', 'limit-conflict: 2 USD per day'],
    ['budget 2 USD per day, 2 USD per session', 'limit-conflict: 2 USD per session'],
    ['rate 0 calls per minute', 'limit-range: rate 0 calls per minute'],
    ['loop trip after 1 repeats in 10m', 'limit-range: loop trip after 1 repeats in 10m'],
    ['loop trip after 1001 repeats in 10m', 'limit-range: loop trip after 1001 repeats in 10m'],
    ['loop trip after 2 repeats in 0s', 'limit-range: loop trip after 2 repeats in 0s'],
    ['loop trip after 2 repeats in 25h', 'limit-range: loop trip after 2 repeats in 25h'],
    ['loop trip after 2 repeats in 1m, poll Reed', 'unknown-tool: Reed'],
    ['models "claude-[ab]"', 'pattern-syntax: ['],
  ])('`%s` is %s', (limit, finding) => {
    expect(limits(limit)).toEqual([finding]);
  });
});

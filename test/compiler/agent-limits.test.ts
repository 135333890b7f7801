import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
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
  it.each(wellFormed)('`%s` compiles to nothing: no gateway would hold to it', (limit) => {
    expect(limits(limit)).toEqual([`not-enforced-yet: ${limit}`]);
    const text = `edition 1\n\nagent a {\n  ${limit}\n}\n`;
    expect(format({ file: 'x', text })).toEqual({ text, diagnostics: [] });
  });

  it('are refused together with the rules of others', () => {
    const text = `edition 1\nagent a { ${wellFormed.join(' ')} }\ntool Read { path: Path }\npolicy p for agent a { allow Read }`;
    const { rules, diagnostics } = compile([{ file: 'a', text }]);
    expect(rules).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(Array(4).fill('not-enforced-yet'));
  });

  it.each([
    ['budget 20 usd per session', 'limit-unit: usd'],
    ['budget 20 USD per month', 'limit-unit: month'],
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
    ['loop trip after 2 repeats in 0s', 'limit-range: loop trip after 2 repeats in 0s'],
    ['loop trip after 2 repeats in 25h', 'limit-range: loop trip after 2 repeats in 25h'],
    ['loop trip after 2 repeats in 1m, poll Reed', 'unknown-tool: Reed'],
    ['models "claude-[ab]"', 'pattern-syntax: ['],
  ])('`%s` is %s', (limit, finding) => {
    expect(limits(limit)).toEqual([finding]);
  });
});

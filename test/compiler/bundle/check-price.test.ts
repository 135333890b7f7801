import { expect, it } from 'vitest';
import { readDocument } from '../../../compiler/bundle/shape.ts';
import { readRuleSet } from '../../../compiler/bundle/structure.ts';
import { ruleSet } from '../evaluate/rule-set.ts';

const rates = { input: 1, output: 2, cacheRead: 0, cacheWrite: 3 };
const price = { model: 'm', windowTokens: 1000, outputMax: null, rates, long: null };

function fault(prices: unknown): string {
  const text = JSON.stringify({ ...ruleSet([], []), prices });
  try {
    readDocument('SENTRELY_ERR_BUNDLE_FORMAT', text, readRuleSet);
    return 'fine';
  } catch (error) {
    return (error as Error).message;
  }
}

it.each([
  ['none', []],
  ['plain', [price]],
  ['long', [{ ...price, long: { above: 200_000, rates } }]],
])('prices that are %s are read', (_name, prices) => {
  expect(fault(prices)).toBe('fine');
});

it.each([
  ['/prices', null],
  ['/prices', [price, price]],
  ['/prices/0/model', [{ ...price, model: '' }]],
  ['/prices/0/rates/input', [{ ...price, rates: { ...rates, input: -1 } }]],
  ['/prices/0/rates/output', [{ ...price, rates: { ...rates, output: 0.5 } }]],
  ['/prices/0/rates/cacheWrite', [{ ...price, rates: { ...rates, cacheWrite: 1e13 } }]],
  ['/prices/0/rates', [{ ...price, rates: { input: 1, output: 1, cacheRead: 1 } }]],
  ['/prices/0/windowTokens', [{ ...price, windowTokens: 0 }]],
  ['/prices/0/outputMax', [{ ...price, outputMax: '7' }]],
  ['/prices/0/long/above', [{ ...price, long: { above: null, rates } }]],
  [
    '/prices/0/long/rates/input',
    [{ ...price, long: { above: 1, rates: { ...rates, input: null } } }],
  ],
  ['/prices/0', [{ ...price, free: true }]],
])('a fault at %s is found', (pointer, prices) => {
  expect(fault(prices)).toContain(pointer);
});

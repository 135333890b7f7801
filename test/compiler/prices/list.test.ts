import { expect, it } from 'vitest';
import { shippedPrices } from '../../../compiler/prices/list.ts';
import { costOf, priceOf, worstCostOf } from '../../../gateway/enforce/budget/price.ts';

const micro = 1_000_000;

it('knows the prices of the models of both providers', () => {
  const opus = priceOf(shippedPrices, 'claude-opus-4-5-20251101');
  expect(opus?.rates).toEqual({
    input: 5 * micro,
    output: 25 * micro,
    cacheRead: 0.5 * micro,
    cacheWrite: 10 * micro,
  });
  expect(priceOf(shippedPrices, 'gpt-5')?.rates).toEqual({
    input: 1.25 * micro,
    output: 10 * micro,
    cacheRead: 0.125 * micro,
    cacheWrite: 1.25 * micro,
  });
  expect(priceOf(shippedPrices, 'gpt-5-2025-08-07')?.outputMax).toBe(128_000);
});

it('has a price above nothing for everything it lists', () => {
  expect(shippedPrices.length).toBeGreaterThan(100);
  for (const { rates, long, model } of shippedPrices) {
    expect(model).toBe(model.toLowerCase());
    expect(Math.min(...Object.values(rates))).toBeGreaterThan(0);
    if (long === null) continue;
    expect(long.rates.input).toBeGreaterThanOrEqual(rates.input);
    expect(long.rates.output).toBeGreaterThanOrEqual(rates.output);
  }
});

it.each([
  'claude-opus-4-5-new',
  'claude-sonnet-6',
  'gpt-5-codex-ultra',
  'my-claude-opus-4-5',
  '',
  'toString',
  'gpt-4o-audio-preview',
  'claude-opus-4-5-20251101-fast',
  'anthropic.claude-opus-4-5-large-v1:0',
  'eu.other.claude-opus-4-5-v1:0',
  'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/claude-opus-4-5',
])('does not guess the price of %j', (model) => {
  expect(priceOf(shippedPrices, model)).toBeUndefined();
});

it.each([
  'anthropic.claude-opus-4-5-20251101-v1:0',
  'eu.anthropic.claude-opus-4-5-20251101-v1:0',
  'us-gov.anthropic.claude-opus-4-5',
  'global.anthropic.claude-opus-4-5-v1',
  'claude-opus-4-5@20251101',
])('knows the price of %s, as a cloud names the model', (name) => {
  const price = priceOf(shippedPrices, 'claude-opus-4-5');
  expect(price).toBeDefined();
  expect(priceOf(shippedPrices, name)).toBe(price);
});

it('counts a long request at its own price, and the cache at its own', () => {
  const price = priceOf(shippedPrices, 'claude-sonnet-4-5');
  if (price === undefined) throw new Error('no price');
  const none = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  expect(costOf(price, { ...none, input: 100_000, output: 1000 })).toBe(315_000);
  expect(costOf(price, { ...none, cacheRead: 150_000, input: 100_000 })).toBe(690_000);
  expect(costOf(price, { ...none, input: 1 })).toBe(3);
  expect(worstCostOf(price, 100_000, 0)).toBe(600_000);
  expect(worstCostOf(price, 250_000, 0)).toBeGreaterThanOrEqual(
    costOf(price, { ...none, cacheWrite: 250_000 }),
  );
});

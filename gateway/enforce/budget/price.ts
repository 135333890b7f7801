import type { PriceEntry, Rates } from '../../../compiler/bundle/rules.ts';
import type { Usage } from '../../providers/dialect.ts';

/** Tokens that a rate is for. */
const perTokens = 1_000_000;

/** What providers add to a model's name to say which snapshot of it is meant. */
const snapshot = /(?:[-@]20\d{6}|-20\d\d-\d\d-\d\d|-latest)$/;

/** Usage with nothing left open. */
export type KnownUsage = { readonly [K in keyof Usage]: number };

/** How Amazon names a model of Anthropic's: perhaps a region before it, perhaps a version after it. */
const bedrockId = /^(?:[a-z]{2,8}(?:-[a-z]{2,8})?\.)?anthropic\.(.+?)(?:-v\d+(?::\d+)?)?$/;

/**
 * The price of a model: of exactly this name, or of the name without its snapshot and without what
 * Amazon adds. Nothing else is guessed: a newer model with a similar name may cost a multiple.
 */
export function priceOf(prices: readonly PriceEntry[], model: string): PriceEntry | undefined {
  const stated = model.toLowerCase();
  const name = bedrockId.exec(stated)?.[1] ?? stated;
  const bare = name.replace(snapshot, '');
  return (
    prices.find((price) => price.model === name) ?? prices.find((price) => price.model === bare)
  );
}

/** What an answer cost, in millionths of a US dollar, rounded up. */
export function costOf(price: PriceEntry, usage: KnownUsage): number {
  const { input, output, cacheRead, cacheWrite } = usage;
  const rates = ratesAt(price, input + cacheRead + cacheWrite);
  return dollars(
    input * rates.input +
      output * rates.output +
      cacheRead * rates.cacheRead +
      cacheWrite * rates.cacheWrite,
  );
}

/** The most that a request of so many tokens can cost, whatever of it comes from or goes to a cache. */
export function worstCostOf(price: PriceEntry, input: number, output: number): number {
  const { rates, long } = price;
  const most = (of: Rates): number =>
    dollars(input * Math.max(of.input, of.cacheRead, of.cacheWrite) + output * of.output);
  return long === null || input <= long.above
    ? most(rates)
    : Math.max(most(rates), most(long.rates));
}

function ratesAt({ rates, long }: PriceEntry, input: number): Rates {
  return long !== null && input > long.above ? long.rates : rates;
}

/** Never more than a count can hold: that many dollars are beyond every budget. */
function dollars(millionths: number): number {
  return Math.min(Math.ceil(millionths / perTokens), Number.MAX_SAFE_INTEGER);
}

import { nameUnitsMax, pricesMax, rateMax } from './limits.ts';
import type { Place } from './shape.ts';

/** Reads all prices: no model twice, every rate whole and not negative. */
export function checkPrices(place: Place): void {
  const models = place.items(pricesMax).map(checkPrice);
  if (new Set(models).size < models.length) place.fail('found a model twice');
}

function checkPrice(place: Place): string {
  const { model, windowTokens, outputMax, rates, long } = place.members([
    'model',
    'windowTokens',
    'outputMax',
    'rates',
    'long',
  ]);
  if (!windowTokens.isNull) windowTokens.integer(1, Number.MAX_SAFE_INTEGER);
  if (!outputMax.isNull) outputMax.integer(1, Number.MAX_SAFE_INTEGER);
  checkRates(rates);
  if (!long.isNull) {
    const step = long.members(['above', 'rates']);
    step.above.integer(0, Number.MAX_SAFE_INTEGER);
    checkRates(step.rates);
  }
  return model.name(nameUnitsMax);
}

function checkRates(place: Place): void {
  const rates = place.members(['input', 'output', 'cacheRead', 'cacheWrite']);
  for (const rate of Object.values(rates)) rate.integer(0, rateMax);
}

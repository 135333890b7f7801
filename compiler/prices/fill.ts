import type { AgentEntry, PriceEntry } from '../bundle/rules.ts';
import { shippedPrices } from './list.ts';

/**
 * The prices that a rule set carries: all that are shipped where some agent has a budget, else none.
 * They are signed with the rules, so a price changes as a rule does: by compiling and publishing.
 */
export function pricesFor(agents: readonly Pick<AgentEntry, 'limits'>[]): readonly PriceEntry[] {
  return agents.some(({ limits }) => limits.budgets.length > 0) ? shippedPrices : [];
}

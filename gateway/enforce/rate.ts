import type { AgentLimits } from '../../compiler/bundle/rules.ts';
import { newEventId } from '../audit/event-id.ts';
import type { Ledger, LedgerScope } from '../state/ledger.ts';

/** Counts the calls of agents against their rates. */
export interface Rates {
  /**
   * Counts one call in every rate of the agent, or in none: undefined then is permission, a time is
   * when there is room again. Rejects with SENTRELY_ERR_STATE_UNAVAILABLE.
   */
  take(agent: string, rates: AgentLimits['rates']): Promise<RateRefusal | undefined>;
}

/** Why a call may not run now. */
export interface RateRefusal {
  readonly calls: number;
  readonly perMs: number;
  readonly untilMs: number;
}

/**
 * Rates over the ledger, so that all replicas count together. A second, minute or hour begins on the
 * clock: within it there are never more calls than the rate, and around its turn there may be twice
 * as many in as long a time.
 */
export function createRates(ledger: Ledger, now: () => number): Rates {
  return {
    take: async (agent, rates) => {
      if (rates.length === 0) return undefined;
      const nowMs = now();
      const scopes = rates.map((rate) => scopeOf(agent, rate, nowMs));
      const taken = await ledger.reserve(`call ${newEventId(nowMs)}`, scopes, { calls: 1 }, nowMs);
      if (taken.kind === 'reserved') return undefined;
      const at = scopes.findIndex(({ key }) => key === taken.scope.key);
      const rate = rates[at] ?? rates[0];
      const perMs = rate?.perMs ?? 0;
      return { calls: taken.scope.limit, perMs, untilMs: taken.scope.resetsAtMs ?? nowMs + perMs };
    },
  };
}

function scopeOf(
  agent: string,
  { calls, perMs }: AgentLimits['rates'][number],
  nowMs: number,
): LedgerScope {
  const begin = nowMs - (nowMs % perMs);
  const key = `rate ${agent} ${perMs} ${begin}`;
  return { key, unit: 'calls', limit: calls, resetsAtMs: begin + perMs };
}

const periods: ReadonlyMap<number, string> = new Map([
  [1000, 'second'],
  [60_000, 'minute'],
  [3_600_000, 'hour'],
]);

/** What an agent reads of a refusal. */
export function rateSentence({ calls, perMs, untilMs }: RateRefusal): string {
  const period = periods.get(perMs) ?? `${perMs} ms`;
  const until = new Date(untilMs).toISOString();
  return `Not run. This agent may make ${calls} calls per ${period}, and has made them. Wait until ${until}, then repeat the call.`;
}

import type { BudgetEntry } from '../../../compiler/bundle/rules.ts';
import type { LedgerScope } from '../../state/ledger.ts';

/** One budget and the place where it is counted now. */
export interface BudgetScope extends LedgerScope {
  readonly budget: BudgetEntry;
}

/** Where the budgets of an agent are counted at a time. Periods begin on the clock, in UTC. */
export function scopesOf(
  budgets: readonly BudgetEntry[],
  { agent, ownSession }: { readonly agent: string; readonly ownSession: string },
  nowMs: number,
): readonly BudgetScope[] {
  return budgets.map((budget) => {
    const { unit, amount: limit, period } = budget;
    if (period === 'session')
      return { key: `session ${ownSession}`, unit, limit, resetsAtMs: null, budget };
    const { begin, end } = periodAt(period, nowMs);
    const since = new Date(begin).toISOString().slice(0, 13);
    return { key: `agent ${agent} ${period} ${since}`, unit, limit, resetsAtMs: end, budget };
  });
}

function periodAt(
  period: 'hour' | 'day' | 'month',
  nowMs: number,
): { readonly begin: number; readonly end: number } {
  const now = new Date(nowMs);
  const [year, month, day, hour] = [
    now.getUTCFullYear(),
    now.getUTCMonth(),
    now.getUTCDate(),
    now.getUTCHours(),
  ];
  if (period === 'month') return { begin: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
  if (period === 'day')
    return { begin: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) };
  return { begin: Date.UTC(year, month, day, hour), end: Date.UTC(year, month, day, hour + 1) };
}

/** `200 USD per day`, as the policy says it. */
export function budgetText({ unit, amount, period }: BudgetEntry): string {
  return `${amountText(unit, amount)} per ${period}`;
}

/** An amount as people read it: dollars to the cent upwards, or tokens. */
export function amountText(unit: BudgetEntry['unit'], amount: number): string {
  if (unit === 'tokens') return `${amount} tokens`;
  const dollars = amount / 1_000_000;
  return `${Number.isInteger(dollars) ? dollars : dollars.toFixed(dollars < 0.01 ? 6 : 2)} USD`;
}

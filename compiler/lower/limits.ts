import type { AgentDeclaration, Budget, Loop } from '../../dsl/ast.ts';
import type { AgentLimits, BudgetEntry, LoopEntry } from '../bundle/rules.ts';
import { type Program, subjectOfTool } from '../program.ts';
import { toolKey } from '../subject.ts';

const microUsdPerUsd = 1_000_000;

const periodMs: ReadonlyMap<string, number> = new Map([
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
]);

const budgetPeriods = ['session', 'day', 'hour', 'month'] as const;

/** What an agent of a checked program may spend and repeat. */
export function lowerLimits(
  program: Program,
  { budget, rate, loop }: Pick<AgentDeclaration, 'budget' | 'rate' | 'loop'>,
): AgentLimits {
  const perMs = periodMs.get(rate?.period.text ?? '');
  return {
    budgets: budget === undefined ? [] : lowerBudget(budget),
    alerts: budget?.alerts.map(({ percent }) => percent) ?? [],
    rates: rate === undefined || perMs === undefined ? [] : [{ calls: rate.calls, perMs }],
    loop: loop === undefined ? null : lowerLoop(program, loop),
  };
}

function lowerBudget({ amounts }: Budget): readonly BudgetEntry[] {
  return amounts.flatMap(({ value, unit, period }): readonly BudgetEntry[] => {
    const known = budgetPeriods.find((each) => each === period.text);
    if (known === undefined) return [];
    const isMoney = unit.text === 'USD';
    const amount = isMoney ? Math.round(value * microUsdPerUsd) : value;
    return [{ unit: isMoney ? 'microUSD' : 'tokens', amount, period: known }];
  });
}

function lowerLoop(program: Program, { repeats, withinMs, poll }: Loop): LoopEntry {
  const tools = poll.flatMap((tool) => subjectOfTool(program, toolKey(tool))?.index ?? []);
  return { repeats, withinMs, poll: tools };
}

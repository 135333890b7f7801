import { expect, it } from 'vitest';
import { simulate } from './budget.ts';

it('budgets are never overspent, whatever fails', async () => {
  const tally = await simulate(200);
  for (const [what, times] of Object.entries(tally)) expect(times, what).toBeGreaterThan(50);
}, 60_000);

import { expect, it } from 'vitest';
import { agree } from './agree.ts';

/** `node test/property/agree.ts --runs 1000000` looks longer. */
const pairs = 20_000;

it('kernel and reference come to the same decision, by the same rules', () => {
  const { verdicts, byRule } = agree(pairs);
  // A search that hardly ever meets a rule would prove nothing.
  expect(byRule).toBeGreaterThan((pairs * 2) / 5);
  expect(verdicts.allow).toBeGreaterThan(pairs / 12);
  expect(verdicts.ask).toBeGreaterThan(pairs / 10);
}, 120_000);

import * as fc from 'fast-check';
import { analyzeDifference, type Comparison } from '../../../compiler/analyze/difference.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import type { DecisionRequest } from '../../../compiler/evaluate/decision.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import { wireName } from '../../../compiler/evaluate/tool-name.ts';
import { program } from '../../property/random-program.ts';
import { request } from '../../property/random-request.ts';
import { compiled } from './programs.ts';

/** What a long search saw: one that never meets a difference proves nothing. */
export interface Agreement {
  readonly calls: number;
  readonly differing: number;
  readonly inconclusive: number;
}

/**
 * Compares random programs by analysis, and random calls one by one: every call that is decided
 * differently must belong to a difference that the analysis reports.
 */
export function agree(runs: number, callsPerRun: number, seed?: number): Agreement {
  const seen = { calls: 0, differing: 0, inconclusive: 0 };
  const calls = fc.array(request, { minLength: callsPerRun, maxLength: callsPerRun });
  const property = fc.property(program, program, calls, (one, other, requests) => {
    const [base, head] = [compiled(one), compiled(other)];
    const comparison = analyzeDifference(base, head);
    seen.inconclusive += comparison.inconclusive.length;
    const plans = [planRules(base.rules), planRules(head.rules)] as const;
    for (const each of requests) {
      seen.calls++;
      const [from, to] = plans.map((plan) => outcomeOf(plan, each));
      if (from === undefined || to === undefined || from.verdict === to.verdict) continue;
      seen.differing++;
      if (!isCovered(comparison, each, from, to)) {
        throw new Error(`missed ${JSON.stringify({ each, from, to })}\n${one}\n----\n${other}`);
      }
    }
  });
  fc.assert(property, seed === undefined ? { numRuns: runs } : { numRuns: runs, seed });
  return seen;
}

function outcomeOf(plan: ReturnType<typeof planRules>, call: DecisionRequest) {
  const { verdict, rules } = decide(plan, call);
  return { verdict, rules: rules.map(({ id }) => id).sort() };
}

type Outcome = ReturnType<typeof outcomeOf>;

function isCovered(
  { differences, inconclusive }: Comparison,
  { agent, server, tool }: DecisionRequest,
  from: Outcome,
  to: Outcome,
): boolean {
  const name = wireName(server, tool);
  if (inconclusive.some((cell) => cell.tool === name && cell.agents.includes(agent))) return true;
  return differences.some(
    (each) =>
      each.tool === name &&
      each.agents.includes(agent) &&
      each.from.verdict === from.verdict &&
      each.to.verdict === to.verdict &&
      each.from.rules.join() === from.rules.join() &&
      each.to.rules.join() === to.rules.join(),
  );
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(agree(Number(process.argv[2] ?? 20), 200))}\n`);
}

import * as fc from 'fast-check';
import { analyzeDifference, type Comparison } from '../../../compiler/analyze/difference.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import type { DecisionRequest, Facet } from '../../../compiler/evaluate/decision.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
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
 * Compares random programs by analysis, and random calls one by one: every facet of a call that
 * is judged differently must belong to a difference that the analysis reports.
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
      const [from, to] = plans.map((plan) => decide(plan, each));
      if (from === undefined || to === undefined || from.verdict === to.verdict) continue;
      seen.differing++;
      for (const [at, before] of from.facets.entries()) {
        const after = to.facets[at];
        if (before.verdict === after?.verdict || isCovered(comparison, each, before, after))
          continue;
        throw new Error(
          `missed ${JSON.stringify({ each, before, after })}\n${one}\n----\n${other}`,
        );
      }
    }
  });
  fc.assert(property, seed === undefined ? { numRuns: runs } : { numRuns: runs, seed });
  return seen;
}

/** Whether a facet that is judged differently belongs to a reported difference. */
function isCovered(
  { differences, inconclusive }: Comparison,
  { agent }: DecisionRequest,
  from: Facet,
  to: Facet | undefined,
): boolean {
  const { name } = from;
  if (inconclusive.some((cell) => cell.tool === name && cell.agents.includes(agent))) return true;
  return differences.some(
    (each) =>
      each.tool === name &&
      each.agents.includes(agent) &&
      each.from.verdict === from.verdict &&
      each.to.verdict === to?.verdict,
  );
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(agree(Number(process.argv[2] ?? 20), 200))}\n`);
}

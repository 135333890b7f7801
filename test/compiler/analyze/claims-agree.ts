import * as fc from 'fast-check';
import { proveClaims } from '../../../compiler/analyze/claims.ts';
import { decide } from '../../../compiler/evaluate/decide.ts';
import { planRules } from '../../../compiler/evaluate/plan.ts';
import { program } from '../../property/random-program.ts';
import { request, tools } from '../../property/random-request.ts';
import { compiled } from './programs.ts';

/** What a search saw: one that never meets a proof proves nothing. */
export interface Agreement {
  proved: number;
  /** Calls that some proof is about. */
  calls: number;
}

/** Tools that do something. */
const doing = tools.filter(({ does }) => does !== undefined);

/** Proves claims about such tools of random programs, and looks for random calls that break a proof. */
export function agreeOnClaims(runs: number, callsPerRun: number, seed: number): Agreement {
  const seen: Agreement = { proved: 0, calls: 0 };
  const calls = fc.array(request, { minLength: callsPerRun, maxLength: callsPerRun });
  const property = fc.property(program, calls, (text, requests) => {
    const claims = doing.flatMap((tool, at) => [
      `never without approval "a${at}" { any agent does ${tool.name} }`,
      `never "n${at}" { any agent does ${tool.name} }`,
      `always "y${at}" { any agent may ${tool.name} }`,
    ]);
    const whole = compiled(`${text}\n${claims.join('\n')}\n`);
    const plan = planRules(whole.rules);
    for (const { claim, status } of proveClaims(whole)) {
      if (status !== 'proved' || claim.target.kind !== 'tool') continue;
      seen.proved++;
      const { name } = claim.target;
      for (const each of requests.filter(({ tool }) => tool === name.text)) {
        const { verdict, reason } = decide(plan, each);
        // What is no call of the tool at all is denied, whatever is claimed.
        if (claim.law === 'always' && /declare|known/.test(reason)) continue;
        seen.calls++;
        const isKept =
          claim.law === 'always'
            ? verdict === 'allow'
            : verdict === 'deny' || (claim.law !== 'never' && verdict === 'ask');
        if (!isKept) throw new Error(`${claim.title.text} ${JSON.stringify(each)}\n${text}`);
      }
    }
  });
  fc.assert(property, { numRuns: runs, seed });
  return seen;
}

/**
 * Random programs and random calls, each decided twice: by the compiled rules in the kernel and by
 * the reference evaluator on the tree. `node test/property/agree.ts --runs 1000000` looks longer
 * than the suite does.
 */
import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { decideByReference } from '../../compiler/analyze/reference.ts';
import { compile } from '../../compiler/compile.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { DecisionRequest } from '../../compiler/evaluate/decision.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { renderPlain } from '../../dsl/render.ts';
import { program } from './random-program.ts';
import { request } from './random-request.ts';

/** Calls that each random program decides. */
const callsPerProgram = 100;

/** How often each verdict was given: a search that only ever denies proves nothing. */
export interface Agreement {
  readonly pairs: number;
  readonly verdicts: Readonly<Record<'allow' | 'ask' | 'deny', number>>;
  /** Decisions that at least one rule brought about. */
  readonly byRule: number;
}

/** Compares the two evaluators on so many pairs. Throws the smallest case where they differ. */
export function agree(pairs: number, seed?: number): Agreement {
  const verdicts = { allow: 0, ask: 0, deny: 0 };
  let byRule = 0;
  const calls = fc.array(request, { minLength: callsPerProgram, maxLength: callsPerProgram });
  const property = fc.property(program, calls, (text, requests) => {
    for (const { verdict, rules } of compare(text, requests)) {
      verdicts[verdict]++;
      if (rules.length > 0) byRule++;
    }
  });
  const numRuns = Math.ceil(pairs / callsPerProgram);
  fc.assert(property, seed === undefined ? { numRuns } : { numRuns, seed });
  return { pairs: numRuns * callsPerProgram, verdicts, byRule };
}

function compare(text: string, requests: readonly DecisionRequest[]) {
  const source = { file: 'random.sentrely', text };
  const { rules, program, diagnostics } = compile([source]);
  if (rules === undefined || program === undefined) {
    throw new Error(renderPlain(diagnostics, [source]));
  }
  const plan = planRules(rules);
  return requests.map((request) => {
    const kernel = decide(plan, request);
    const outcome = { verdict: kernel.verdict, rules: kernel.rules.map(({ id }) => id).sort() };
    const reference = decideByReference(program, request);
    const other = { verdict: reference.verdict, rules: [...reference.rules].sort() };
    if (JSON.stringify(outcome) !== JSON.stringify(other)) {
      const found = JSON.stringify({ request, kernel: outcome, reference: other }, null, 1);
      throw new Error(`kernel and reference differ:\n${found}\n${text}`);
    }
    return outcome;
  });
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string' } },
  });
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  process.stdout.write(`seed ${seed}\n`);
  process.stdout.write(`${JSON.stringify(agree(Number(values.runs), seed))}\n`);
}

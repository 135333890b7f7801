import { verifyBundle } from '../../compiler/bundle/verify.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { signBundle } from '../../compiler/bundle/sign.ts';
import { bytesOf, context, predicate, signer } from '../compiler/bundle/signed.ts';
import { prefixAutomaton } from '../compiler/evaluate/rule-set.ts';
import { benchRules } from './decide.ts';
import { type BenchRow, milliseconds, percentile, printTable } from './table.ts';

/** How often each step is timed; the first run is cold and shown apart. */
const runs = 100;

/** Times a step: the first run, and what later ones take. */
function time(name: string, step: () => void): BenchRow {
  const samples = Array.from({ length: runs }, () => {
    const start = performance.now();
    step();
    return performance.now() - start;
  });
  return {
    name,
    figures: {
      first: milliseconds(samples[0] ?? Number.NaN),
      p50: milliseconds(percentile(samples, 0.5)),
      p99: milliseconds(percentile(samples, 0.99)),
    },
  };
}

/** Verifying a bundle of 1000 rules, and what a gateway does until the first decision by it. */
export function benchBundle(): readonly BenchRow[] {
  const automata = Array.from({ length: 200 }, (_, at) =>
    prefixAutomaton(`/srv/app/module-${at}/generated/`),
  );
  const rulesBytes = bytesOf({ ...benchRules(1000), automata });
  const bytes = signBundle({ rulesBytes, predicate, keys: [signer] });
  const { rules } = verifyBundle(bytes, context());
  const call = { server: null, tool: 'tool-0', input: { path: '/x', size: 1 }, workspace: null };
  return [
    time(`verify, 1000 rules, ${Math.round(bytes.length / 1024)} KB`, () =>
      verifyBundle(bytes, context()),
    ),
    time('plan and first decision, 1000 rules', () =>
      decide(planRules(rules), { ...call, agent: 'agent-0' }),
    ),
  ];
}

if (import.meta.main) printTable('Bundles', benchBundle());

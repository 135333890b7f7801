import type { PolicyEntry, RuleEntry, RuleSet } from '../../compiler/bundle/rules.ts';
import { decide } from '../../compiler/evaluate/decide.ts';
import type { DecisionRequest } from '../../compiler/evaluate/decision.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import {
  agent,
  policy,
  prefixAutomaton,
  rule,
  ruleSet,
  tool,
} from '../compiler/evaluate/rule-set.ts';
import { type BenchRow, percentile, printTable } from './table.ts';

/** Agents and tools over which the rules are spread. */
const axis = 20;

/** A tenth of the rules deny; each reads a path and an integer. */
function ruleOf(at: number): RuleEntry {
  const effect = at % 10 === 9 ? 'deny' : 'allow';
  return rule(
    effect,
    `p${at % axis}.r${at}`,
    {
      op: 'and',
      of: [
        {
          op: 'match',
          field: { param: 'path', field: null, part: null },
          form: 'absolute',
          exact: at % 50,
          folded: effect === 'deny' ? at % 50 : null,
        },
        {
          op: 'order',
          field: { param: 'size', field: null, part: null },
          comparison: effect === 'deny' ? '>' : '<',
          value: 1000 + (at % 7),
        },
      ],
    },
    { tools: [Math.floor(at / axis) % axis] },
  );
}

function policyOf(agent: number, rules: readonly RuleEntry[]): PolicyEntry {
  const own = rules.filter((_, at) => at % axis === agent);
  return policy(own, { name: `p${agent}`, agents: { names: [`agent-${agent}`], patterns: [] } });
}

/** A rule set of the given size, as the reference figures of other engines use it. */
export function benchRules(count: number): RuleSet {
  const rules = Array.from({ length: count }, (_, at) => ruleOf(at));
  const range = Array.from({ length: axis }, (_, at) => at);
  return ruleSet(
    range.map((at) => tool({ path: 'Path', size: 'Int' }, `tool-${at}`)),
    range.map((agent) => policyOf(agent, rules)),
    {
      agents: range.map((at) => agent(`agent-${at}`)),
      automata: Array.from({ length: 50 }, (_, at) => prefixAutomaton(`/srv/app/module-${at}/`)),
    },
  );
}

function requestOf(at: number, count: number): DecisionRequest {
  const one = (at * 7919) % count;
  return {
    agent: `agent-${one % axis}`,
    server: null,
    tool: `tool-${Math.floor(one / axis) % axis}`,
    input: { path: `/srv/app/module-${one % 50}/src/./file-${at}.ts`, size: (at * 31) % 2000 },
    workspace: '/srv/app',
  };
}

/** Decisions timed one by one, so that the slow ones are seen too. */
function measure(count: number): BenchRow {
  const plan = planRules(benchRules(count));
  const requests = Array.from({ length: 5000 }, (_, at) => requestOf(at, count));
  for (let round = 0; round < 10; round++) for (const one of requests) decide(plan, one);
  const samples = requests.map((request) => {
    const start = process.hrtime.bigint();
    decide(plan, request);
    return Number(process.hrtime.bigint() - start) / 1000;
  });
  const figures = {
    p50: `${percentile(samples, 0.5).toFixed(2)} us`,
    p99: `${percentile(samples, 0.99).toFixed(2)} us`,
  };
  return { name: `decide, ${count} rules`, figures };
}

/** One decision of the kernel over 10, 100 and 1000 rules. */
export function benchDecide(): readonly BenchRow[] {
  return [10, 100, 1000].map(measure);
}

if (import.meta.main) printTable('Decisions', benchDecide());

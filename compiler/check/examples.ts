import type { Effect, Example, Layer, Rule, Word } from '../../dsl/ast.ts';
import type { Diagnostic, Label } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { audienceOf } from '../audience.ts';
import type { PatternCache } from '../automata/cache.ts';
import type { RuleSet } from '../bundle/rules.ts';
import { decide } from '../evaluate/decide.ts';
import type { Outcome } from '../evaluate/decision.ts';
import { type Plan, planRules } from '../evaluate/plan.ts';
import { finding } from '../finding.ts';
import { type Program, ruleId, rulesOf } from '../program.ts';
import { requestOf } from '../test-call.ts';

/** Some 100 agents with 5000 examples each, and a second or two of work. */
const decisionsMax = 500_000;

/** Examples of rules, decided as a gateway would: each comes out as it says, for every agent. */
export function* checkExamples(
  program: Program,
  rules: RuleSet,
  patterns: PatternCache,
): Generator<Diagnostic> {
  if (!rulesOf(program).some(({ rule }) => rule.examples.length > 0)) return;
  const plan = planRules(rules);
  let decisions = 0;
  for (const layer of program.layers) {
    const shown = examplesIn(layer);
    if (shown.length === 0) continue;
    const agents = audienceOf(program, patterns, layer).map(({ name }) => name.text);
    decisions += shown.length * agents.length;
    if (decisions > decisionsMax) {
      yield tooMany(layer.name);
      return;
    }
    for (const one of shown) {
      const failure = findFailure(plan, one, agents);
      if (failure !== undefined) yield report(one, failure, program);
    }
  }
}

function tooMany({ span }: Word): Diagnostic {
  const message = `found more than ${decisionsMax} decisions for examples, one for each and each agent of its block`;
  const help = 'show examples in blocks that are for fewer agents';
  return finding('over-limit', span, message, { help });
}

/** An example and the rule that it is of. */
interface Shown {
  readonly rule: Rule;
  readonly id: string;
  readonly example: Example;
}

function examplesIn(layer: Layer): readonly Shown[] {
  return layer.rules.flatMap((rule, index) =>
    rule.examples.map((example) => ({ rule, id: ruleId(layer, rule, index), example })),
  );
}

/** Where each rule stands, by its id. */
function placesOf({ layers }: Program): ReadonlyMap<string, Rule> {
  return new Map(
    layers.flatMap((layer) =>
      layer.rules.map((rule, index) => [ruleId(layer, rule, index), rule] as const),
    ),
  );
}

interface Failure {
  readonly agent: string;
  readonly outcome: Outcome;
}

function findFailure(plan: Plan, shown: Shown, agents: readonly string[]): Failure | undefined {
  const call = requestOf('', shown.example);
  for (const agent of agents) {
    const outcome = decide(plan, { ...call, agent });
    if (!isAsSaid(shown, outcome)) return { agent, outcome };
  }
  return undefined;
}

/** What a rule itself can bring about it must: another rule that does so proves nothing of it. */
function isAsSaid({ rule, id, example }: Shown, { verdict, rules }: Outcome): boolean {
  if (verdict !== example.verdict) return false;
  const isOwn = verdict === rule.effect || (verdict === 'ask' && rule.onUnknownAsk);
  return !isOwn || rules.some((deciding) => deciding.id === id);
}

const outcomes: Readonly<Record<Effect, string>> = {
  allow: 'is allowed',
  ask: 'is asked',
  deny: 'is denied',
};

function report({ example }: Shown, { agent, outcome }: Failure, program: Program): Diagnostic {
  const { verdict, rules, reason } = outcome;
  const got = `found that agent ${quote(agent)} ${outcomes[verdict]}`;
  const message =
    verdict === example.verdict
      ? `${got} by other rules, expected by this one`
      : `${got}, expected that it ${outcomes[example.verdict]}`;
  const places = placesOf(program);
  const labels = rules.flatMap(({ id }): readonly Label[] => {
    const rule = places.get(id);
    return rule === undefined ? [] : [{ span: (rule.name ?? rule).span, text: 'decided here' }];
  });
  return finding('example-fails', example.span, message, {
    ...(labels.length > 0 ? { labels } : { note: reason }),
    help: 'correct the rule, or the example',
  });
}

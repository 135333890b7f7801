import { assert } from '../dsl/assert.ts';
import type { Effect, Test } from '../dsl/ast.ts';
import { rangeOf } from '../dsl/render/places.ts';
import type { Source } from '../dsl/source.ts';
import { RequestPast } from './analyze/reference-past.ts';
import { decideByReference } from './analyze/reference.ts';
import type { Compilation } from './compile.ts';
import { explainMiss } from './coverage/nearest.ts';
import { type NearestRule, nearestRule } from './coverage/nearest-rule.ts';
import { decide } from './evaluate/decide.ts';
import type { DecidingRule, DecisionRequest, Outcome } from './evaluate/decision.ts';
import { type Plan, planRules } from './evaluate/plan.ts';
import { type Program, toolKey } from './program.ts';
import { isExpected, type TestCall } from './test-call.ts';
import { playTests } from './test-session.ts';

/** One call of a test and what became of it. */
export interface TestResult {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly agent: string;
  readonly tool: string;
  readonly expected: Effect;
  /** The rule that should have decided, where the test names one. */
  readonly expectedRule: string | null;
  readonly got: Effect;
  /** Ids of the rules that decided. */
  readonly rules: readonly string[];
  /** The same rules with their places. */
  readonly decided: readonly DecidingRule[];
  readonly reason: string;
  readonly passed: boolean;
  /** On a failed call: the rule that came nearest to what was expected, where one did. */
  readonly nearest: NearestRule | null;
}

/** Every call of every test, those of sessions behind the single ones. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly TestResult[];
}

/**
 * Runs the tests of a compilation without errors, or some of them. Each call is decided twice, by
 * the kernel that gateways run and by the reference evaluator; a disagreement is a bug of ours and
 * thrown as such.
 */
export function testPolicies(
  { rules, program, sources }: Compilation,
  tests: readonly Test[] | undefined = program?.tests,
): TestReport {
  assert(rules !== undefined && program !== undefined, 'only a program without errors is tested');
  const past = new RequestPast({ rules, program });
  const runner = { program, plan: planRules(rules), past, sources };
  const cases = playTests({ rules }, runner.plan, tests ?? []).map((call) => run(runner, call));
  const passed = cases.filter((result) => result.passed).length;
  return { passed, failed: cases.length - passed, cases };
}

interface Runner {
  readonly program: Program;
  readonly plan: Plan;
  readonly past: RequestPast;
  readonly sources: readonly Source[];
}

function run(runner: Runner, { test, testCase, request }: TestCall): TestResult {
  const { program, sources } = runner;
  const { tool, verdict: effect, rule, span } = testCase;
  const { file, line } = rangeOf(span, sources);
  const { verdict: got, rules: decided, reason } = decideTwice(runner, request);
  const rules = decided.map(({ id }) => id);
  const passed = isExpected(testCase, { verdict: got, rules });
  const expected = { effect, rule: rule?.text };
  const miss = passed ? undefined : explainMiss(program, request, expected);
  return {
    file,
    line,
    title: test.title.text,
    agent: request.agent,
    tool: toolKey(tool),
    expected: effect,
    expectedRule: rule?.text ?? null,
    got,
    rules,
    decided,
    reason,
    passed,
    nearest: miss === undefined ? null : nearestRule(miss, sources),
  };
}

/** The decision of the kernel, once the reference evaluator has come to the same. */
function decideTwice({ program, plan, past }: Runner, request: DecisionRequest): Outcome {
  const outcome = decide(plan, request);
  const reference = decideByReference(program, request, past.of(request));
  const ids = outcome.rules.map(({ id }) => id).sort();
  assert(
    outcome.verdict === reference.verdict && ids.join() === [...reference.rules].sort().join(),
    `kernel and reference agree on a call of ${request.tool}`,
  );
  return outcome;
}

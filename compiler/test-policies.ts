import { assert } from '../dsl/assert.ts';
import type { Effect, Test } from '../dsl/ast.ts';
import { lineStarts, placeOf } from '../dsl/source.ts';
import { decideByReference } from './analyze/reference.ts';
import type { Compilation } from './compile.ts';
import { explainMiss, type Miss } from './coverage/nearest.ts';
import { decide } from './evaluate/decide.ts';
import type { DecidingRule, DecisionRequest, Outcome } from './evaluate/decision.ts';
import { type Plan, planRules } from './evaluate/plan.ts';
import { type Program, toolKey } from './program.ts';
import { isExpected, type TestCall, testCalls } from './test-call.ts';

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
  readonly miss: Miss | null;
}

/** Every call of every test. */
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
  const plan = planRules(rules);
  const starts = new Map(sources.map(({ file, text }) => [file, lineStarts(text)]));
  const cases = testCalls(tests ?? []).map((call): TestResult => {
    const { file, start } = call.testCase.span;
    const { line } = placeOf(starts.get(file) ?? [0], start);
    return { file, line, ...run(program, plan, call) };
  });
  const passed = cases.filter((result) => result.passed).length;
  return { passed, failed: cases.length - passed, cases };
}

function run(
  program: Program,
  plan: Plan,
  { test, testCase, request }: TestCall,
): Omit<TestResult, 'file' | 'line'> {
  const { tool, verdict: effect, rule } = testCase;
  const { verdict: got, rules: decided, reason } = decideTwice(program, plan, request);
  const rules = decided.map(({ id }) => id);
  const passed = isExpected(testCase, { verdict: got, rules });
  const expected = { effect, rule: rule?.text };
  return {
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
    miss: passed ? null : (explainMiss(program, request, expected) ?? null),
  };
}

/** The decision of the kernel, once the reference evaluator has come to the same. */
function decideTwice(program: Program, plan: Plan, request: DecisionRequest): Outcome {
  const outcome = decide(plan, request);
  const reference = decideByReference(program, request);
  const ids = outcome.rules.map(({ id }) => id).sort();
  assert(
    outcome.verdict === reference.verdict && ids.join() === [...reference.rules].sort().join(),
    `kernel and reference agree on a call of ${request.tool}`,
  );
  return outcome;
}

import { assert } from '../dsl/assert.ts';
import type { Effect, JsonValue, Test, TestCase } from '../dsl/ast.ts';
import { lineStarts, placeOf } from '../dsl/source.ts';
import { decideByReference } from './analyze/reference.ts';
import type { Compilation } from './compile.ts';
import { decide } from './evaluate/decide.ts';
import type { DecisionRequest, Outcome } from './evaluate/decision.ts';
import { type Plan, planRules } from './evaluate/plan.ts';
import { type Program, toolKey } from './program.ts';

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
  readonly reason: string;
  readonly passed: boolean;
}

/** Every call of every test. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly TestResult[];
}

/**
 * Runs the tests of a compilation without errors. Each call is decided twice, by the kernel that
 * gateways run and by the reference evaluator; a disagreement is a bug of ours and thrown as such.
 * The workspace is unknown, as it is for a client that has not stated one.
 */
export function testPolicies({ rules, program, sources }: Compilation): TestReport {
  assert(rules !== undefined && program !== undefined, 'only a program without errors is tested');
  const plan = planRules(rules);
  const starts = new Map(sources.map(({ file, text }) => [file, lineStarts(text)]));
  const cases = program.tests.flatMap((test) =>
    test.cases.map((testCase): TestResult => {
      const { file, start } = testCase.span;
      const { line } = placeOf(starts.get(file) ?? [0], start);
      return { file, line, ...run(program, plan, test, testCase) };
    }),
  );
  const passed = cases.filter((result) => result.passed).length;
  return { passed, failed: cases.length - passed, cases };
}

function run(
  program: Program,
  plan: Plan,
  test: Test,
  { tool, input, verdict, rule }: TestCase,
): Omit<TestResult, 'file' | 'line'> {
  const agent = test.agent?.text ?? '';
  const server = tool.server?.text ?? null;
  const request = { agent, server, tool: tool.name.text, input: toJson(input), workspace: null };
  const { verdict: got, rules, reason } = decideTwice(program, plan, request);
  const ids = rules.map(({ id }) => id);
  const isNamed = rule === undefined || ids.some((id) => id.endsWith(`.${rule.text}`));
  return {
    title: test.title.text,
    agent,
    tool: toolKey(tool),
    expected: verdict,
    expectedRule: rule?.text ?? null,
    got,
    rules: ids,
    reason,
    passed: got === verdict && isNamed,
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

/** A value of the tree as plain JSON; `__proto__` becomes a key like any other. */
function toJson(value: JsonValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, each]) => [key, toJson(each)]));
  }
  return Array.isArray(value) ? value.map(toJson) : value;
}

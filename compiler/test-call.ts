import type { Effect, JsonValue, Test, TestCase } from '../dsl/ast.ts';
import type { DecisionRequest, History } from './evaluate/decision.ts';

/** One call of a test block, ready to be judged. */
export interface TestCall {
  readonly test: Test;
  readonly testCase: TestCase;
  readonly request: DecisionRequest;
}

/** The first call of a session: nothing has happened before. */
export const freshHistory: History = { count: () => ({ least: 0, most: 0 }) };

/**
 * The single calls of tests, in order, each the first of its session. The workspace is unknown, as it
 * is for a client that has not stated one.
 */
export function testCalls(tests: readonly Test[]): readonly TestCall[] {
  return tests.flatMap((test) =>
    test.cases.map((testCase): TestCall => {
      return { test, testCase, request: requestOf(testCase.agent?.text ?? '', testCase) };
    }),
  );
}

/** A call as written in a policy, made by an agent. */
export function requestOf(
  agent: string,
  { tool, input }: Pick<TestCase, 'tool' | 'input'>,
): DecisionRequest {
  return {
    agent,
    server: tool.server?.text ?? null,
    tool: tool.name.text,
    input: toJson(input),
    workspace: null,
    history: freshHistory,
  };
}

/** Whether a decision is the one that a test expects. `rules` are the ids of those that decided. */
export function isExpected(
  { verdict, rule }: TestCase,
  got: { readonly verdict: Effect; readonly rules: readonly string[] },
): boolean {
  const isNamed = rule === undefined || got.rules.some((id) => id.endsWith(`.${rule.text}`));
  return got.verdict === verdict && isNamed;
}

/** A value of the tree as plain JSON; `__proto__` becomes a key like any other. */
function toJson(value: JsonValue): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, each]) => [key, toJson(each)]));
  }
  return Array.isArray(value) ? value.map(toJson) : value;
}

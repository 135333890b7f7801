import type { Test, TestSession, TestStep } from '../dsl/ast.ts';
import type { Compiled } from './analyze/model.ts';
import { decide } from './evaluate/decide.ts';
import type { Plan } from './evaluate/plan.ts';
import { Session } from './session/session.ts';
import { requestOf, type TestCall, testCalls } from './test-call.ts';

/**
 * The calls of tests: the single ones, then those of the sessions, each with what came before it.
 * What a session has released is what the rules allow, whatever the test expects.
 */
export function playTests(
  { rules }: Pick<Compiled, 'rules'>,
  plan: Plan,
  tests: readonly Test[],
): readonly TestCall[] {
  return tests.flatMap((test) => [
    ...testCalls([test]),
    ...test.sessions.flatMap((session) => playSession(rules, plan, { test, session })),
  ]);
}

function playSession(
  rules: Compiled['rules'],
  plan: Plan,
  { test, session: written }: { readonly test: Test; readonly session: TestSession },
): readonly TestCall[] {
  const session = new Session(rules);
  const calls: TestCall[] = [];
  for (const step of written.steps) {
    if (step.kind === 'prompt') {
      session.prompt(step.text.text);
      continue;
    }
    const agent = (step.agent ?? written.agent)?.text ?? '';
    const request = session.request(requestOf(agent, step));
    calls.push({ test, testCase: step, request });
    session.settle(request, decide(plan, request), resultOf(step));
  }
  return calls;
}

function resultOf({ returns, fails }: TestStep) {
  return { text: returns?.text ?? '', fails };
}

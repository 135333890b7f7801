import type { Test, TestCase } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import { type Program, rulesOf } from '../program.ts';
import { checkCall } from './call.ts';
import { unknownAgent } from './layers.ts';

/** Tests: they speak of agents, tools and rules that exist, and of calls that a client could send. */
export function* checkTests(program: Program): Generator<Diagnostic> {
  const rules = new Set(rulesOf(program).flatMap(({ rule }) => rule.name?.text ?? []));
  for (const test of program.tests) {
    yield* checkHead(program, test);
    for (const testCase of test.cases) yield* checkCase(program, rules, testCase);
  }
}

function* checkHead(program: Program, { agent, title, cases }: Test): Generator<Diagnostic> {
  if (agent === undefined) {
    const message = `test ${quote(title.text)} does not say whose calls these are, expected \`as AGENT\``;
    yield finding('test-without-agent', title.span, message, {
      help: 'begin the test with `as` and the name of an agent',
    });
  } else if (!program.agents.has(agent.text)) {
    yield unknownAgent(program, agent);
  }
  if (cases.length > 0) return;
  yield finding('empty-test', title.span, `test ${quote(title.text)} has no calls`, {
    help: 'add a call such as `Bash { command: "ls" } => deny`, or remove the test',
  });
}

function* checkCase(
  program: Program,
  rules: ReadonlySet<string>,
  { tool, input, rule, span }: TestCase,
): Generator<Diagnostic> {
  if (rule !== undefined && !rules.has(rule.text)) {
    const message = `no rule is called ${quote(rule.text)}`;
    yield finding('unknown-rule', rule.span, message, didYouMean(rule, rules));
  }
  yield* checkCall(program, { tool, input, span });
}

import type { Test, TestBlock, TestCase, TestSession, TestTable, Word } from '../../dsl/ast.ts';
import { casesOf } from '../../dsl/build/test.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import { type Program, rulesOf, subjectOfTool, toolKey } from '../program.ts';
import { checkCall } from './call.ts';
import { checkField } from './field.ts';
import { unknownAgent } from './layers.ts';

/** Tests: they speak of agents, tools and rules that exist, and of calls that a client could send. */
export function* checkTests(program: Program): Generator<Diagnostic> {
  const rules = new Set(rulesOf(program).flatMap(({ rule }) => rule.name?.text ?? []));
  for (const test of program.tests) {
    yield* checkAgents(program, test);
    yield* checkEmpty(test);
    for (const { rule } of [...test.cases, ...test.sessions.flatMap(stepsOf)]) {
      if (rule !== undefined && !rules.has(rule.text)) yield unknownRule(rule, rules);
    }
    for (const block of test.blocks) yield* checkParts(program, block);
  }
}

function* checkAgents(program: Program, { title, agent, blocks }: Test): Generator<Diagnostic> {
  if (agent === undefined) {
    const message = `test ${quote(title.text)} does not say whose calls these are, expected \`as AGENT\``;
    yield finding('test-without-agent', title.span, message, {
      help: 'begin the test with `as` and the name of an agent',
    });
  }
  for (const { agent } of blocks) {
    if (agent !== undefined && !program.agents.has(agent.text)) yield unknownAgent(program, agent);
  }
}

/** The calls of a session. */
function stepsOf({ steps }: TestSession): readonly (TestCase & { readonly kind: 'step' })[] {
  return steps.filter((step) => step.kind === 'step');
}

function callsOf(block: TestBlock): readonly unknown[] {
  const sessions = block.parts.filter((part) => 'steps' in part);
  return [...casesOf(block), ...sessions.flatMap(stepsOf)];
}

function* checkEmpty({ title, blocks }: Test): Generator<Diagnostic> {
  const help = 'add a call such as `Bash { command: "ls" } => deny`, or remove the test';
  if (blocks.every((block) => callsOf(block).length === 0)) {
    yield finding('empty-test', title.span, `test ${quote(title.text)} has no calls`, { help });
    return;
  }
  for (const { agent, span } of blocks.filter((block) => callsOf(block).length === 0)) {
    const message = `agent ${quote(agent?.text ?? '')} makes no calls here`;
    yield finding('empty-test', agent?.span ?? span, message, {
      help: 'add a call, or remove `as`',
    });
  }
}

function unknownRule(rule: Word, rules: ReadonlySet<string>): Diagnostic {
  const message = `no rule is called ${quote(rule.text)}`;
  return finding('unknown-rule', rule.span, message, didYouMean(rule, rules));
}

function* checkParts(program: Program, { agent, parts }: TestBlock): Generator<Diagnostic> {
  for (const part of parts) {
    if ('steps' in part) {
      for (const step of stepsOf(part)) yield* checkCall(program, step);
    } else if (!('rows' in part)) yield* checkCall(program, part);
    else yield* checkTable(program, part, casesOf({ agent, parts: [part], span: part.span }));
  }
}

/** What is wrong with every row alike is said once. */
function* checkTable(
  program: Program,
  { columns, tool }: TestTable,
  rows: readonly TestCase[],
): Generator<Diagnostic> {
  const declared = subjectOfTool(program, toolKey(tool));
  const findings =
    declared === undefined
      ? []
      : columns.flatMap((column) => {
          const field = { kind: 'field' as const, path: [column], span: column.span };
          return [...checkField([declared], field)];
        });
  yield* findings;
  if (findings.length > 0) return;
  const seen = new Set<string>();
  for (const found of rows.flatMap((row) => [...checkCall(program, row)])) {
    if (!seen.has(found.message)) yield found;
    seen.add(found.message);
  }
}

import type { JsonValue, Param, Test, TestCase, ToolDeclaration } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import { type Program, rulesOf, toolKey, toolText } from '../program.ts';
import { unknownAgent } from './layers.ts';
import { unknownTool } from './rules.ts';

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
  const declared = program.tools.get(toolKey(tool));
  if (declared === undefined) {
    yield unknownTool(program.tools, tool);
    return;
  }
  const misfit = misfitOf(declared, input);
  if (misfit === undefined) return;
  yield finding('test-shape', span, `${quote(toolText(tool))} ${misfit}`, {
    labels: [{ span: declared.span, text: 'declared here' }],
    help: 'write the call as the tool declares it: any other is denied',
  });
}

/** Why the arguments are not those of the tool. */
function misfitOf(
  { params }: ToolDeclaration,
  input: ReadonlyMap<string, JsonValue>,
): string | undefined {
  const missing = params.find(({ name, optional }) => !optional && !input.has(name.text));
  if (missing !== undefined) return `needs the argument ${quote(missing.name.text)}`;
  for (const [name, value] of input) {
    const param = params.find((each) => each.name.text === name);
    if (param === undefined) return `has no argument ${quote(name)}`;
    if (!isOfType(param, value)) return `takes ${quote(name)} of type ${param.type.text} only`;
  }
  return undefined;
}

function isOfType({ type }: Param, value: JsonValue): boolean {
  if (type.text === 'Json') return true;
  if (type.text === 'Int') return Number.isSafeInteger(value);
  return typeof value === (type.text === 'Bool' ? 'boolean' : 'string');
}

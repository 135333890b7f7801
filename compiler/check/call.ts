import type { JsonValue, TestCase, ToolName } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { suggest } from '../../dsl/suggest.ts';
import { finding } from '../finding.ts';
import { libraryWithTool } from '../imports/library.ts';
import { type Program, subjectOfTool } from '../program.ts';
import { type Parameter, type Subject, toolKey, toolText } from '../subject.ts';
import { typeText } from './field.ts';

/** A call: its tool is declared, and takes these arguments. */
export function* checkCall(
  program: Program,
  { tool, input, span }: Pick<TestCase, 'tool' | 'input' | 'span'>,
): Generator<Diagnostic> {
  const declared = subjectOfTool(program, toolKey(tool));
  if (declared === undefined) {
    yield unknownTool(program.tools, tool);
    return;
  }
  const misfit = misfitOf(declared, input);
  if (misfit === undefined) return;
  yield finding('test-shape', span, `${quote(toolText(tool))} ${misfit}`, {
    ...(declared.span === undefined
      ? {}
      : { labels: [{ span: declared.span, text: 'declared here' }] }),
    help: 'write the call as the tool declares it: any other is denied',
  });
}

/** Why the arguments are not those of the tool. */
function misfitOf(
  { params }: Pick<Subject, 'params'>,
  input: ReadonlyMap<string, JsonValue>,
): string | undefined {
  const missing = params.find(({ name, optional }) => !optional && !input.has(name));
  if (missing !== undefined) return `needs the argument ${quote(missing.name)}`;
  for (const [name, value] of input) {
    const param = params.find((each) => each.name === name);
    if (param === undefined) return `has no argument ${quote(name)}`;
    if (!isOfType(param, value)) return `takes ${quote(name)} of type ${typeText(param)} only`;
  }
  return undefined;
}

function isOfType(param: Parameter, value: JsonValue): boolean {
  if (!param.list) return isElement(param, value);
  return Array.isArray(value) && value.every((each: JsonValue) => isElement(param, each));
}

function isElement({ type, words, fields }: Parameter, value: JsonValue): boolean {
  if (fields !== null)
    return value instanceof Map && misfitOf({ params: fields }, value) === undefined;
  if (words !== null) return typeof value === 'string' && words.includes(value);
  if (type === undefined || type === 'Json') return true;
  if (type === 'Int') return Number.isSafeInteger(value);
  return typeof value === (type === 'Bool' ? 'boolean' : 'string');
}

/** A tool that no file declares. */
export function unknownTool(tools: Program['tools'], target: ToolName): Diagnostic {
  const text = toolText(target);
  const near = suggest(
    text,
    [...tools.values()].map(({ tool }) => toolText(tool)),
  );
  const library = libraryWithTool(toolKey(target));
  const declare = library === undefined ? `declare it: tool ${text} { ... }` : `import ${library}`;
  const help = near === undefined || library !== undefined ? declare : `did you mean \`${near}\`?`;
  return finding('unknown-tool', target.span, `no tool is declared as ${quote(text)}`, { help });
}

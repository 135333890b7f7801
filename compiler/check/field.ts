import type { Field, Param, ToolDeclaration, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import { toolText } from '../program.ts';
import { isTypeName, operations, type ValueType } from '../value-type.ts';

/** A field as written, for a message. */
export function fieldText(field: Field): string {
  return quote(field.path.map((word) => `.${word.text}`).join(''));
}

/** A field that every tool of a rule must have, and with one type, which is returned. */
export function* checkField(
  tools: readonly ToolDeclaration[],
  field: Field,
): Generator<Diagnostic, ValueType | undefined> {
  const [name, part, ...more] = field.path;
  if (name === undefined || tools.length === 0) return undefined;
  const type = yield* checkParam(tools, name);
  if (type === undefined || part === undefined) return type;
  const { parts } = operations[type];
  const partType = parts.get(part.text);
  const stray = partType === undefined ? part : more[0];
  if (stray === undefined) return partType;
  const names = [...parts.keys()].map((each) => `\`.${each}\``).join(', ');
  const expected = parts.size === 0 || stray !== part ? 'no part' : `one of ${names}`;
  const found = `found ${quote(`.${stray.text}`)} on a value of type ${partType ?? type}`;
  const details = stray === part ? didYouMean(part, parts.keys()) : {};
  yield finding('unknown-part', stray.span, `${found}, expected ${expected}`, details);
  return undefined;
}

function* checkParam(
  tools: readonly ToolDeclaration[],
  name: Word,
): Generator<Diagnostic, ValueType | undefined> {
  const found = tools.map((tool) => ({ tool, param: paramOf(tool, name.text) }));
  const [first] = found.flatMap(({ tool, param }) =>
    param === undefined ? [] : [{ tool, param }],
  );
  if (first === undefined) {
    yield unknownField(tools, name);
    return undefined;
  }
  const type = first.param.type.text;
  if (!isTypeName(type)) return undefined;
  const other = found.find(({ param }) => param?.type.text !== type);
  if (other === undefined) return type;
  const there = `${quote(`.${name.text}`)} is of type ${type} on ${quote(toolText(first.tool.tool))}`;
  const here = other.param === undefined ? 'does not exist' : `is of type ${other.param.type.text}`;
  yield finding(
    'field-differs',
    name.span,
    `${there} but ${here} on ${quote(toolText(other.tool.tool))}`,
    {
      labels: [
        { span: first.param.span, text: 'declared here' },
        { span: (other.param ?? other.tool.tool).span, text: 'differs here' },
      ],
      help: 'write a rule for each of the tools',
    },
  );
  return undefined;
}

function paramOf(tool: ToolDeclaration, name: string): Param | undefined {
  return tool.params.find((param) => param.name.text === name);
}

function unknownField(tools: readonly ToolDeclaration[], name: Word): Diagnostic {
  const names = tools.flatMap((tool) => tool.params.map((param) => param.name.text));
  const tool = tools[0] === undefined ? '' : quote(toolText(tools[0].tool));
  const message = `${tool} has no parameter ${quote(name.text)}`;
  return finding('unknown-field', name.span, message, didYouMean(name, names));
}

import type { Param, ToolDeclaration, Word } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { paramTypes } from '../bundle/rules.ts';
import { isToolName } from '../evaluate/tool-name.ts';
import { didYouMean, finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { isTypeName } from '../value-type.ts';

/** Tools: legal names that are not taken by ours, parameters of known types. */
export function* checkTools({ tools }: Program): Generator<Diagnostic> {
  for (const tool of tools.values()) {
    yield* checkName(tool);
    yield* checkParams(tool.params);
  }
}

function* checkName({ tool }: ToolDeclaration): Generator<Diagnostic> {
  const { server, name } = tool;
  const words = server === undefined ? [name] : [server, name];
  const illegal = words.find((word) => !isToolName(word.text));
  if (illegal !== undefined) {
    const message = `found ${quote(illegal.text)}, expected 1 to 128 ASCII letters, digits, \`_\`, \`.\` or \`-\``;
    yield finding('tool-name', illegal.span, message);
    return;
  }
  if (server !== undefined) return;
  if (name.text.startsWith('mcp__')) {
    yield finding(
      'tool-name',
      name.span,
      `found ${quote(name.text)}, expected the server and the tool apart`,
      {
        help: 'write `tool mcp SERVER.NAME`',
      },
    );
  } else if (name.text.startsWith('sentrely_')) {
    yield finding(
      'tool-name',
      name.span,
      `found ${quote(name.text)}, expected a name that does not begin \`sentrely_\``,
      {
        help: 'rename the tool: the gateway answers in that name',
      },
    );
  }
}

function* checkParams(params: readonly Param[]): Generator<Diagnostic> {
  const first = new Map<string, Word>();
  for (const { name, type } of params) {
    const earlier = first.get(name.text);
    if (earlier === undefined) first.set(name.text, name);
    else {
      yield finding(
        'duplicate-name',
        name.span,
        `a parameter called ${quote(name.text)} is already declared`,
        {
          labels: [{ span: earlier.span, text: 'first declared here' }],
          help: 'remove one of the two',
        },
      );
    }
    if (!isTypeName(type.text)) {
      const message = `found type ${quote(type.text)}, expected one of ${paramTypes.join(', ')}`;
      yield finding('unknown-type', type.span, message, didYouMean(type, paramTypes));
    }
  }
}

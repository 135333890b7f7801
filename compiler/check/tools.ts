import type { ToolDeclaration } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { variablesOf } from '../effects.ts';
import { isToolName } from '../evaluate/tool-name.ts';
import { finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { parameterOf } from '../subject.ts';
import { checkEffects } from './effects.ts';
import { checkParams } from './types.ts';

/** Tools: legal names that are not taken by ours, parameters of known types, actions that exist. */
export function* checkTools(program: Program): Generator<Diagnostic> {
  for (const tool of program.tools.values()) {
    yield* checkName(tool);
    yield* checkParams(tool.params);
    yield* checkDirectory(tool);
    const variables = variablesOf(tool.params.map(parameterOf));
    yield* checkEffects({ program, variables, isCommand: false }, tool.does);
    yield* checkTrusted(tool);
  }
}

/** One parameter at most says where the call works, and it is a path. */
function* checkDirectory({ params }: ToolDeclaration): Generator<Diagnostic> {
  const [first, second] = params.filter(({ directory }) => directory === true);
  if (first === undefined) return;
  if (first.type.kind !== 'named' || first.type.text !== 'Path') {
    const message = `found \`directory\` on ${quote(first.name.text)}, expected it on a Path`;
    yield finding('unknown-type', first.span, message, { help: 'declare it as a Path' });
  }
  if (second === undefined) return;
  yield finding('duplicate-name', second.span, 'another parameter is already the directory', {
    labels: [{ span: first.span, text: 'first declared here' }],
    help: 'a call works in one directory: remove one of the two',
  });
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

/** Places in a result: names with `[]` behind each that is a list. */
const placeForm = /^(?:(?:\[\])+|[\w$-]+(?:\[\])*)(?:\.[\w$-]+(?:\[\])*)*$/;

function* checkTrusted({ trusted }: ToolDeclaration): Generator<Diagnostic> {
  const seen = new Set<string>();
  for (const { text, span } of trusted) {
    if (!placeForm.test(text)) {
      const message = `found ${quote(text)}, expected a place such as \`items[].email\``;
      yield finding('trusted-place', span, message, {
        help: 'write names with dots between them, and `[]` behind each list',
      });
    } else if (seen.has(text)) {
      yield finding('duplicate-name', span, `the place ${quote(text)} is already there`, {
        help: 'remove it',
      });
    }
    seen.add(text);
  }
}

import type { Condition } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { finding } from '../finding.ts';
import { toolKey, toolText } from '../subject.ts';
import { unknownTool } from './call.ts';
import { checkValue, type Scope } from './scope.ts';
import { fieldText } from './field.ts';

/**
 * `.to from prompt`: an excuse, because that a value was typed can be known and that it was not
 * cannot. Of whole values that can be told apart in a text.
 */
export function* checkOrigin(
  scope: Scope,
  { field, sources, span }: Extract<Condition, { kind: 'from' }>,
): Generator<Diagnostic> {
  if (scope.isExcuse !== true) {
    yield finding('origin-unfit', span, 'found `from` where it could only forbid', {
      help: 'write it after `unless` in a deny or ask, or as what an allow needs',
    });
    return;
  }
  for (const source of sources) {
    if (source.kind === 'prompt') continue;
    const tool = scope.program.tools.get(toolKey(source));
    if (tool === undefined) yield unknownTool(scope.program.tools, source);
    else if (tool.trusted.length === 0) {
      const message = `nothing in the results of ${quote(toolText(source))} is declared as \`trusted\``;
      yield finding('origin-untrusted', source.span, message, {
        labels: [{ span: tool.tool.span, text: 'declared here' }],
        help: 'declare the places whose values count: trusted "items[].email"',
      });
    }
  }
  const meaning = yield* checkValue(scope, field);
  if (meaning === undefined) return;
  const { type, value, reference } = meaning;
  const isPart = reference.part !== null;
  if (!isPart && type !== 'Bool' && type !== 'Shell' && value.words === null) return;
  const what = isPart
    ? 'a part of a value'
    : value.words === null
      ? `type ${type}`
      : 'an enumeration';
  const message = `found \`from\` on ${fieldText(field)} of ${what}, expected a whole value that can be found in a text`;
  yield finding('origin-value', span, message);
}

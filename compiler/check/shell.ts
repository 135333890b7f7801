import type { Condition, Rule, ToolDeclaration } from '../../dsl/ast.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { finding } from '../finding.ts';
import { toolText } from '../program.ts';

/**
 * An allow of a tool that runs shell commands must say which: anything else would allow every
 * command there is.
 */
export function* checkShell(
  { effect, when, span }: Rule,
  tools: readonly ToolDeclaration[],
): Generator<Diagnostic> {
  if (effect !== 'allow') return;
  for (const { tool, params } of tools) {
    for (const { name, type } of params) {
      if (type.text !== 'Shell' || (when !== undefined && pins(when, name.text))) continue;
      const field = quote(`.${name.text}`);
      const message = `${quote(toolText(tool))} would run any command, expected ${field} compared with literals`;
      yield finding('shell-unbounded', span, message, {
        labels: [{ span: name.span, text: 'a shell command' }],
        help: `write: when .${name.text} in ["npm test", "git status"]`,
      });
    }
  }
}

/** True if the condition can only hold when the parameter is one of some literals, or absent. */
function pins(condition: Condition, param: string): boolean {
  switch (condition.kind) {
    case 'and':
      return pins(condition.left, param) || pins(condition.right, param);
    case 'or':
      return pins(condition.left, param) && pins(condition.right, param);
    case 'not':
      return condition.operand.kind === 'has' && isParam(condition.operand, param);
    case 'compare':
      return condition.operator === '==' && isParam(condition, param);
    case 'in':
      return condition.set.kind === 'list' && isParam(condition, param);
    default:
      return false;
  }
}

function isParam(
  { field }: Extract<Condition, { readonly field: unknown }>,
  param: string,
): boolean {
  return field.path.length === 1 && field.path[0]?.text === param;
}

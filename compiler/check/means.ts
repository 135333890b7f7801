import type { Target, ToolDeclaration, ToolName } from '../../dsl/ast.ts';
import type { Program } from '../program.ts';
import { actionText, everyShellAction, opaqueAction, toolKey } from '../subject.ts';

/** Whether a tool runs shell texts, and so whatever a shell can do. */
export function runsShell({ params }: ToolDeclaration): boolean {
  return params.some(({ type }) => type.kind === 'named' && type.text === 'Shell');
}

/** Whether a call of a tool can bring about what a rule names. */
export function doesTool(program: Program, tool: ToolName, target: Target): boolean {
  const declared = program.tools.get(toolKey(tool));
  if (declared === undefined || target.kind === 'tool') return false;
  const name = actionText(target);
  const isEvery = name === everyShellAction;
  if (runsShell(declared)) {
    return isEvery || name === opaqueAction || program.shellActions.has(name);
  }
  return declared.does.some(({ action }) => {
    const done = actionText(action);
    return done === name || (isEvery && program.shellActions.has(done));
  });
}

/** The tools that can bring about an action, those that run shell texts included. */
export function meansOf(program: Program, action: string): readonly ToolDeclaration[] {
  return [...program.tools.values()].filter(
    (tool) =>
      tool.does.some((use) => actionText(use.action) === action) ||
      (runsShell(tool) && program.shellActions.has(action)),
  );
}

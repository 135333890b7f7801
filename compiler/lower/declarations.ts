import { assert } from '../../dsl/assert.ts';
import type { ToolDeclaration } from '../../dsl/ast.ts';
import { builtInActions } from '../bundle/builtin-actions.ts';
import type { ActionEntry, ParamEntry, RuleSet, ToolEntry } from '../bundle/rules.ts';
import { lowerEffects } from '../effects.ts';
import type { Program } from '../program.ts';
import { actionText, entryOf, type Parameter, parameterOf } from '../subject.ts';
import { lowerCommandDeclarations } from './commands.ts';

/** What is declared of tools, actions and commands, as a rule set holds it. */
export type Declarations = Pick<RuleSet, 'tools' | 'actions' | 'commands'>;

/** Writes what a checked program declares. */
export function lowerDeclarations(program: Program): Declarations {
  return {
    tools: [...program.tools.values()].map((tool) => lowerTool(program, tool)),
    actions: lowerActions(program),
    commands: lowerCommandDeclarations(program),
  };
}

function lowerTool(
  { subjects }: Program,
  { tool, params, does, trusted }: ToolDeclaration,
): ToolEntry {
  return {
    server: tool.server?.text ?? null,
    name: tool.name.text,
    params: params.map((param) => lowerParam(parameterOf(param))),
    directory: params.find(({ directory }) => directory === true)?.name.text ?? null,
    does: lowerEffects(subjects, does),
    trusted: trusted.map(({ text }) => text),
  };
}

function lowerParam(parameter: Parameter): ParamEntry {
  const entry = entryOf(parameter);
  assert(entry !== undefined, 'a checked parameter has a known type');
  return entry;
}

function lowerActions({ actions }: Program): readonly ActionEntry[] {
  const declared = [...actions.values()].map(({ action, params, risk }): ActionEntry => {
    const known = (['low', 'medium', 'high'] as const).find((each) => each === risk?.text);
    return {
      name: actionText(action),
      params: params.map((param) => lowerParam(parameterOf(param))),
      risk: known ?? 'medium',
    };
  });
  return [...builtInActions, ...declared];
}

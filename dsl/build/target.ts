import { assert } from '../assert.ts';
import type { ActionName, ActionTarget, Target, ToolName, Word } from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { Name, Text, Word as WordToken } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { node, optionalNode, spanOf, tokens, wordOf } from './cst.ts';

/** `Bash`, or `mcp SERVER.NAME`. */
export function buildToolName(builder: Builder, from: CstNode): ToolName {
  const [first, second] = tokens(from, WordToken).map((word) => wordOf(builder, word));
  assert(first !== undefined, 'a tool has a name');
  const span = spanOf(builder, from);
  return second === undefined
    ? { kind: 'tool', server: undefined, name: first, span }
    : { kind: 'tool', server: first, name: second, span };
}

/** `git.push`, or `opaque`. */
export function buildActionName(builder: Builder, from: CstNode): ActionName {
  const [group, name] = tokens(from, Name).map((word) => wordOf(builder, word));
  const span = spanOf(builder, from);
  return name === undefined
    ? { kind: 'action', group: undefined, name: { text: 'opaque', span }, span }
    : { kind: 'action', group, name, span };
}

/** What a rule, a claim or an event is about. */
export function buildTarget(builder: Builder, from: CstNode): Target {
  const action = optionalNode(from, 'actionTarget');
  return action === undefined
    ? buildToolName(builder, node(from, 'toolName'))
    : buildActionTarget(builder, action);
}

/** `shell.run "npm test"`. Commands of another action are reported and left out. */
function buildActionTarget(builder: Builder, from: CstNode): ActionTarget {
  const action = buildActionName(builder, node(from, 'actionName'));
  const texts = optionalNode(from, 'commandTexts');
  const commands = texts === undefined ? [] : tokens(texts, Text).map((t) => wordOf(builder, t));
  const span = spanOf(builder, from);
  if (commands.length === 0 || isShellRun(action)) return { ...action, commands, span };
  reportCommands(builder, action, commands);
  return { ...action, commands: [], span };
}

function isShellRun({ group, name }: ActionName): boolean {
  return group?.text === 'shell' && name.text === 'run';
}

function reportCommands(builder: Builder, action: ActionName, commands: readonly Word[]): void {
  const [first] = commands;
  assert(first !== undefined, 'there are commands to report');
  const name = action.group === undefined ? 'opaque' : `${action.group.text}.${action.name.text}`;
  const message = `found ${quote(first.text)} after ${quote(name)}, expected commands only after \`shell.run\``;
  const help = 'write a condition: `when .path == "..."`';
  builder.report(finding('misplaced-commands', first.span, message, { help }));
}

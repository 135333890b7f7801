import type { ServerTool } from '../../enforce/gate.ts';
import { gatewayError } from '../../errors.ts';
import type { JsonValue } from '../../json/value.ts';
import { refuseSharedLabels } from '../mcp-server.ts';
import { isGiven, listOf, serverToolError, shapeError } from '../request-body.ts';
import { defineTool, mergeTools, type ToolDefinition } from '../tool-definitions.ts';
import { namespaced } from './call-item.ts';
import type { InputItem } from './input.ts';
import { serverToolsOf } from './server-tools.ts';

/** Types without a name whose calls the client runs, and the tool that policies know them as. */
const clientRunTypes: ReadonlyMap<string, string> = new Map([
  ['local_shell', 'local_shell'],
  ['shell', 'shell'],
  ['apply_patch', 'apply_patch'],
  ['computer', 'computer'],
  ['computer_use_preview', 'computer'],
  ['tool_search', 'tool_search'],
]);

/** Items that add tools in the middle of a conversation. */
const addingTypes: ReadonlySet<string> = new Set(['additional_tools', 'tool_search_output']);

/**
 * The tools of a request: those in `tools`, and those that an item adds later. Throws
 * SENTRELY_ERR_SERVER_TOOL for what the provider would run itself, SENTRELY_ERR_REQUEST_TOOL_NAME
 * and SENTRELY_ERR_REQUEST_SHAPE.
 */
export function readTools(root: JsonValue, items: readonly InputItem[]): readonly ToolDefinition[] {
  const isClients = (tool: JsonValue): boolean => serverToolsOf(tool) === undefined;
  const read = (tools: readonly JsonValue[]): readonly ToolDefinition[] =>
    tools.filter(isClients).flatMap((tool) => readTool(tool));
  return mergeTools(read(listOf(root, 'tools')), read(addedTools(items)));
}

/**
 * The tools that the provider would run itself, wherever they are added. Throws SENTRELY_ERR_SERVER_TOOL
 * for those that no rule can allow, and for an approval of a call that nobody judged.
 */
export function readServerTools(
  root: JsonValue,
  items: readonly InputItem[],
): readonly ServerTool[] {
  if (items.some(({ type }) => type === 'mcp_approval_response'))
    throw gatewayError('SENTRELY_ERR_SERVER_TOOL', 'found an `mcp_approval_response`');
  const tools = [...listOf(root, 'tools'), ...addedTools(items)].flatMap(
    (tool) => serverToolsOf(tool) ?? [],
  );
  refuseSharedLabels(tools);
  return tools;
}

function addedTools(items: readonly InputItem[]): readonly JsonValue[] {
  return items.flatMap(({ type, value }) => (addingTypes.has(type) ? listOf(value, 'tools') : []));
}

/**
 * Refuses whatever leaves a part of the conversation with the provider, where no rule sees it.
 * Throws SENTRELY_ERR_SERVER_HISTORY.
 */
export function refuseServerHistory(root: JsonValue): void {
  const found = ['previous_response_id', 'conversation', 'prompt'].find((key) =>
    isGiven(root.get(key)),
  );
  if (found !== undefined) throw gatewayError('SENTRELY_ERR_SERVER_HISTORY', `found \`${found}\``);
  const background = root.get('background');
  if (isGiven(background) && background.boolean !== false)
    throw gatewayError('SENTRELY_ERR_SERVER_HISTORY', 'found `background`');
}

function readTool(definition: JsonValue, namespace?: string): readonly ToolDefinition[] {
  const type = definition.get('type');
  const kind = type?.text ?? '';
  if (kind === 'function' || kind === 'custom') {
    const name = namespaced(namespace, definition.get('name')?.text);
    if (name === undefined) throw shapeError('a tool has no `name`');
    return [defineTool(name, null, definition)];
  }
  if (kind === 'namespace' && namespace === undefined) return readNamespace(definition);
  const name = runsAtClient(definition, kind) ? clientRunTypes.get(kind) : undefined;
  if (name === undefined || namespace !== undefined) throw serverToolError(type);
  return [defineTool(name, kind, definition)];
}

function readNamespace(definition: JsonValue): readonly ToolDefinition[] {
  const name = definition.get('name')?.text;
  if (name === undefined) throw shapeError('a namespace has no `name`');
  return listOf(definition, 'tools').flatMap((tool) => readTool(tool, name));
}

/** Some types are the client's only where they say so: else the provider runs them. */
function runsAtClient(definition: JsonValue, kind: string): boolean {
  if (kind === 'shell') return definition.get('environment')?.get('type')?.text === 'local';
  return kind !== 'tool_search' || definition.get('execution')?.text === 'client';
}

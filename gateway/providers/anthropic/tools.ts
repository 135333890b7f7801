import type { Domains } from '../../../compiler/evaluate/decision.ts';
import type { ServerTool } from '../../enforce/gate.ts';
import { gatewayError } from '../../errors.ts';
import type { JsonValue } from '../../json/value.ts';
import { readDomains } from '../domains.ts';
import { isGiven, listOf, serverToolError, shapeError } from '../request-body.ts';
import { defineTool, mergeTools, type ToolDefinition } from '../tool-definitions.ts';
import { isToolset, readMcpTools } from './mcp-servers.ts';
import type { Block, Message } from './message.ts';

/**
 * Types that the provider defines and the client runs. The date is part of the pattern: there are
 * types with the same beginning that run elsewhere (`bash_code_execution_…`) or that stand for
 * several tools without a name (`computer_toolset_…`).
 */
const clientRunType = /^(?:bash|text_editor|computer|memory)_[0-9]{8}$/;

/**
 * The tools of a request: those in `tools`, and those that a message adds in the middle of the
 * conversation. Throws SENTRELY_ERR_SERVER_TOOL for what the provider would run itself,
 * SENTRELY_ERR_REQUEST_TOOL_NAME for a name that is reserved, not plain or taken, and
 * SENTRELY_ERR_REQUEST_SHAPE.
 */
export function readTools(
  root: JsonValue,
  messages: readonly Message[],
): readonly ToolDefinition[] {
  const isClients = (definition: JsonValue): boolean =>
    !isToolset(definition) && serverToolOf(definition) === undefined;
  return mergeTools(
    listOf(root, 'tools').filter(isClients).map(readTool),
    added(messages).filter(isClients).map(readTool),
  );
}

/**
 * The tools that the provider would run itself, wherever they are added. Throws SENTRELY_ERR_SERVER_TOOL
 * for those of an MCP server that are not listed.
 */
export function readServerTools(
  root: JsonValue,
  messages: readonly Message[],
): readonly ServerTool[] {
  const definitions = [...listOf(root, 'tools'), ...added(messages)];
  return [
    ...definitions.flatMap((definition) => serverToolOf(definition) ?? []),
    ...readMcpTools(root, definitions),
  ];
}

/** How types are spelled; what is spelled otherwise is refused, whatever rules say. */
const serverType = /^[a-z][a-z0-9_]{0,63}$/;

/** A typed tool that no client runs; undefined for others, and for what nobody can name. */
function serverToolOf(definition: JsonValue): ServerTool | undefined {
  const type = definition.get('type')?.text;
  const name = definition.get('name')?.text;
  if (type === undefined || type === 'custom' || clientRunType.test(type)) return undefined;
  if (!serverType.test(type) || isToolset(definition)) return undefined;
  if (name === undefined) return undefined;
  const domains = domainsOf(type, definition);
  return domains === undefined ? { name, type } : { name, type, domains };
}

/** Types that search or fetch on the web, and those of which it is known that they do not. */
const webType = /^web_(?:search|fetch)_[0-9]{8}$/;
const closedType =
  /^(?:(?:bash_|text_editor_)?code_execution|tool_search_tool_(?:regex|bm25)|advisor)_[0-9]{8}$/;

function domainsOf(type: string, definition: JsonValue): Domains | undefined {
  if (webType.test(type)) return readDomains(definition.get('allowed_domains'), { path: true });
  return closedType.test(type) ? undefined : 'perhaps';
}

function added(messages: readonly Message[]): readonly JsonValue[] {
  return messages.flatMap(({ blocks }) => blocks.flatMap(addedTools));
}

/** Refuses what makes the provider run code or call servers that no rule could know. Throws SENTRELY_ERR_SERVER_TOOL. */
export function refuseServerState(root: JsonValue): void {
  const container = root.get('container');
  if (container?.kind === 'object' && listOf(container, 'skills').length > 0)
    throw gatewayError('SENTRELY_ERR_SERVER_TOOL', 'found a `container` with skills');
}

function readTool(definition: JsonValue): ToolDefinition {
  const type = definition.get('type');
  const isOwn = !isGiven(type) || type.text === 'custom';
  if (!isOwn && !clientRunType.test(type.text ?? '')) throw serverToolError(type);
  const name = definition.get('name')?.text;
  if (name === undefined) throw shapeError('a tool has no `name`');
  return defineTool(name, isOwn ? null : (type.text ?? null), definition);
}

/** Definitions that a block adds. A compaction block repeats the additions it stands for. */
function addedTools({ type, value }: Block): readonly JsonValue[] {
  if (type === 'compaction') return listOf(value, 'tool_changes').flatMap(addedTool);
  return type === 'tool_addition' ? addedTool(value) : [];
}

function addedTool(change: JsonValue): readonly JsonValue[] {
  if (change.get('type')?.text === 'tool_removal') return [];
  const tool = change.get('tool');
  const type = tool?.get('type');
  if (type?.text === 'tool_reference') return [];
  const definition = tool?.get('definition');
  if (type?.text !== 'tool_definition' || definition === undefined) throw serverToolError(type);
  return [definition];
}

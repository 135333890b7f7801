import type { ServerTool } from '../../enforce/gate.ts';
import { gatewayError } from '../../errors.ts';
import type { JsonValue } from '../../json/value.ts';
import { isGiven, listOf, serverToolError, shapeError } from '../request-body.ts';
import { defineTool, mergeTools, type ToolDefinition } from '../tool-definitions.ts';

/** Fields by which providers of this dialect run searches, plug-ins and servers themselves. */
const serverFields = [
  'web_search_options',
  'search_parameters',
  'plugins',
  'data_sources',
  'mcp_servers',
] as const;

/**
 * The tools of a request. Throws SENTRELY_ERR_SERVER_TOOL for what the provider would run itself,
 * SENTRELY_ERR_REQUEST_TOOL_NAME, and SENTRELY_ERR_REQUEST_SHAPE, also for the old `functions`: their
 * calls have no ids, so nothing could stand in their place.
 */
export function readTools(root: JsonValue): readonly ToolDefinition[] {
  const field = serverFields.find((key) => isGiven(root.get(key)));
  if (field !== undefined) throw gatewayError('SENTRELY_ERR_SERVER_TOOL', `found \`${field}\``);
  if (listOf(root, 'functions').length > 0)
    throw shapeError('`functions` are not enforced, use `tools`');
  const tools = listOf(root, 'tools').filter((tool) => serverToolOf(tool) === undefined);
  return mergeTools(tools.map(readTool), []);
}

/**
 * The tools that the provider would run itself: they have a type and nothing else that is common. A
 * model may bring a search along.
 */
export function readServerTools(root: JsonValue): readonly ServerTool[] {
  const tools = listOf(root, 'tools').flatMap((tool) => serverToolOf(tool) ?? []);
  return searches.test(root.get('model')?.text ?? '') ? [...tools, ownSearch] : tools;
}

/**
 * Models that search the web though no tool is offered: OpenAI's `gpt-5-search-api` and
 * `gpt-4o-search-preview`, with a date or not, and whatever ends in `:online` (OpenRouter, "Online
 * Variant"), which is short for a plug-in.
 */
const searches = /-search-(?:api|preview)(?![a-z])|:online(?![a-z])/i;

const ownSearch: ServerTool = { name: 'web_search', type: 'web_search', domains: 'any' };

/** How types are spelled; what is spelled otherwise is refused, whatever rules say. */
const serverType = /^[a-z][a-z0-9_.:-]{0,63}$/;

function serverToolOf(definition: JsonValue): ServerTool | undefined {
  const type = definition.get('type')?.text;
  if (type === undefined || type === 'function' || type === 'custom') return undefined;
  // Whether such a tool searches, and where, depends on the provider.
  return serverType.test(type) ? { name: type, type, domains: 'perhaps' } : undefined;
}

function readTool(definition: JsonValue): ToolDefinition {
  const type = definition.get('type');
  if (type?.text !== 'function' && type?.text !== 'custom') throw serverToolError(type);
  const name = definition.get(type.text)?.get('name')?.text;
  if (name === undefined) throw shapeError('a tool has no `name`');
  return defineTool(name, null, definition);
}

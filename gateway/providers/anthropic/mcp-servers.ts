import type { ServerTool } from '../../enforce/gate.ts';
import type { JsonValue } from '../../json/value.ts';
import { hasOnly, mcpListed, mcpToolNames, mcpTools, mcpUrl, refused } from '../mcp-server.ts';
import { isGiven, listOf } from '../request-body.ts';

/** The type of the definition that says which tools of a server are offered. */
const toolsetType = 'mcp_toolset';

/** Whether a definition is about the tools of an MCP server. */
export function isToolset(definition: JsonValue): boolean {
  return definition.get('type')?.text === toolsetType;
}

/**
 * The tools of `mcp_servers`, which the provider would call itself: each has to be listed, in the
 * server's own `tool_configuration` or in its toolset. Throws SENTRELY_ERR_SERVER_TOOL where they are
 * not, and SENTRELY_ERR_REQUEST_SHAPE.
 */
export function readMcpTools(
  root: JsonValue,
  definitions: readonly JsonValue[],
): readonly ServerTool[] {
  const servers = listOf(root, 'mcp_servers');
  const toolsets = definitions.filter(isToolset);
  const names = servers.map((server) => server.get('name')?.text ?? '');
  const owners = toolsets.map((toolset) => toolset.get('mcp_server_name')?.text ?? '');
  if (new Set(names).size < names.length) throw refused('two MCP servers with one name');
  if (new Set(owners).size < owners.length) throw refused('two toolsets of one MCP server');
  if (!owners.every((owner) => names.includes(owner)))
    throw refused('a toolset of an MCP server that is not there');
  return servers.flatMap((server, index) => {
    const name = names[index] ?? '';
    return toolsOf(server, name, toolsets[owners.indexOf(name)]);
  });
}

function toolsOf(
  server: JsonValue,
  name: string,
  toolset: JsonValue | undefined,
): readonly ServerTool[] {
  const configuration = server.get('tool_configuration');
  if (server.get('type')?.text !== 'url') throw refused('an MCP server of another type than `url`');
  if (isGiven(configuration) && toolset !== undefined)
    throw refused('an MCP server with two lists of tools');
  const listed = toolset === undefined ? allowedIn(configuration) : enabledIn(toolset);
  return mcpTools(name, mcpUrl(server.get('url')), listed);
}

function allowedIn(configuration: JsonValue | undefined): readonly string[] {
  const isPlain =
    configuration === undefined || hasOnly(configuration, ['enabled', 'allowed_tools']);
  return mcpToolNames(isPlain ? configuration?.get('allowed_tools')?.items : undefined);
}

/** Tools are off unless they are named: whatever a server adds later stays off. */
function enabledIn(toolset: JsonValue): readonly string[] {
  const isOff = toolset.get('default_config')?.get('enabled')?.boolean === false;
  const known = ['type', 'mcp_server_name', 'cache_control', 'configs', 'default_config'];
  if (!isOff || !hasOnly(toolset, known)) return mcpListed([]);
  const configs = toolset.get('configs')?.members ?? [];
  return mcpListed(
    configs.flatMap(({ key, value }) => (value.get('enabled')?.boolean === false ? [] : [key])),
  );
}

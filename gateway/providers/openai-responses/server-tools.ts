import { quote } from '../../../compiler/bundle/quote.ts';
import type { Domains } from '../../../compiler/evaluate/decision.ts';
import type { ServerTool } from '../../enforce/gate.ts';
import type { JsonValue } from '../../json/value.ts';
import { readDomains } from '../domains.ts';
import { hasOnly, mcpToolNames, mcpTools, mcpUrl, refused } from '../mcp-server.ts';
import { isGiven, listOf } from '../request-body.ts';

// Tools of the Responses dialect that the provider runs itself, as rules know them. What rules could
// not know a tool by, or what would let it do more than its name says, is refused whatever they say.

/** Of every version: with a date, and as preview, which has no filters. */
const webSearch = /^web_search(?:_preview)?(?:_[0-9]{4}_[0-9]{2}_[0-9]{2})?$/;
const vectorStore = /^vs_[A-Za-z0-9_-]{1,128}$/;
const connector = /^connector_[a-z0-9_]{1,64}$/;

/**
 * What rules have to allow for one definition: a vector store each of a file search, a tool each of an
 * MCP server. Undefined for a type that no rule can allow. Throws SENTRELY_ERR_SERVER_TOOL.
 */
export function serverToolsOf(definition: JsonValue): readonly ServerTool[] | undefined {
  const type = definition.get('type')?.text ?? '';
  if (webSearch.test(type))
    return [{ name: 'web_search', type, domains: domainsOf(type, definition) }];
  if (type === 'image_generation') return [{ name: type, type }];
  if (type === 'code_interpreter') return [codeInterpreter(definition)];
  if (type === 'file_search') return vectorStores(definition);
  return type === 'mcp' ? mcpServer(definition) : undefined;
}

/** What a filter of more kinds than these does is not known. */
const filters = ['allowed_domains', 'blocked_domains'];

function domainsOf(type: string, definition: JsonValue): Domains {
  const given = definition.get('filters');
  if (type.startsWith('web_search_preview') || !isGiven(given)) return 'any';
  if (given.kind !== 'object') throw refused('a `web_search` with `filters` that are no object');
  return hasOnly(given, filters)
    ? readDomains(given.get('allowed_domains'), { path: false })
    : 'any';
}

function codeInterpreter(definition: JsonValue): ServerTool {
  const container = definition.get('container');
  const network = container?.get('network_policy');
  if (container?.get('type')?.text !== 'auto')
    throw refused('a `code_interpreter` in a container that no rule has seen: only `auto`');
  if (isGiven(network) && network.get('type')?.text !== 'disabled')
    throw refused('a `code_interpreter` with a network');
  return { name: 'code_interpreter', type: 'code_interpreter' };
}

function vectorStores(definition: JsonValue): readonly ServerTool[] {
  const ids = listOf(definition, 'vector_store_ids').map(({ text = '' }) => text);
  if (ids.length === 0 || !ids.every((id) => vectorStore.test(id)))
    throw refused('a `file_search` without a list of `vector_store_ids`');
  return [...new Set(ids)].map((name) => ({ name, type: 'file_search' }));
}

function mcpServer(definition: JsonValue): readonly ServerTool[] {
  if (definition.get('require_approval')?.text !== 'never')
    throw refused(
      'an MCP server whose calls wait for the client: with `"require_approval": "never"` the rules decide',
    );
  const tools = mcpToolNames(listedTools(definition.get('allowed_tools')));
  return mcpTools(definition.get('server_label')?.text ?? '', addressOf(definition), tools);
}

/** A connector of the provider's, or an address. */
function addressOf(definition: JsonValue): string {
  const [url, id, tunnel] = ['server_url', 'connector_id', 'tunnel_id'].map((key) =>
    definition.get(key),
  );
  if (isGiven(tunnel)) throw refused('an MCP server behind a tunnel');
  if (isGiven(url) === isGiven(id))
    throw refused('an MCP server without exactly one of `server_url` and `connector_id`');
  if (isGiven(url)) return mcpUrl(url);
  const text = id?.text ?? '';
  if (!connector.test(text)) throw refused(`the connector ${quote(text)}`);
  return text;
}

/** A list of names, or a filter that has nothing but one. */
function listedTools(allowed: JsonValue | undefined): readonly JsonValue[] | undefined {
  if (allowed?.kind !== 'object') return allowed?.items;
  return hasOnly(allowed, ['tool_names']) ? allowed.get('tool_names')?.items : undefined;
}

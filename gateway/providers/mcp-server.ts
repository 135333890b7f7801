import { quote } from '../../compiler/bundle/quote.ts';
import type { ServerTool } from '../enforce/gate.ts';
import { gatewayError } from '../errors.ts';
import type { JsonValue } from '../json/value.ts';
import { isGiven } from './request-body.ts';
import { unreadable } from './stream-event.ts';

// MCP servers that the provider calls itself, in whatever dialect a request names them.

/** Without `#`, which stands before the name of a tool. */
const toolName = /^[A-Za-z0-9_./:-]{1,128}$/;
const serverLabel = /^[A-Za-z0-9_-]{1,64}$/;
/** More names than anybody lists. */
const namesMax = 256;

/** The tools of one server, as rules know them: its address, `#`, and the name of the tool. */
export function mcpTools(
  label: string,
  address: string,
  tools: readonly string[],
): readonly ServerTool[] {
  if (!serverLabel.test(label)) throw refused('an MCP server without a plain name');
  return tools.map((tool) => ({ name: `${address}#${tool}`, type: 'mcp', label }));
}

/** The granted tool that an answer names. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
export function grantedMcpTool(
  granted: readonly ServerTool[],
  label: string | undefined,
  name: string | undefined,
): ServerTool {
  const tool = granted.find(
    (each) => each.label !== undefined && each.label === label && toolOf(each) === name,
  );
  if (tool !== undefined) return tool;
  throw unreadable(`a call of the MCP tool ${quote(name ?? '')} that was not granted`);
}

/** Throws SENTRELY_ERR_UPSTREAM_UNREADABLE unless a tool of the server is granted. */
export function expectMcpServer(granted: readonly ServerTool[], label: string | undefined): void {
  if (label === undefined || !granted.some((tool) => tool.label === label))
    throw unreadable('the tools of an MCP server that was not granted');
}

function toolOf({ name }: ServerTool): string {
  return name.slice(name.indexOf('#') + 1);
}

/**
 * Refuses two servers under one label, since an answer does not say which of them was asked. Throws
 * SENTRELY_ERR_SERVER_TOOL.
 */
export function refuseSharedLabels(tools: readonly ServerTool[]): void {
  const addresses = new Map<string, string>();
  for (const { label, name } of tools) {
    if (label === undefined) continue;
    const address = name.slice(0, name.indexOf('#'));
    if ((addresses.get(label) ?? address) !== address)
      throw refused(`two MCP servers with the label ${quote(label)}`);
    addresses.set(label, address);
  }
}

/** The address of a server in its one spelling. Throws SENTRELY_ERR_SERVER_TOOL. */
export function mcpUrl(value: JsonValue | undefined): string {
  const { text = '' } = value ?? {};
  if (isPlainUrl(text)) return text;
  throw refused(`the MCP server ${quote(text)}: its address is not plain`);
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { href, protocol, username, password } = new URL(text);
  return href === text && protocol === 'https:' && username + password === '' && !/[?#]/.test(text);
}

/** The tools that a server may be asked for, by name. Throws SENTRELY_ERR_SERVER_TOOL. */
export function mcpToolNames(list: readonly JsonValue[] | undefined): readonly string[] {
  return mcpListed((list ?? []).map(({ text = '' }) => text));
}

/** The same where the names are decoded. */
export function mcpListed(names: readonly string[]): readonly string[] {
  const isListed = names.length > 0 && names.length <= namesMax;
  if (isListed && names.every((name) => toolName.test(name))) return [...new Set(names)];
  throw refused('an MCP server that does not list the names of the tools it may be asked for');
}

/** Whether an object has no member beside these, but for null. */
export function hasOnly(object: JsonValue, keys: readonly string[]): boolean {
  return object.members.every(({ key, value }) => keys.includes(key) || !isGiven(value));
}

/** SENTRELY_ERR_SERVER_TOOL for what no rule can allow. */
export function refused(what: string): Error {
  return gatewayError('SENTRELY_ERR_SERVER_TOOL', `found ${what}`);
}

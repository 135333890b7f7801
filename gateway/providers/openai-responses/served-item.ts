import { quote } from '../../../compiler/bundle/quote.ts';
import type { ServedCall, ServerTool } from '../../enforce/gate.ts';
import type { JsonValue } from '../../json/value.ts';
import { expectMcpServer, grantedMcpTool } from '../mcp-server.ts';
import { isGiven } from '../request-body.ts';
import { unreadable } from '../stream-event.ts';

// Output items that tell what the provider ran itself.

/** What a type of item tells, of tools that are granted as a whole. */
interface ServedType {
  /** The member of a granted tool that says that it is of this type, and its value. */
  readonly key: 'name' | 'type';
  readonly value: string;
  /** What was asked of the tool. */
  readonly members: readonly string[];
}

const servedTypes: ReadonlyMap<string, ServedType> = new Map<string, ServedType>([
  ['web_search_call', { key: 'name', value: 'web_search', members: ['action'] }],
  ['file_search_call', { key: 'type', value: 'file_search', members: ['queries'] }],
  [
    'code_interpreter_call',
    { key: 'type', value: 'code_interpreter', members: ['container_id', 'code'] },
  ],
  [
    'image_generation_call',
    { key: 'type', value: 'image_generation', members: ['revised_prompt', 'action'] },
  ],
]);

const mcpTypes: ReadonlySet<string> = new Set(['mcp_call', 'mcp_list_tools']);

/** Whether an item of this type tells what the provider ran. */
export function isServedType(type: string): boolean {
  return servedTypes.has(type) || mcpTypes.has(type);
}

/**
 * The call that an item tells; null where it only lists tools. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE
 * unless the request offered the tool and a rule granted it.
 */
export function readServed(item: JsonValue, granted: readonly ServerTool[]): ServedCall | null {
  const type = item.get('type')?.text ?? '';
  const id = item.get('id')?.text ?? '';
  if (id === '') throw unreadable(`a ${quote(type)} without an id`);
  if (mcpTypes.has(type)) return readMcp(type, item, granted);
  const served = servedTypes.get(type);
  const tools = granted.filter(
    (each) => each.label === undefined && served !== undefined && each[served.key] === served.value,
  );
  const [tool] = tools;
  if (served === undefined || tool === undefined) throw notGranted(type);
  // Which of several stores or searches it was is not told.
  const known = tools.length === 1 ? tool : { name: served.value, type: tool.type };
  return { id, tool: known, argumentsText: membersText(item, served.members) };
}

function readMcp(type: string, item: JsonValue, granted: readonly ServerTool[]): ServedCall | null {
  const label = item.get('server_label')?.text;
  if (type === 'mcp_list_tools') {
    expectMcpServer(granted, label);
    return null;
  }
  if (isGiven(item.get('approval_request_id')))
    throw unreadable('a call of an MCP server that waited for an approval');
  const tool = grantedMcpTool(granted, label, item.get('name')?.text);
  const argumentsText = item.get('arguments')?.text ?? '';
  return { id: item.get('id')?.text ?? '', tool, argumentsText };
}

function notGranted(type: string): Error {
  return unreadable(`a ${quote(type)} of a tool that was not granted`);
}

function membersText(item: JsonValue, keys: readonly string[]): string {
  const members = keys.flatMap((key) => {
    const value = item.get(key);
    return isGiven(value) ? [`"${key}":${value.json}`] : [];
  });
  return `{${members.join(',')}}`;
}

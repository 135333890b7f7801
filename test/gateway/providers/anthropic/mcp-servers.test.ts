import { describe, expect, test } from 'vitest';
import type { Gate, ServedCall, ServerTool } from '../../../../gateway/enforce/gate.ts';
import { anthropicMessages } from '../../../../gateway/providers/anthropic/dialect.ts';
import { relayReply } from '../../../../gateway/providers/anthropic/reply.ts';
import { block, message, patience, relay, scriptedGate, seal } from './harness.ts';

// MCP servers that the provider calls itself: each tool is listed, or the request is refused.

const url = 'https://mcp.example.com/sse';
const server = { type: 'url', url, name: 'tickets', authorization_token: 'secret' };
const listing = { ...server, tool_configuration: { enabled: true, allowed_tools: ['find'] } };
const toolset = {
  type: 'mcp_toolset',
  mcp_server_name: 'tickets',
  default_config: { enabled: false },
  configs: { find: { enabled: true }, close: { enabled: false } },
};
const find: ServerTool = { name: `${url}#find`, type: 'mcp', label: 'tickets' };
const search: ServerTool = { name: 'web_search', type: 'web_search_20250305' };

function offered(mcp_servers: readonly object[], tools: readonly object[] = []) {
  const body = { model: 'm', max_tokens: 1, messages: [], mcp_servers, tools };
  return anthropicMessages.read(Buffer.from(JSON.stringify(body)), {});
}

test('tools are listed by a server or by its toolset, and named by the address', () => {
  expect(offered([listing]).serverTools).toEqual([find]);
  const { serverTools, toolHashes } = offered([server], [toolset]);
  expect([serverTools, toolHashes.size]).toEqual([[find], 0]);
});

describe('no rule can allow', () => {
  const cases: readonly (readonly [string, object[], object[]?])[] = [
    ['a server with every tool', [server]],
    ['a server with no tool', [{ ...listing, tool_configuration: { allowed_tools: [] } }]],
    ['two lists', [listing], [toolset]],
    ['two toolsets', [server], [toolset, toolset]],
    ['two servers of one name', [listing, { ...listing, url: 'https://evil.example/sse' }]],
    ['a toolset that is on', [server], [{ ...toolset, default_config: { enabled: true } }]],
    ['a toolset that says nothing', [server], [{ ...toolset, default_config: undefined }]],
    ['a toolset with definitions', [server], [{ ...toolset, tools: [{ name: 'close' }] }]],
    ['a toolset of another server', [listing], [{ ...toolset, mcp_server_name: 'other' }]],
    ['a toolset with a name of a tool', [], [{ ...toolset, name: 'web_search' }]],
    ['a name that holds an address', [server], [{ ...toolset, configs: { 'a#find': {} } }]],
    ['another kind of server', [{ ...listing, type: 'stdio' }]],
    ['an address in clear', [{ ...listing, url: 'http://mcp.example.com/sse' }]],
    ['a user in the address', [{ ...listing, url: 'https://mcp.example.com@evil.example/' }]],
    [
      'a setting that is not known',
      [{ ...listing, tool_configuration: { allowed_tools: ['find'], all: 1 } }],
    ],
  ];
  test.each(cases.map(([what, servers, tools = []]) => [what, servers, tools] as const))(
    '%s',
    (_, servers, tools) => {
      expect(() => offered(servers, tools)).toThrow(
        expect.objectContaining({ code: 'SENTRELY_ERR_SERVER_TOOL' }),
      );
    },
  );
});

test('a tool that its toolset does not turn off counts as offered', () => {
  const on = { ...toolset, configs: { find: { defer_loading: true } } };
  expect(offered([server], [on]).serverTools).toEqual([find]);
});

const use = { type: 'mcp_tool_use', id: 'mcp_1', name: 'find', server_name: 'tickets', input: {} };
const result = { type: 'mcp_tool_result', tool_use_id: 'mcp_1', content: [], is_error: false };
const list = { type: 'mcp_tool_listing', mcp_server_name: 'tickets', tools: [{ name: 'find' }] };
const searching = { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {} };
const input = [
  { type: 'input_json_delta', partial_json: '{"q"' },
  { type: 'input_json_delta', partial_json: ':1}' },
];

function gateOf(serverTools: readonly ServerTool[], recorded: ServedCall[]): Gate {
  return { ...scriptedGate([]), serverTools, served: async (call) => void recorded.push(call) };
}

test.each([
  ['an MCP server', use, [find], find],
  ["the provider's own", searching, [search], search],
  [
    "the provider's own, of a tool that another one runs",
    { ...searching, name: 'code_execution' },
    [search],
    { name: 'code_execution', type: 'server_tool_use' },
  ],
])('a call of %s passes and is recorded with its arguments', async (_, content, granted, tool) => {
  const recorded: ServedCall[] = [];
  const sent = message(block(0, content, input));
  const { out, summary } = await relay([sent], { gate: gateOf(granted, recorded) });
  expect([out, summary.outcome]).toEqual([sent, 'complete']);
  expect(recorded).toEqual([{ id: content.id, tool, argumentsText: '{"q":1}' }]);

  const whole = { type: 'message', content: [{ ...content, input: { q: 1 } }] };
  await relayReply(Buffer.from(JSON.stringify(whole)), gateOf(granted, recorded), seal, patience);
  expect(recorded[1]).toEqual(recorded[0]);
});

test('results and lists of a granted server pass, and are no calls', async () => {
  const recorded: ServedCall[] = [];
  const sent = message(block(0, list, []), block(1, result, []));
  const { out } = await relay([sent], { gate: gateOf([find], recorded) });
  expect([out, recorded]).toEqual([sent, []]);
});

test.each<readonly [string, Readonly<Record<string, unknown>>, readonly ServerTool[]]>([
  ['another tool of the server', { ...use, name: 'close' }, [find]],
  ['the tool of another server', { ...use, server_name: 'other' }, [find]],
  ['a tool of no server', { ...use, server_name: undefined }, [find, search]],
  ['an MCP server where only a search is granted', use, [search]],
  ['a result where only a search is granted', result, [search]],
  ['the tools of another server', { ...list, mcp_server_name: 'other' }, [find]],
  ['a search where only an MCP server is granted', searching, [find]],
])('%s ends the answer', async (_, content, granted) => {
  const recorded: ServedCall[] = [];
  const gate = gateOf(granted, recorded);
  const { summary } = await relay([message(block(0, content, []))], { gate });
  expect([summary.outcome, recorded]).toEqual(['unreadable', []]);
  const whole = Buffer.from(JSON.stringify({ type: 'message', content: [content] }));
  await expect(relayReply(whole, gate, seal, patience)).rejects.toMatchObject({
    code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE',
  });
});

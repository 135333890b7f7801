import { describe, expect, test } from 'vitest';
import type { ServerTool } from '../../../../gateway/enforce/gate.ts';
import { openaiResponses } from '../../../../gateway/providers/openai-responses/dialect.ts';

// Tools that the provider runs, as rules know them; and what no rule can allow.

const url = 'https://mcp.example.com/sse';
const mcp = {
  type: 'mcp',
  server_label: 'tickets',
  server_url: url,
  require_approval: 'never',
  allowed_tools: ['create', 'find'],
};

function offered(tools: readonly object[], input: unknown = 'go'): readonly ServerTool[] {
  const body = Buffer.from(JSON.stringify({ model: 'gpt', input, tools }));
  return openaiResponses.read(body, {}).serverTools;
}

const refused = expect.objectContaining({ code: 'SENTRELY_ERR_SERVER_TOOL' }) as Error;

test('are named so that rules can tell them apart', () => {
  expect(
    offered([
      { type: 'function', name: 'read_file' },
      { type: 'web_search', external_web_access: false },
      { type: 'web_search_2025_08_26', filters: { allowed_domains: ['a.example'] } },
      { type: 'web_search_preview_2025_03_11' },
      { type: 'image_generation', model: 'gpt-image-2' },
      { type: 'code_interpreter', container: { type: 'auto', network_policy: null } },
      { type: 'file_search', vector_store_ids: ['vs_1', 'vs_2', 'vs_1'] },
      mcp,
    ]),
  ).toEqual([
    { name: 'web_search', type: 'web_search', domains: 'any' },
    { name: 'web_search', type: 'web_search_2025_08_26', domains: ['a.example'] },
    { name: 'web_search', type: 'web_search_preview_2025_03_11', domains: 'any' },
    { name: 'image_generation', type: 'image_generation' },
    { name: 'code_interpreter', type: 'code_interpreter' },
    { name: 'vs_1', type: 'file_search' },
    { name: 'vs_2', type: 'file_search' },
    { name: `${url}#create`, type: 'mcp', label: 'tickets' },
    { name: `${url}#find`, type: 'mcp', label: 'tickets' },
  ]);
});

test('also where an item adds them later, and where a filter lists them', () => {
  const { server_url: _url, ...rest } = mcp;
  const tools = [
    { ...rest, connector_id: 'connector_gmail', allowed_tools: { tool_names: ['find'] } },
  ];
  expect(offered([], [{ type: 'additional_tools', role: 'developer', tools }])).toEqual([
    { name: 'connector_gmail#find', type: 'mcp', label: 'tickets' },
  ]);
});

describe('no rule can allow', () => {
  test.each<readonly [string, object]>([
    ['an MCP server that asks the client', { ...mcp, require_approval: 'always' }],
    ['one that asks because nothing is said', { ...mcp, require_approval: undefined }],
    ['one that asks for some', { ...mcp, require_approval: { never: { tool_names: ['find'] } } }],
    ['one with every tool', { ...mcp, allowed_tools: undefined }],
    ['one with no tool', { ...mcp, allowed_tools: [] }],
    ['one with a filter that says more', { ...mcp, allowed_tools: { read_only: true } }],
    [
      'one with a filter of both kinds',
      { ...mcp, allowed_tools: { tool_names: ['find'], read_only: true } },
    ],
    ['a tool that looks like another address', { ...mcp, allowed_tools: ['a#find'] }],
    ['a tool that is no name', { ...mcp, allowed_tools: ['find', 7] }],
    ['no label', { ...mcp, server_label: undefined }],
    ['no address', { ...mcp, server_url: undefined }],
    ['two addresses', { ...mcp, connector_id: 'connector_gmail' }],
    ['a tunnel', { ...mcp, tunnel_id: 't' }],
    ['a tunnel alone', { ...mcp, server_url: undefined, tunnel_id: 't' }],
    ['an address in clear', { ...mcp, server_url: 'http://mcp.example.com/sse' }],
    ['an address with a user', { ...mcp, server_url: 'https://mcp.example.com@evil.example/sse' }],
    ['an address in another spelling', { ...mcp, server_url: 'https://MCP.example.com/sse' }],
    ['an address with dots', { ...mcp, server_url: 'https://mcp.example.com/a/../sse' }],
    ['an address with a query', { ...mcp, server_url: `${url}?as=admin` }],
    ['an address with an empty query', { ...mcp, server_url: `${url}?` }],
    ['an address with a fragment', { ...mcp, server_url: `${url}#find` }],
    ['a connector that is none', { ...mcp, server_url: undefined, connector_id: 'web_search' }],
    ['a file search everywhere', { type: 'file_search' }],
    ['a store with another name', { type: 'file_search', vector_store_ids: ['web_search'] }],
    ['a container of before', { type: 'code_interpreter', container: 'cntr_1' }],
    [
      'a container with a network',
      {
        type: 'code_interpreter',
        container: {
          type: 'auto',
          network_policy: { type: 'allowlist', allowed_domains: ['evil.example'] },
        },
      },
    ],
    ['a program', { type: 'programmatic_tool_calling' }],
    ['a server tool in a namespace', { type: 'namespace', name: 'n', tools: [mcp] }],
  ])('%s', (_, tool) => {
    expect(() => offered([tool])).toThrow(refused);
  });

  test('two servers with one label', () => {
    const other = { ...mcp, server_url: 'https://evil.example/sse' };
    expect(() => offered([mcp, other])).toThrow(refused);
    expect(offered([mcp, { ...mcp, allowed_tools: ['close'] }])).toHaveLength(3);
  });

  test('an approval that the client gives', () => {
    const approval = { type: 'mcp_approval_response', approval_request_id: 'm', approve: true };
    expect(() => offered([mcp], [approval])).toThrow(refused);
  });
});

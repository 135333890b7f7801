import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { queryAudit } from '../../gateway/audit/query.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import {
  envelope,
  message,
  response,
  usage,
} from '../gateway/providers/openai-responses/harness.ts';
import { text } from './script.ts';

// Tools that the provider runs itself, through a whole gateway: only what a rule allows is asked for.

const url = 'https://mcp.example.com/sse';
const rules = `policy work for agent dev {
  allow server.tool when .name == "web_search"
  allow server.tool when .type == "file_search" and .name == "vs_ours"
  allow server.tool when .type == "mcp" and .name in ["${url}#find", "connector_gmail#search"]
  rule careful ask server.tool when .name == "connector_gmail#search"
}`;

type Json = Readonly<Record<string, unknown>>;

const search = { type: 'web_search', external_web_access: false };
const mcp = {
  type: 'mcp',
  server_label: 'tickets',
  server_url: url,
  require_approval: 'never',
  allowed_tools: ['find'],
  authorization: 'the-secret-of-the-server',
};
const searched = itemOf('web_search_call', { action: { type: 'search', query: 'cats' } });
const found = itemOf('mcp_call', { server_label: 'tickets', name: 'find', arguments: '{"q":1}' });

function itemOf(type: string, members: Json) {
  const item = { id: `srv_${type}`, type, status: 'completed', ...members };
  return {
    done: item,
    events: [
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 0, item },
    ],
  };
}

/** A gateway whose provider answers every request with this item and a text. */
async function open(
  item: ReturnType<typeof itemOf>,
  published = rules,
): Promise<{ readonly stage: TestStage; readonly asked: Json[] }> {
  const asked: Json[] = [];
  const provider = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Json;
      asked.push(body);
      const isStream = body['stream'] === true;
      const items = [item, message(1, 'Done.')];
      const output = items.map(({ done }) => done);
      answer.writeHead(200, {
        'content-type': isStream ? 'text/event-stream' : 'application/json',
      });
      answer.end(
        isStream
          ? response(...items)
          : JSON.stringify({ ...envelope, status: 'completed', output, usage }),
      );
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void provider.close());
  const { port } = provider.address() as AddressInfo;
  const stage = await startStage({
    script: () => text('This provider is not asked.'),
    rules: published,
    settings: {
      SENTRELY_UPSTREAM_OPENAI_URL: `http://127.0.0.1:${port}`,
      SENTRELY_UPSTREAM_OPENAI_API_KEY: 'openai-key',
    },
  });
  onTestFinished(() => stage.close());
  return { stage, asked };
}

async function ask(
  { gateway, agentKey }: TestStage,
  members: Json,
): Promise<{ readonly status: number; readonly body: string }> {
  const answer = await fetch(`${gateway.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${agentKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt', input: 'go', ...members }),
  });
  return { status: answer.status, body: await answer.text() };
}

async function recorded({ dataFolder: folder }: TestStage): Promise<readonly unknown[]> {
  const sql = `SELECT tool_name, mcp_server, tool_use_id, verdict, enforced_by, args FROM events
    WHERE kind = 'tool.decision' ORDER BY seq`;
  return (await queryAudit({ folder, sql })).rows;
}

describe.each([true, false])('streamed: %s', (stream) => {
  test('a search that a rule allows works, and is on record as run by the provider', async () => {
    const { stage, asked } = await open(searched);
    const { status, body } = await ask(stage, { stream, tools: [search] });
    expect([status, body]).toEqual([200, expect.stringContaining('"query":"cats"')]);
    expect(asked[0]?.['tools']).toEqual([search]);
    expect(await recorded(stage)).toEqual([
      ['server.tool', null, null, 'allow', 'request', expect.stringContaining('"web_search"')],
      [
        'web_search',
        null,
        'srv_web_search_call',
        'allow',
        'observed',
        '{"action":{"query":"cats","type":"search"}}',
      ],
    ]);
  });

  test('a tool of an MCP server that a rule allows works, without its credential on record', async () => {
    const { stage, asked } = await open(found);
    const { status, body } = await ask(stage, { stream, tools: [mcp] });
    expect([status, body]).toEqual([200, expect.stringContaining('srv_mcp_call')]);
    expect(asked).toHaveLength(1);
    const rows = await recorded(stage);
    expect(rows[1]).toEqual([
      `${url}#find`,
      'tickets',
      'srv_mcp_call',
      'allow',
      'observed',
      '{"q":1}',
    ]);
    expect(JSON.stringify(rows)).not.toContain('the-secret');
  });

  test('an answer that tells of a tool which was not offered ends', async () => {
    const { stage } = await open(found);
    const { body } = await ask(stage, { stream, tools: [search] });
    expect(body).toContain('SENTRELY_ERR_UPSTREAM_UNREADABLE');
    expect(body).not.toContain('srv_mcp_call');
  });
});

describe('the domains of a search', () => {
  const published = `policy work for agent dev {
    allow server.tool when .name == "web_search" and .domain in hosts("python.org", "**.python.org")
  }`;
  const filtered = (...allowed_domains: readonly string[]): Json => ({
    type: 'web_search',
    filters: { allowed_domains },
  });

  test.each([true, false])('that rules allow are searched, streamed: %s', async (stream) => {
    const { stage, asked } = await open(searched, published);
    const tool = filtered('docs.python.org', 'PyPI.python.org');
    const { status, body } = await ask(stage, { stream, tools: [tool] });
    expect([status, body]).toEqual([200, expect.stringContaining('"query":"cats"')]);
    expect(asked[0]?.['tools']).toEqual([tool]);
    const sql = `SELECT enforced_by, verdict, args, detail FROM events
      WHERE kind = 'tool.decision' ORDER BY seq`;
    const { rows } = await queryAudit({ folder: stage.dataFolder, sql });
    const domains = '"domains":["docs.python.org","pypi.python.org"]';
    expect(rows).toEqual([
      ['request', 'allow', expect.stringContaining(domains), expect.any(String)],
      ['observed', 'allow', expect.stringContaining('cats'), `{${domains}}`],
    ]);
  });

  test.each<readonly [string, Json]>([
    ['another', filtered('python.org', 'evil.example')],
    ['one above', filtered('org')],
    ['none', filtered()],
    ['no filter', search],
    ['only a blocked one', { type: 'web_search', filters: { blocked_domains: ['evil.example'] } }],
    ['a search without filters', { ...filtered('python.org'), type: 'web_search_preview' }],
    ['a wildcard', filtered('*.python.org')],
    ['an address', filtered('https://python.org')],
  ])('that rules do not allow are not: %s', async (_, tool) => {
    const { stage, asked } = await open(searched, published);
    const { status, body } = await ask(stage, { tools: [tool] });
    expect([status, body]).toEqual([400, expect.stringContaining('SENTRELY_ERR_SERVER_TOOL')]);
    expect(asked).toEqual([]);
  });
});

const beyond: readonly (readonly [string, Json])[] = [
  ['another type', { type: 'image_generation' }],
  [
    'another store beside an allowed one',
    { type: 'file_search', vector_store_ids: ['vs_ours', 'vs_2'] },
  ],
  [
    'another tool of the server beside an allowed one',
    { ...mcp, allowed_tools: ['find', 'close'] },
  ],
  ['every tool of the server', { ...mcp, allowed_tools: undefined }],
  ['a server at another address', { ...mcp, server_url: 'https://evil.example/sse' }],
];

test('what no rule allows is refused before the provider is asked', async () => {
  const { stage, asked } = await open(searched);
  for (const [what, tool] of beyond) {
    const { status, body } = await ask(stage, { tools: [search, tool] });
    expect([what, status, body]).toEqual([
      what,
      400,
      expect.stringContaining('SENTRELY_ERR_SERVER_TOOL'),
    ]);
  }
  expect(asked).toEqual([]);
});

test('what a rule wants a person to approve is refused: a request cannot wait', async () => {
  const { stage, asked } = await open(searched);
  const { server_url: _url, ...rest } = mcp;
  const tool = { ...rest, connector_id: 'connector_gmail', allowed_tools: ['search'] };
  const { body } = await ask(stage, { tools: [tool] });
  expect(body).toContain('SENTRELY_ERR_REQUEST_DENIED');
  expect(body).toContain('work.careful');
  expect(asked).toEqual([]);
});

test('what rules only observe passes, with the true verdict on record', async () => {
  const published = `observe until "2999-01-01"
    policy work for agent dev { rule no deny server.tool  allow read_file }`;
  const { stage, asked } = await open(searched, published);
  expect((await ask(stage, { tools: [search] })).status).toBe(200);
  expect(asked).toHaveLength(1);
  const sql = `SELECT enforced_by, verdict, enforced, rule_id FROM events
    WHERE kind = 'tool.decision' ORDER BY seq`;
  expect((await queryAudit({ folder: stage.dataFolder, sql })).rows).toEqual([
    ['request', 'deny', false, 'work.no'],
    ['observed', 'deny', false, 'work.no'],
  ]);
});

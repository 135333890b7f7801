import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { succeeded } from './provider.ts';
import { asked, type BatchStage, startBatchStage } from './stage.ts';

// Batches that are refused, whole, before the provider hears of them.

const rules = `
policy work for agent dev {
  allow read_file
  allow server.tool when .name == "web_search"
  rule no-rival deny server.tool when .type == "web_search_20260209" and .domain == "www.b.example"
  rule no-mini deny model.use when .model == "claude-mini"
}`;

let on: BatchStage;
beforeAll(async () => {
  on = await startBatchStage({
    results: (kept) => kept.map(({ custom_id: id }) => succeeded(id, [])),
    rules,
    limits: 'models "claude-*"',
  });
});
afterAll(() => on.close());

async function create(body: unknown, headers: Record<string, string> = {}) {
  const before = on.provider.arrived.length;
  const answer = await on.send('/v1/messages/batches', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const isSent = on.provider.arrived.length > before;
  return { status: answer.status, text: await answer.text(), isSent };
}

const fine = asked('fine');
const json = JSON.stringify(fine);

describe('one request that is refused refuses all', () => {
  it.each([
    ['a model of no rule', { model: 'gpt-5' }, 402, 'SENTRELY_ERR_REQUEST_DENIED'],
    ['a model that a rule denies', { model: 'claude-mini' }, 402, 'work.no-mini'],
    [
      'a tool of the provider that no rule allows',
      { tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] },
      402,
      'SENTRELY_ERR_SERVER_TOOL',
    ],
    [
      'a tool name of ours',
      { tools: [{ name: 'sentrely_denied', input_schema: {} }] },
      400,
      'SENTRELY_ERR_REQUEST_TOOL_NAME',
    ],
    ['a stream', { stream: true }, 400, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['a new thread', { thread: { type: 'create' } }, 400, 'SENTRELY_ERR_SERVER_HISTORY'],
    [
      'a thread that goes on',
      { thread: { type: 'continue', previous_message_id: 'msg_1' } },
      400,
      'SENTRELY_ERR_SERVER_HISTORY',
    ],
    ['no messages', { messages: undefined }, 400, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['skills', { container: { skills: [{ skill_id: 'x' }] } }, 402, 'SENTRELY_ERR_SERVER_TOOL'],
  ])('%s', async (_name, changes, status, code) => {
    const told = await create({ requests: [fine, asked('bad-one', changes), asked('other')] });
    expect(told).toMatchObject({ status, isSent: false });
    expect(told.text).toContain(code);
    expect(told.text).toContain('in the request `bad-one` of the batch');
  });

  it('each search is judged by its own domains', async () => {
    const searching = (id: string, ...allowed_domains: readonly string[]) =>
      asked(id, { tools: [{ type: 'web_search_20260209', name: 'web_search', allowed_domains }] });
    const inside = [searching('one', 'a.example'), searching('two', 'x.a.example')];
    expect(await create({ requests: inside })).toMatchObject({ status: 200, isSent: true });
    const told = await create({ requests: [...inside, searching('three', 'b.example')] });
    expect(told).toMatchObject({ status: 402, isSent: false });
    expect(told.text).toContain('work.no-rival');
    expect(told.text).toContain('in the request `three` of the batch');
  });

  it('puts the refusal on record, with its code', async () => {
    await create({ requests: [asked('bad', { model: 'claude-mini' })] });
    const rows = await on.audit(
      `SELECT kind, status, error_code FROM events WHERE kind IN ('llm.request', 'llm.response', 'tool.decision') ORDER BY seq DESC LIMIT 3`,
    );
    expect(rows).toEqual([
      ['llm.response', 402, 'SENTRELY_ERR_REQUEST_DENIED'],
      ['llm.request', null, null],
      ['tool.decision', null, null],
    ]);
  });
});

describe('a body that could be read in two ways', () => {
  const twice = '{"custom_id":"a","custom_id":"b","params":{}}';
  it.each([
    ['is no list', { requests: {} }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['is empty', { requests: [] }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['is a request alone', fine.params, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['has defaults', { requests: [fine], defaults: { tools: [] } }, '`defaults`'],
    ['has more in a request', { requests: [{ ...fine, override: {} }] }, '`override`'],
    ['has one custom_id twice', { requests: [fine, asked('fine')] }, 'two requests'],
    ['spells it otherwise', `{"requests":[${json},${json.replace('fine', 'fin\\u0065')}]}`, 'two'],
    ['has no custom_id', { requests: [{ params: fine.params }] }, 'custom_id'],
    ['has no params', { requests: [{ custom_id: 'x' }] }, '`x` has no `params`'],
    ['repeats a key', `{"requests":[${twice}]}`, 'SENTRELY_ERR_REQUEST_SYNTAX'],
    [
      'repeats a key within params',
      `{"requests":[${json.replace('"model"', '"model":"claude-mini","model"')}]}`,
      'SENTRELY_ERR_REQUEST_SYNTAX',
    ],
    ['is two', `{"requests":[${json}]}{"requests":[${json}]}`, 'SENTRELY_ERR_REQUEST_SYNTAX'],
  ])('%s: refused', async (_name, body, found) => {
    const told = await create(body);
    expect(told).toMatchObject({ status: 400, isSent: false });
    expect(told.text).toContain(found);
  });

  it.each(['', '../x', 'a b', 'a\n', 'ä', 'x'.repeat(65), '{"a":1}'])(
    'the custom_id %j is refused',
    async (customId) => {
      const told = await create({ requests: [asked(customId)] });
      expect(told).toMatchObject({ status: 400, isSent: false });
    },
  );

  it.each(['__proto__', 'constructor', 'toString', '-', '0'])(
    'the custom_id %j is one like any other',
    async (customId) => {
      const { id } = JSON.parse((await create({ requests: [asked(customId)] })).text) as {
        id: string;
      };
      const results = await on.send(`/v1/messages/batches/${id}/results`);
      expect(await results.text()).toContain(`"custom_id":"${customId}"`);
    },
  );

  it('states two sessions', async () => {
    const of = (session: string) => ({
      metadata: { user_id: JSON.stringify({ session_id: session }) },
    });
    const told = await create({ requests: [asked('a', of('s1')), asked('b', of('s2'))] });
    expect(told).toMatchObject({ status: 400, isSent: false });
    expect(told.text).toContain('several sessions');
  });

  it('comes from nobody, or compressed', async () => {
    expect(await create({ requests: [fine] }, { 'x-api-key': 'sk-sentrely-x' })).toMatchObject({
      status: 401,
      isSent: false,
    });
    expect(await create({ requests: [fine] }, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 400,
      isSent: false,
    });
  });
});

it('a tool of the provider that a rule allows passes, and its calls with it', async () => {
  const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
  const search = { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: { q: 'x' } };
  const { results } = on.provider;
  on.provider.results = (kept) => kept.map(({ custom_id: id }) => succeeded(id, [search]));
  const granted = await on.dev.messages.batches.create({
    requests: [asked('with', { tools })] as never,
  });
  const passed = await on.send(`/v1/messages/batches/${granted.id}/results`);
  expect(await passed.text()).toContain('server_tool_use');
  const without = await on.dev.messages.batches.create({ requests: [asked('without')] });
  const refused = await on.send(`/v1/messages/batches/${without.id}/results`);
  expect([refused.status, await refused.text()]).toEqual([
    502,
    expect.stringContaining('SENTRELY_ERR_UPSTREAM_UNREADABLE'),
  ]);
  on.provider.results = results;
});

it('what the provider says against a batch is told as it is, and nobody has that batch', async () => {
  on.provider.failing = 429;
  const told = await create({ requests: [fine] });
  on.provider.failing = undefined;
  expect([told.status, told.text]).toEqual([429, expect.stringContaining('scripted_error')]);
});

import type Anthropic from '@anthropic-ai/sdk';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, succeeded } from './provider.ts';
import { asked, type BatchStage, startBatchStage } from './stage.ts';

// A batch belongs to the agent and the credential that created it; at the provider it belongs to all.

let on: BatchStage;
let own: string;
let ofOther: string;
let ofNobody: string;
beforeAll(async () => {
  on = await startBatchStage({
    results: (kept) =>
      kept.map(({ custom_id: id }) => succeeded(id, [call('t', 'read_file', { path: 'a' })])),
  });
  own = await created(on.dev, 'own');
  ofOther = await created(on.other, 'other');
  ofNobody = on.provider.createElsewhere();
});
afterAll(() => on.close());

async function created(client: Anthropic, customId: string): Promise<string> {
  return (await client.messages.batches.create({ requests: [asked(customId)] })).id;
}

/** A request whose path leaves as it is written. */
function raw(method: string, path: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(on.url);
  return new Promise((resolve, reject) => {
    const headers = { 'x-api-key': on.stage.agentKey };
    const sent = request({ hostname, port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

const ways: readonly (readonly [string, string])[] = [
  ['GET', ''],
  ['GET', '/results'],
  ['POST', '/cancel'],
  ['DELETE', ''],
];

describe.each(ways)('%s of a batch%s', (method, behind) => {
  it('of another agent, of nobody here, and of none are told alike', async () => {
    const before = on.provider.arrived.length;
    const told = await Promise.all(
      [ofOther, ofNobody, 'msgbatch_none'].map((id) =>
        raw(method, `/v1/messages/batches/${id}${behind}`),
      ),
    );
    expect(told[0]?.status).toBe(404);
    expect(JSON.parse(told[0]?.text ?? '')).toMatchObject({
      type: 'error',
      error: {
        type: 'not_found_error',
        message: expect.stringContaining('SENTRELY_ERR_BATCH_UNKNOWN') as string,
      },
    });
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(on.provider.arrived).toHaveLength(before);
  });

  it('with another key of the same agent is unknown too', async () => {
    const answer = await on.send(`/v1/messages/batches/${own}${behind}`, {
      method,
      headers: { 'x-api-key': 'sk-sentrely-second' },
    });
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('UNKNOWN')]);
  });

  it.each([
    '..%2f..%2f..%2fv1%2ffiles',
    '%2e%2e',
    'msgbatch_1%2fresults',
    'msgbatch_1%3fx=1',
    'msgbatch_1%00',
    'msgbatch_1%0d%0ax:y',
    'MSGBATCH_1',
    'msgbatch_1%20',
    '%',
    '*',
    'x'.repeat(4000),
  ])('whose id is %s never reaches the provider', async (id) => {
    const before = on.provider.arrived.length;
    const { status } = await raw(method, `/v1/messages/batches/${id}${behind}`);
    expect([400, 404]).toContain(status);
    expect(on.provider.arrived).toHaveLength(before);
  });
});

it.each([
  ['HEAD', '/results'],
  ['HEAD', ''],
  ['PUT', ''],
  ['POST', ''],
  ['POST', '/results'],
  ['GET', '/cancel'],
  ['GET', '/results/'],
  ['GET', '/requests'],
])('%s %s of a batch is no path', async (method, behind) => {
  const before = on.provider.arrived.length;
  const { status } = await raw(method, `/v1/messages/batches/${own}${behind}`);
  expect(status).toBe(404);
  expect(on.provider.arrived).toHaveLength(before);
});

describe('a list', () => {
  it('has the own ones only, newest first, over pages of any size', async () => {
    const ids = [own, await created(on.dev, 'second'), await created(on.dev, 'third')].toReversed();
    for (const limit of [1, 2, 20]) {
      const listed: string[] = [];
      for await (const { id } of on.dev.messages.batches.list({ limit })) listed.push(id);
      expect(listed).toEqual(ids);
    }
    const [newest, middle, oldest] = ids;
    const back = await on.dev.messages.batches.list({ before_id: oldest ?? '', limit: 1 });
    expect(back.data.map(({ id }) => id)).toEqual([middle]);
    expect(back.has_more).toBe(true);
    const first = await on.dev.messages.batches.list({ before_id: middle ?? '' });
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([[newest], false]);
    expect((await on.devElsewhere.messages.batches.list()).data).toEqual([]);
    expect((await on.other.messages.batches.list()).data.map(({ id }) => id)).toEqual([ofOther]);
  });

  it.each([
    ['limit=0', 400],
    ['limit=x', 400],
    ['limit=1&limit=2', 400],
    [`after_id=a&before_id=b`, 400],
    ['after_id=msgbatch_2', 404],
    ['after_id=msgbatch_none', 404],
    ['after_id=msgbatch_1&after_id=msgbatch_1', 404],
  ])('with %s is refused', async (query, status) => {
    expect((await on.send(`/v1/messages/batches?${query}`)).status).toBe(status);
  });

  it('leaves out what the provider has no more, and tells its errors', async () => {
    const gone = await created(on.dev, 'gone');
    await fetch(`${on.provider.url}/v1/messages/batches/${gone}`, { method: 'DELETE' });
    const page = await on.dev.messages.batches.list({ limit: 1 });
    expect([page.data, page.has_more, page.last_id]).toEqual([[], true, gone]);
    on.provider.failing = 529;
    const failed = await on.send('/v1/messages/batches');
    on.provider.failing = undefined;
    expect([failed.status, await failed.text()]).toEqual([
      529,
      expect.stringContaining('scripted_error'),
    ]);
  });
});

it('of a query only that it is beta goes on', async () => {
  await on.send(`/v1/messages/batches/${own}?beta=true&x=../`);
  expect(on.provider.arrived.at(-1)?.path).toBe(`/v1/messages/batches/${own}?beta=true`);
});

describe('a provider that tells the id of', () => {
  it.each([
    ['another batch of the same agent', () => own],
    ['a batch of another agent', () => ofOther],
    ['something else', () => '../../files'],
    ['nothing', () => ''],
  ])('%s is not believed: who had that batch keeps it', async (_name, id) => {
    const kept = await created(on.dev, 'mixed');
    on.provider.tellingId = id();
    const fetched = await on.send(`/v1/messages/batches/${kept}`);
    const made = await on.send('/v1/messages/batches', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ requests: [asked('more')] }),
    });
    on.provider.tellingId = undefined;
    for (const answer of [fetched, made])
      expect([answer.status, await answer.text()]).toEqual([
        502,
        expect.stringContaining('SENTRELY_ERR_UPSTREAM_UNREADABLE'),
      ]);
    const results = await on.send(`/v1/messages/batches/${own}/results`);
    expect(await results.text()).toContain('"custom_id":"own"');
  });
});

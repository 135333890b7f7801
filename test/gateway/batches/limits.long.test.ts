import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { shippedPrices } from '../../../compiler/prices/list.ts';
import { costOf, priceOf, worstCostOf } from '../../../gateway/enforce/budget/price.ts';
import { openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import type { LedgerUnit } from '../../../gateway/state/ledger.ts';
import { adminKey, callAdmin } from '../admin/operator.ts';
import { call, cut, type Results, said, succeeded } from './provider.ts';
import { asked, type BatchStage, type BatchStageOptions, startBatchStage } from './stage.ts';

// What an agent may spend and repeat, and the red button, for batches.

let on: BatchStage;
afterEach(() => on.close());

async function start(options: BatchStageOptions): Promise<BatchStage> {
  on = await startBatchStage(options);
  return on;
}

const price = priceOf(shippedPrices, 'claude-opus-4-5');
if (price === undefined) throw new Error('no price');
const worst = worstCostOf(price, JSON.stringify(asked('a').params).length + 2048, 100);
const cost = costOf(price, { input: 25, output: 30, cacheRead: 0, cacheWrite: 0 });
const dollars = (micro: number): string => `${(micro / 1_000_000).toFixed(6)} USD`;
const today = (): string => `agent dev day ${new Date().toISOString().slice(0, 10)}T00`;

async function count(unit: LedgerUnit = 'microUSD'): Promise<number> {
  const state = openSqliteState(join(on.stage.dataFolder, 'state.db'));
  try {
    return await state.ledger.count(today(), unit);
  } finally {
    await state.close();
  }
}

async function create(...ids: readonly string[]): Promise<string> {
  const requests = ids.map((id) => asked(id));
  return (await on.dev.messages.batches.create({ requests })).id;
}

async function fetched(id: string): Promise<string> {
  return await (await on.send(`/v1/messages/batches/${id}/results`)).text();
}

const empty = (kept: readonly { readonly custom_id: string }[]) =>
  kept.map(({ custom_id: id }) => succeeded(id, [said('x')]));

describe('a budget', () => {
  it('has room for the worst case of every request at once, or the batch is not created', async () => {
    await start({ results: empty, limits: `budget ${dollars(worst * 3)} per day` });
    await expect(create('a', 'b', 'c', 'd')).rejects.toMatchObject({ status: 429 });
    expect(await count()).toBe(0);
    expect(on.provider.arrived).toHaveLength(0);
    await create('a', 'b', 'c');
    expect(await count()).toBe(worst * 3);
    await expect(create('e')).rejects.toMatchObject({ status: 429 });
    const rows = await on.audit(`SELECT error_code FROM events WHERE kind = 'request.refused'`);
    expect(rows).toEqual([['SENTRELY_ERR_BUDGET_EXCEEDED'], ['SENTRELY_ERR_BUDGET_EXCEEDED']]);
  });

  it('counts what was used once all results were read, and once only', async () => {
    await start({
      results: () => [
        ...empty([{ custom_id: 'a' }, { custom_id: 'b' }]),
        '{"custom_id":"c","result":{"type":"errored","error":{"type":"error"}}}\n',
      ],
      limits: `budget ${dollars(worst * 5)} per day, 1M tokens per day`,
    });
    const id = await create('a', 'b', 'c');
    expect(await count()).toBe(worst * 3);
    await on.stage.restart();
    await fetched(id);
    expect([await count(), await count('tokens')]).toEqual([cost * 2, 110]);
    await fetched(id);
    expect([await count(), await count('tokens')]).toEqual([cost * 2, 110]);
    const rows = await on.audit(
      `SELECT input_tokens, output_tokens FROM events WHERE kind = 'llm.response' ORDER BY seq`,
    );
    expect(rows).toEqual([
      [null, null],
      [50, 60],
      [null, null],
    ]);
  });

  it('stays charged at the worst case while anything is open', async () => {
    await start({ results: empty, limits: `budget ${dollars(worst * 20)} per day` });
    const first = empty([{ custom_id: 'a' }]);
    const open: Readonly<Record<string, Results>> = {
      'results are missing': () => first,
      'they break off': () => [...first, '{', cut],
      'one cannot be read': () => [...first, '{}\n'],
      'one does not say what it used': () => [...first, succeeded('b', [said('x')], {})],
      'one says what cannot be': () => [
        ...first,
        succeeded('b', [said('x')], { input_tokens: -9e9, output_tokens: 1 }),
      ],
    };
    let batches = 0;
    for (const [name, results] of Object.entries(open)) {
      on.provider.results = results;
      await fetched(await create('a', 'b')).catch(() => '');
      batches += 1;
      expect([name, await count()]).toEqual([name, worst * 2 * batches]);
    }
  });

  it('is not charged for what the provider refused, nor for what never reached it', async () => {
    await start({ results: empty, limits: `budget ${dollars(worst * 2)} per day` });
    on.provider.failing = 500;
    await expect(create('a', 'b')).rejects.toMatchObject({ status: 500 });
    await on.provider.close();
    await expect(create('a', 'b')).rejects.toMatchObject({ status: 502 });
    expect(await count()).toBe(0);
  });

  it('of money refuses a model without a price, by the name of its request', async () => {
    await start({ results: empty, limits: 'budget 5 USD per day' });
    const requests = [asked('a'), asked('odd', { model: 'claude-unpriced' })];
    await expect(on.dev.messages.batches.create({ requests })).rejects.toThrow(
      /UNPRICED|price of the model is not known.*in the request `odd`/,
    );
  });
});

const read = (id: string) => call(id, 'read_file', { path: 'a' });
const readAll = (kept: readonly { readonly custom_id: string }[]) =>
  kept.map(({ custom_id: id }) => succeeded(id, [read(`t_${id}`)]));

it('equal calls of a batch are no loop, however often they are fetched', async () => {
  await start({ results: readAll, limits: 'loop trip after 3 repeats in 10m' });
  const id = await create('a', 'b', 'c', 'd');
  for (let at = 0; at < 3; at++) expect(await fetched(id)).not.toContain('sentrely_denied');
});

it('a rate counts every call that leaves, at every fetch', async () => {
  await start({ results: readAll, limits: 'rate 5 calls per hour' });
  const id = await create('a', 'b', 'c');
  const denied = async () => (await fetched(id)).split('sentrely_denied').length - 1;
  expect([await denied(), await denied()]).toEqual([0, 1]);
});

describe('history', () => {
  const rules = `policy work for agent dev {
    allow read_file
    rule no-leak deny report when after read_file
    allow report
  }`;
  const report = call('t_r', 'report', { label: 'x' });

  it('is that of one session: a call of one request counts for the next', async () => {
    await start({
      rules,
      results: () => [
        succeeded('a', [report]),
        succeeded('b', [read('t_b')]),
        succeeded('c', [report]),
      ],
    });
    const lines = (await fetched(await create('a', 'b', 'c'))).trim().split('\n');
    expect(lines.map((line) => line.includes('sentrely_denied'))).toEqual([false, false, true]);
  });

  it('counts what is fetched again: it may run again', async () => {
    await start({
      rules,
      results: () => [succeeded('a', [report]), succeeded('b', [read('t_b')])],
    });
    const id = await create('a', 'b');
    expect(await fetched(id)).not.toContain('sentrely_denied');
    expect((await fetched(id)).split('\n')[0]).toContain('sentrely_denied');
  });

  it('has the calls that the requests of the batch bring', async () => {
    await start({ rules, results: () => [succeeded('a', [report])] });
    const messages = [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: [read('t_old')] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't_old', content: 'x' }] },
    ];
    const requests = [asked('a'), asked('b', { messages })];
    const { id } = await on.dev.messages.batches.create({ requests });
    expect(await fetched(id)).toContain('sentrely_denied');
  });

  it('that was lost is not taken for an empty one', async () => {
    await start({ rules, results: () => [succeeded('a', [report])] });
    const id = await create('a');
    await on.stage.restart(async () => {
      const { DatabaseSync } = await import('node:sqlite');
      const database = new DatabaseSync(join(on.stage.dataFolder, 'state.db'));
      database.exec('DELETE FROM session_states');
      database.close();
    });
    expect(await fetched(id)).toContain('sentrely_denied');
  });
});

describe('an order to kill', () => {
  async function kill(scope: string, subject: string): Promise<void> {
    const answer = await callAdmin(on.stage.gateway.adminUrl, 'POST', '/api/kills', {
      key: adminKey(on.stage.dataFolder),
      body: { scope, subject, reason: 'enough' },
    });
    expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  }

  async function statuses(id: string): Promise<readonly number[]> {
    const paths = [`/${id}`, `/${id}/results`, ''];
    const answers = await Promise.all(paths.map((path) => on.send(`/v1/messages/batches${path}`)));
    return answers.map(({ status }) => status);
  }

  it('for the agent ends all of it', async () => {
    await start({ results: readAll });
    const id = await create('a');
    await kill('agent', 'dev');
    expect(await statuses(id)).toEqual([402, 402, 402]);
    await expect(create('b')).rejects.toMatchObject({ status: 402 });
    expect(on.provider.arrived).toHaveLength(1);
  });

  it('for the session of a batch ends that, whichever session fetches it', async () => {
    await start({ results: readAll });
    const headers = { 'x-sentrely-session': 'doomed' };
    const { id } = await on.dev.messages.batches.create({ requests: [asked('a')] }, { headers });
    await kill('session', 'dev doomed');
    expect(await statuses(id)).toEqual([402, 402, 200]);
    await create('b');
  });

  it('cuts results that are on their way', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await start({ results: readAll });
    const id = await create('a', 'b');
    on.provider.results = () => [
      succeeded('a', [read('t_a')]),
      held,
      succeeded('b', [read('t_b')]),
    ];
    const answer = await on.send(`/v1/messages/batches/${id}/results`);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const first = Buffer.from((await reader.read()).value as Uint8Array).toString();
    expect(first).toContain('"custom_id":"a"');
    await kill('agent', 'dev');
    release();
    let rest = '';
    await expect(
      (async () => {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          rest += Buffer.from(value).toString();
        }
      })(),
    ).rejects.toThrow();
    expect(rest).toBe('');
    const rows = await on.audit(`SELECT kind FROM events WHERE kind = 'session.killed'`);
    expect(rows).toHaveLength(1);
  });
});

it('a client that leaves is on record, and what it read is not all', async () => {
  await start({ results: readAll, limits: `budget ${dollars(worst * 5)} per day` });
  const id = await create('a', 'b');
  const gone = new Promise<void>((resolve) => setTimeout(resolve, 300));
  on.provider.results = () => [succeeded('a', [read('t_a')]), gone, succeeded('b', [read('t_b')])];
  await new Promise<void>((resolve) => {
    const headers = { 'x-api-key': on.stage.agentKey };
    const sent = request(`${on.url}/v1/messages/batches/${id}/results`, { headers }, (answer) =>
      answer.once('data', () => resolve(void sent.destroy())),
    );
    sent.on('error', () => {});
    sent.end();
  });
  await expect
    .poll(
      async () =>
        await on.audit(`SELECT outcome FROM events WHERE kind = 'llm.response' ORDER BY seq`),
      { timeout: 5000 },
    )
    .toEqual([['complete'], ['client-gone']]);
  expect(await count()).toBe(worst * 2);
});

import { afterEach, expect, it } from 'vitest';
import { call, type Results, succeeded } from './provider.ts';
import { type BatchStage, startBatchStage } from './stage.ts';

// As many requests as the provider takes in one batch.

const requests = 100_000;

let on: BatchStage;
afterEach(() => on.close());

function bodyOf(count: number): string {
  const items = Array.from({ length: count }, (_, at) => {
    const messages = `[{"role":"user","content":"number ${at}"}]`;
    const params = `{"model":"claude-opus-4-5","max_tokens":10,"messages":${messages}}`;
    return `{"custom_id":"c${at}","params":${params}}`;
  });
  return `{"requests":[${items.join(',')}]}`;
}

const results: Results = function* (kept) {
  for (const [at, { custom_id: id }] of kept.entries()) {
    const content =
      at % 1000 === 0
        ? [call(`t_${at}`, 'read_file', { path: `${at}` })]
        : [{ type: 'text', text: 'x' }];
    yield succeeded(id, content);
  }
};

async function create(count: number): Promise<Response> {
  return await on.send('/v1/messages/batches', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: bodyOf(count),
  });
}

it('are created and fetched in seconds, while others are answered', async () => {
  on = await startBatchStage({ results, limits: 'budget 100000 USD per day' });
  const since = performance.now();
  const creating = create(requests);
  let slowestMs = 0;
  const over = new AbortController();
  const probing = (async () => {
    while (!over.signal.aborted) {
      const asked = performance.now();
      expect((await on.send('/v1/messages/batches?limit=1')).status).toBe(200);
      slowestMs = Math.max(slowestMs, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const answer = await creating;
  const createdMs = performance.now() - since;
  expect(answer.status).toBe(200);
  const { id } = (await answer.json()) as { id: string };
  const from = performance.now();
  let lines = 0;
  const body = (await on.send(`/v1/messages/batches/${id}/results`)).body;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>)
    for (const byte of chunk) if (byte === 0x0a) lines += 1;
  const fetchedMs = performance.now() - from;
  over.abort();
  await probing;
  expect(lines).toBe(requests);
  expect(createdMs).toBeLessThan(60_000);
  expect(fetchedMs).toBeLessThan(60_000);
  expect(slowestMs).toBeLessThan(10_000);
}, 180_000);

it('are too many from one on', async () => {
  on = await startBatchStage({ results });
  const answer = await create(requests + 1);
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining('more than 100000 requests'),
  ]);
  expect(on.provider.arrived).toHaveLength(0);
}, 60_000);

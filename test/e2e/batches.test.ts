import type Anthropic from '@anthropic-ai/sdk';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startGithub } from '../../cli/demo/github.ts';
import { call, said, succeeded } from '../gateway/batches/provider.ts';
import {
  asked,
  type BatchStage,
  type BatchStageOptions,
  startBatchStage,
} from '../gateway/batches/stage.ts';

import { approvalSettings, askingRules, hear } from './asking.ts';
import { order } from './scene.ts';

let on: BatchStage;
afterEach(() => on.close());

async function start(options: BatchStageOptions): Promise<BatchStage> {
  on = await startBatchStage(options);
  return on;
}

type Result = Anthropic.Messages.MessageBatchIndividualResponse;

/** The results of a batch by custom_id, as the SDK reads them. */
async function resultsOf(client: Anthropic, id: string): Promise<Map<string, Result>> {
  const found = new Map<string, Result>();
  for await (const result of await client.messages.batches.results(id))
    found.set(result.custom_id, result);
  return found;
}

/** The calls of a result: name, and input or why it was denied. */
function callsIn(result: Result | undefined): readonly (readonly [string, unknown])[] {
  if (result?.result.type !== 'succeeded') return [];
  return result.result.message.content.flatMap((block) =>
    block.type === 'tool_use' ? [[block.name, block.input] as const] : [],
  );
}

const notes = call('toolu_1', 'read_file', { path: 'notes.txt' });
const deploy = call('toolu_2', 'deploy', { environment: 'prod' });
const denied = ['sentrely_denied', expect.objectContaining({ tool: 'deploy' })];

describe('a batch through the SDK', () => {
  it('is created, told, listed, fetched, cancelled and deleted', async () => {
    await start({
      results: () => [
        succeeded('a', [said('I read.'), notes]),
        succeeded('b', [deploy]),
        '{"custom_id":"c","result":{"type":"errored","error":{"type":"error","error":{"type":"api_error","message":"no"}}}}\n',
        '{"custom_id":"d","result":{"type":"expired"}}\n',
      ],
    });
    const { batches } = on.dev.messages;
    const requests = ['a', 'b', 'c', 'd'].map((id) => asked(id));
    const batch = await batches.create({ requests });
    expect(batch.id).toBe('msgbatch_1');
    expect((await batches.retrieve(batch.id)).results_url).toBe(
      '/v1/messages/batches/msgbatch_1/results',
    );
    const results = await resultsOf(on.dev, batch.id);
    expect([...results].map(([id, { result }]) => [id, result.type])).toEqual([
      ['a', 'succeeded'],
      ['b', 'succeeded'],
      ['c', 'errored'],
      ['d', 'expired'],
    ]);
    expect(callsIn(results.get('a'))).toEqual([['read_file', { path: 'notes.txt' }]]);
    expect(callsIn(results.get('b'))).toEqual([denied]);
    const listed: string[] = [];
    for await (const { id } of batches.list()) listed.push(id);
    expect(listed).toEqual([batch.id]);
    expect((await batches.cancel(batch.id)).cancel_initiated_at).not.toBeNull();
    expect(await batches.delete(batch.id)).toEqual({
      id: batch.id,
      type: 'message_batch_deleted',
    });
    await expect(batches.retrieve(batch.id)).rejects.toMatchObject({ status: 404 });
    const rows = await on.audit(
      `SELECT kind, tool_name, disposition FROM events WHERE kind LIKE 'tool%' OR kind LIKE 'llm%' ORDER BY seq`,
    );
    expect(rows).toEqual([
      ['llm.request', null, null],
      ['llm.response', null, null],
      ['tool.decision', 'read_file', 'released'],
      ['tool.decision', 'deploy', 'stopped'],
      ['llm.response', null, null],
    ]);
    for (const { headers } of on.provider.arrived) {
      expect(headers['x-api-key']).toBe('provider-key');
      expect(JSON.stringify(headers)).not.toContain(on.stage.agentKey);
    }
  });

  it('passes lines without denied calls byte for byte, whatever their chunks', async () => {
    const lines = [
      `{ "result" : {"message":{"content":[{"type":"text","text":"\\u00e9 é 😀"}],"type":"message","usage":{"x":1.0e2}},"type":"succeeded"},"custom_id":"a" }\r\n`,
      succeeded('b', [notes]),
      '{"custom_id":"c","result":{"type":"canceled"},"since":1}',
    ];
    const bytes = Buffer.from(lines.join(''));
    await start({ results: () => Array.from(bytes, (byte) => Buffer.of(byte)) });
    const { id } = await on.dev.messages.batches.create({
      requests: ['a', 'b', 'c'].map((name) => asked(name)),
    });
    const answer = await on.send(`/v1/messages/batches/${id}/results`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/x-jsonl');
  });

  it('shows the model its own denied call when the history comes back in a batch', async () => {
    await start({ results: (kept) => kept.map(({ custom_id: id }) => succeeded(id, [deploy])) });
    const first = await on.dev.messages.batches.create({ requests: [asked('a')] });
    const result = (await resultsOf(on.dev, first.id)).get('a')?.result;
    if (result?.type !== 'succeeded') throw new Error('no message');
    const messages = [
      ...asked('a').params.messages,
      { role: 'assistant', content: result.message.content },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_2', content: 'No such tool' }],
      },
    ];
    // Odd spelling, which must arrive as it is around what is restored.
    const whole = `{"requests":[{"params": {"max_tokens":1e2,"model":"claude-opus-4-5","messages":${JSON.stringify(messages)}} , "custom_id":"x"},${JSON.stringify(asked('y'))}]}`;
    const answer = await on.send('/v1/messages/batches', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: whole,
    });
    expect(answer.status).toBe(200);
    const sent = on.provider.arrived.at(-1)?.body.toString() ?? '';
    expect(sent).not.toContain('sentrely_denied');
    expect(sent).toContain('"name":"deploy","input":{"environment":"prod"}');
    expect(sent).toMatch(/"content":"Not run\. .*"is_error":true/);
    expect(sent.startsWith('{"requests":[{"params": {"max_tokens":1e2,"model"')).toBe(true);
    expect(sent.endsWith(` , "custom_id":"x"},${JSON.stringify(asked('y'))}]}`)).toBe(true);
  });

  it('judges again at every fetch, under the policy of then', async () => {
    await start({ results: () => [succeeded('a', [deploy])] });
    const { id } = await on.dev.messages.batches.create({ requests: [asked('a')] });
    expect(callsIn((await resultsOf(on.dev, id)).get('a'))).toEqual([denied]);
    on.stage.publish('policy work for agent dev { allow deploy }', { revision: 2 });
    while (!on.stage.log.some((line) => line.includes('"revision":2')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(callsIn((await resultsOf(on.dev, id)).get('a'))).toEqual([
      ['deploy', { environment: 'prod' }],
    ]);
  });

  it('asks people about its calls, waits no longer than for one, and uses a grant once', async () => {
    const github = await startGithub();
    onTestFinished(() => github.close());
    const calls = ['one', 'two', 'three'].map((name) =>
      succeeded(name, [call(`toolu_${name}`, 'deploy', { environment: name })]),
    );
    await start({
      results: () => calls,
      rules: askingRules(github.ownerId),
      settings: { ...approvalSettings(github), SENTRELY_HOLD_REPLY_MS: '400' },
    });
    await hear(github, on.stage.gateway);
    const requests = ['one', 'two', 'three'].map((name) => asked(name));
    const { id } = await on.dev.messages.batches.create({ requests });
    const names = async () =>
      [...(await resultsOf(on.dev, id)).values()].map((result) => callsIn(result)[0]?.[0]);
    const pending = 'sentrely_pending';
    const since = performance.now();
    expect(await names()).toEqual([pending, pending, pending]);
    expect(performance.now() - since).toBeLessThan(1100);
    const first = (await github.comments()).find((body) => body.includes('one')) ?? '';
    await github.comment(order(first, 'approve'));
    await vi.waitFor(async () =>
      expect((await github.comments()).join()).toContain('### Approval given:'),
    );
    expect(await names()).toEqual(['deploy', pending, pending]);
    expect(await names()).toEqual([pending, pending, pending]);
  }, 20_000);

  it('is there after a restart', async () => {
    await start({ results: () => [succeeded('a', [deploy])] });
    const { id } = await on.dev.messages.batches.create({ requests: [asked('a')] });
    await on.stage.restart();
    const again = on.dev.withOptions({ baseURL: on.url });
    expect(callsIn((await resultsOf(again, id)).get('a'))).toEqual([denied]);
  });
});

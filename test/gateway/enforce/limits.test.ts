import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { type Answer, type BudgetStage, question, startBudgetStage } from './budget/stage.ts';

// Rates, loops and alerts through a real gateway.

let stage: BudgetStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
  vi.useRealTimers();
});

const usage = { input_tokens: 25, output_tokens: 30 };
let calls = 0;

/** An answer with one call. */
function call(name: string, input: object): Answer {
  calls += 1;
  const content = [{ type: 'tool_use', id: `toolu_${calls}`, name, input }];
  return { kind: 'usage', usage, content };
}

async function open(
  limits: string,
  respond: (request: object, ordinal: number) => Answer,
  settings: Readonly<Record<string, string>> = {},
): Promise<BudgetStage> {
  stage = await startBudgetStage({ limits, respond, settings });
  return stage;
}

/** What became of the one call of an answer: its name as the client gets it, or the status. */
async function turn(
  gateway: BudgetStage,
  headers?: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await gateway.ask({}, headers);
  const text = await answer.text();
  if (answer.status !== 200) return `${answer.status} ${text}`;
  return text;
}

const released = (text: string): boolean =>
  text.includes('"type":"tool_use"') && !text.includes('sentrely_denied');

async function kinds(gateway: BudgetStage): Promise<string> {
  const { rows } = await queryAudit({
    folder: gateway.dataFolder,
    sql: 'SELECT kind, reason FROM events',
  });
  return JSON.stringify(rows);
}

describe('a loop', () => {
  it('latches the session at the call that makes it, inert arguments aside', async () => {
    const gateway = await open('loop trip after 3 repeats in 10m, poll status', (_, at) =>
      call('read_file', { path: 'a', why: `try ${at}` }),
    );
    expect(released(await turn(gateway))).toBe(true);
    expect(released(await turn(gateway))).toBe(true);
    const third = await turn(gateway);
    expect(released(third)).toBe(false);
    expect(third).toContain('the same call was made 3 times');
    const after = await turn(gateway);
    expect(after).toMatch(/^402 .*SENTRELY_ERR_SESSION_LATCHED/s);
    expect(gateway.arrived).toHaveLength(3);
    await gateway.restart();
    expect(await turn(gateway)).toMatch(/^402 /);
    expect(released(await turn(gateway, { 'x-sentrely-session': 's2' }))).toBe(true);
    expect(await kinds(gateway)).toContain('breaker.trip');
  }, 30_000);

  it('is none of a tool that is polled', async () => {
    const gateway = await open('loop trip after 3 repeats in 10m, poll status', () =>
      call('status', { id: '7' }),
    );
    for (let at = 0; at < 6; at++) expect(released(await turn(gateway))).toBe(true);
  }, 30_000);

  it('of denials stops too', async () => {
    const gateway = await open('loop trip after 3 repeats in 10m', (_, at) =>
      call('write_file', { path: `a${at}` }),
    );
    for (let at = 0; at < 3; at++) expect(released(await turn(gateway))).toBe(false);
    expect(await turn(gateway)).toMatch(/^402 .*3 calls in a row were denied/s);
  }, 30_000);

  it('of failures is seen when the results come, before the model is asked again', async () => {
    const gateway = await open('loop trip after 3 repeats in 10m', (_, at) =>
      call('read_file', { path: `a${at}` }),
    );
    const messages: object[] = [...question.messages];
    let last = '';
    for (let at = 0; at < 4; at++) {
      const answer = await gateway.ask({ messages });
      last = `${answer.status} ${await answer.clone().text()}`;
      if (answer.status !== 200) break;
      const { content } = (await answer.json()) as { content: readonly { id: string }[] };
      const result = {
        type: 'tool_result',
        tool_use_id: content[0]?.id,
        is_error: true,
        content: `no ${at}`,
      };
      messages.push({ role: 'assistant', content }, { role: 'user', content: [result] });
    }
    expect(last).toMatch(/^402 .*3 calls in a row failed/s);
    expect(gateway.arrived).toHaveLength(3);
  }, 30_000);
});

it('a model that the agent may not use is not asked', async () => {
  const gateway = await open('models "claude-haiku-*" budget 5 USD per session', () => ({
    kind: 'usage',
    usage,
  }));
  expect(await turn(gateway)).toMatch(/^402 .*SENTRELY_ERR_REQUEST_DENIED/s);
  expect(gateway.arrived).toEqual([]);
  expect(await gateway.count('session dev s1', 'microUSD')).toBe(0);
  expect((await gateway.ask({ model: 'claude-haiku-4-5' })).status).toBe(200);
}, 30_000);

describe('a rate', () => {
  it('holds over all sessions of an agent, also for calls made at once', async () => {
    const gateway = await open('rate 3 calls per hour', (_, at) =>
      call('read_file', { path: `a${at}` }),
    );
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => turn(gateway, { 'x-sentrely-session': `s${at}` })),
    );
    const passed = answers.filter(released).length;
    // The hour may turn in between.
    expect([3, 6]).toContain(passed);
    expect(answers.find((text) => !released(text))).toContain('3 calls per hour');
  }, 30_000);

  it('does not count what is denied anyway', async () => {
    const gateway = await open('rate 1 calls per hour', (_, at) =>
      call('read_file', { path: at <= 3 ? 'secret' : 'a' }),
    );
    for (let at = 0; at < 3; at++) expect(released(await turn(gateway))).toBe(false);
    expect(released(await turn(gateway))).toBe(true);
  }, 30_000);
});

describe('alerts', () => {
  it('go to the log, the webhook and Slack, once for each threshold', async () => {
    const told: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
    let failures = 1;
    const hook = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      failures -= 1;
      if (failures >= 0) {
        response.writeHead(500).end();
        return;
      }
      told.push({
        path: request.url ?? '',
        body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
      });
      response.end('ok');
    });
    hook.listen(0, '127.0.0.1');
    await new Promise((resolve) => hook.once('listening', resolve));
    const base = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
    const gateway = await open(
      'budget 4000 tokens per session alert at 1%, 2%, 90%',
      () => ({ kind: 'usage', usage }),
      { SENTRELY_ALERTS_WEBHOOK: `${base}/all`, SENTRELY_ALERTS_SLACK_WEBHOOK: `${base}/slack` },
    );
    // Until an answer is settled its whole reservation counts, and two of those are too much.
    const settled = async (answers: number) =>
      await vi.waitFor(async () =>
        expect(await gateway.count('session dev s1', 'tokens')).toBe(answers * 55),
      );
    for (let at = 0; at < 3; at++) {
      expect((await gateway.ask()).status).toBe(200);
      await settled(at + 1);
    }
    await gateway.restart();
    expect((await gateway.ask()).status).toBe(200);
    await settled(4);
    for (let at = 0; at < 2; at++)
      expect((await gateway.ask({ max_tokens: 3000 })).status).toBe(429);
    await vi.waitFor(() => expect(told).toHaveLength(6), { timeout: 8000 });
    const percents = told.filter(({ path }) => path === '/all').map(({ body }) => body['percent']);
    expect(new Set(percents)).toEqual(new Set([1, 2, null]));
    expect(JSON.stringify(told.find(({ path }) => path === '/slack'))).toContain(
      'The budget of 4000 tokens per session of agent dev has',
    );
    expect(gateway.log.filter((line) => line.includes('"budget.alert"'))).toHaveLength(2);
    expect(gateway.log.filter((line) => line.includes('"budget.exceeded"'))).toHaveLength(1);
    expect((await kinds(gateway)).match(/budget\.alert/g)).toHaveLength(2);
    hook.closeAllConnections();
    hook.close();
  }, 40_000);
});

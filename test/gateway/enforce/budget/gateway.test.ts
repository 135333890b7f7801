import { afterEach, describe, expect, it, vi } from 'vitest';
import { shippedPrices } from '../../../../compiler/prices/list.ts';
import { queryAudit } from '../../../../gateway/audit/query.ts';
import { costOf, priceOf, worstCostOf } from '../../../../gateway/enforce/budget/price.ts';
import { type Answer, type BudgetStage, question, startBudgetStage } from './stage.ts';

// A real gateway, a real store, a provider that says what it is told to.

const price = priceOf(shippedPrices, question.model);
if (price === undefined) throw new Error('no price');

const bytes = JSON.stringify(question).length;
const worst = worstCostOf(price, bytes + 2048, question.max_tokens);
const dollars = (micro: number): string => `${(micro / 1_000_000).toFixed(6)} USD`;
const today = (): string => `agent dev day ${new Date().toISOString().slice(0, 10)}T00`;
const small: Answer = { kind: 'usage', usage: { input_tokens: 25, output_tokens: 30 } };
const smallCost = costOf(price, { input: 25, output: 30, cacheRead: 0, cacheWrite: 0 });

let stage: BudgetStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(
  limits: string,
  respond: (request: object, ordinal: number) => Answer | Promise<Answer>,
  settings: Readonly<Record<string, string>> = {},
): Promise<BudgetStage> {
  stage = await startBudgetStage({ limits, respond, settings });
  return stage;
}

interface ErrorBody {
  readonly error: { readonly type: string; readonly message: string };
}

describe('a budget of money', () => {
  it('lets no more of 50 parallel requests pass than fit at their worst', async () => {
    const room = 7;
    const all = Promise.withResolvers<Answer>();
    const gateway = await open(`budget ${dollars(worst * room + 5)} per day`, () => all.promise);
    const answers = Array.from({ length: 50 }, (_, at) =>
      gateway.ask({}, { 'x-sentrely-session': `s${at}` }),
    );
    let refused = 0;
    for (const answer of answers)
      void answer.then(({ status }) => (refused += status === 429 ? 1 : 0));
    await vi.waitFor(() => expect(refused).toBe(50 - room), { timeout: 20_000 });
    expect(gateway.arrived).toHaveLength(room);
    expect(await gateway.count(today(), 'microUSD')).toBe(worst * room);
    all.resolve(small);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(room);
    await vi.waitFor(async () =>
      expect(await gateway.count(today(), 'microUSD')).toBe(smallCost * room),
    );
    expect((await gateway.ask()).status).toBe(200);
  }, 60_000);

  it('is refused as the client understands it, and on record', async () => {
    const gateway = await open(`budget ${dollars(worst - 1)} per day`, () => small);
    const answer = await gateway.ask();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    const seconds = Number(answer.headers.get('retry-after'));
    const night = new Date().setUTCHours(24, 0, 0, 0);
    expect(Math.abs(seconds - (night - Date.now()) / 1000)).toBeLessThan(60);
    const { error } = (await answer.json()) as ErrorBody;
    expect(error.type).toBe('billing_error');
    expect(error.message).toContain(new Date(night).toISOString());
    expect(gateway.arrived).toEqual([]);
    const { rows } = await queryAudit({
      folder: gateway.dataFolder,
      sql: 'SELECT kind, error_code FROM events',
    });
    const events = JSON.stringify(rows);
    expect(events).toContain('budget.exceeded');
    expect(events).toContain('SENTRELY_ERR_BUDGET_EXCEEDED');
  });

  it('has no price for an unknown model, and refuses it', async () => {
    const gateway = await open('budget 1000 USD per session', () => small);
    const answer = await gateway.ask({ model: 'claude-unheard-of' });
    expect(answer.status).toBe(402);
    const { error } = (await answer.json()) as ErrorBody;
    expect(error.message).toContain('claude-unheard-of');
    expect(error.message).toContain('SENTRELY_ERR_MODEL_UNPRICED');
    expect(gateway.arrived).toEqual([]);
  });

  it('counts the cache at its own prices', async () => {
    const usage = {
      input_tokens: 10,
      output_tokens: 20,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 100,
    };
    const gateway = await open('budget 5 USD per session', () => ({ kind: 'usage', usage }));
    expect((await gateway.ask()).status).toBe(200);
    await vi.waitFor(async () =>
      expect(await gateway.count('session dev s1', 'microUSD')).toBe(
        10 * 5 + 20 * 25 + 1000 * 0.5 + 100 * 10,
      ),
    );
  });

  it.each([
    ['cut', { kind: 'cut' }, worst],
    ['refused', { kind: 'error', status: 529 }, 0],
  ] as const)('charges an answer that is %s right', async (_name, answer, charge) => {
    const gateway = await open('budget 5 USD per session', () => answer);
    await gateway
      .ask({ stream: answer.kind === 'cut' })
      .then((reply) => reply.text())
      .catch(() => '');
    const streamed = worstCostOf(
      price,
      JSON.stringify({ ...question, stream: true }).length + 2048,
      100,
    );
    const expected = charge === 0 ? 0 : streamed;
    await vi.waitFor(async () =>
      expect(await gateway.count('session dev s1', 'microUSD')).toBe(expected),
    );
    await gateway.restart();
    expect(await gateway.count('session dev s1', 'microUSD')).toBe(expected);
  });

  it('charges in full when the client goes', async () => {
    const gateway = await open('budget 5 USD per session', () => ({ kind: 'silent' }));
    const going = new AbortController();
    const body = JSON.stringify({ ...question, stream: true });
    const asked = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-sentrely-key': gateway.key,
        'x-sentrely-session': 's1',
      },
      body,
      signal: going.signal,
    });
    expect(asked.status).toBe(200);
    going.abort();
    await asked.text().catch(() => '');
    await gateway.restart();
    expect(await gateway.count('session dev s1', 'microUSD')).toBe(
      worstCostOf(price, body.length + 2048, 100),
    );
  });
});

describe('a budget of tokens', () => {
  it('needs no price, but a bound of the answer', async () => {
    const gateway = await open('budget 1M tokens per hour', () => small);
    expect((await gateway.ask({ model: 'claude-unheard-of' })).status).toBe(200);
    const image = { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } };
    const unbounded = await gateway.ask({
      model: 'claude-unheard-of',
      messages: [{ role: 'user', content: [image] }],
    });
    expect(unbounded.status).toBe(402);
    expect(await unbounded.text()).toContain('SENTRELY_ERR_REQUEST_UNBOUNDED');
    const hour = `agent dev hour ${new Date().toISOString().slice(0, 13)}`;
    await vi.waitFor(async () => expect(await gateway.count(hour, 'tokens')).toBe(55));
  });
});

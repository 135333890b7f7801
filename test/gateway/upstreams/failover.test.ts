import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../admin/live-client.ts';
import {
  closedUrl,
  type Deed,
  type Faulty,
  question,
  startFaulty,
  startUpstreams,
  type UpstreamStage,
  upstreamsAt,
  usedTokens,
} from './stage.ts';

let a: Faulty;
let b: Faulty;
let stage: UpstreamStage;
/** A session of its own for each test: nothing is remembered of another one. */
let session: string;

beforeAll(async () => {
  a = await startFaulty();
  b = await startFaulty();
  const nowhere = await closedUrl();
  const models = (name: string) => ({ models: [`${name}*`], upstreams: ['nowhere', 'b'] });
  stage = await startUpstreams(
    upstreamsAt(
      { a, b, nowhere },
      {
        routes: [
          { models: ['alone'], upstreams: ['a'] },
          models('refused'),
          { models: ['unreachable'], upstreams: ['nowhere'] },
          { models: ['*'], upstreams: ['a', 'b'] },
        ],
      },
    ),
    'budget 100M tokens per session',
  );
});
afterAll(async () => {
  await stage.close();
  await Promise.all([a.close(), b.close()]);
});
beforeEach(() => {
  session = randomUUID();
  for (const upstream of [a, b]) {
    upstream.deed = 'answer';
    upstream.arrivals.length = 0;
  }
});

const ask = (changes: object = {}, signal?: AbortSignal): Promise<Response> =>
  stage.ask({ ...changes }, { 'x-sentrely-session': session }, signal);

/** What must be on record of each session; read once, at the end, since a query starts a process. */
const records = new Map<string, readonly string[]>();

function isOnRecord(...events: readonly string[]): void {
  records.set(session, events);
}

/** The most that a request is reckoned to use, in tokens. */
function worst(changes: object = {}): number {
  const body = { ...question, ...changes };
  return Buffer.byteLength(JSON.stringify(body)) + 2048 + 100;
}

const spent = (): Promise<number> => stage.count(`session dev ${session}`);

describe('what another upstream is tried after', () => {
  it.each<[Deed, string, string]>([
    [{ status: 500 }, 'refused', '500'],
    [{ status: 502 }, 'refused', '502'],
    [{ status: 503 }, 'refused', '503'],
    [{ status: 529 }, 'refused', '529'],
    ['overloaded', 'refused', '529'],
  ])('%j: nothing is charged for it', async (deed, failure, status) => {
    a.deed = deed;
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('"text":"done"');
    expect([a.arrivals.length, b.arrivals.length]).toEqual([1, 1]);
    expect(b.arrivals[0]?.raw).toEqual(a.arrivals[0]?.raw);
    await until(async () => (await spent()) === usedTokens);
    isOnRecord(`attempt a ${failure} ${status}`, 'response b complete 200 from a');
  });

  it.each<Deed>(['reset', 'hang', 'head-only'])(
    '%s: it may have been billed, so the ledger counts it in full',
    async (deed) => {
      a.deed = deed;
      const answer = await ask();
      expect(await answer.text()).toContain('"text":"done"');
      await until(async () => (await spent()) === usedTokens + worst());
      isOnRecord('attempt a lost', 'response b complete 200 from a');
      if (deed === 'hang') await until(() => a.arrivals[0]?.isLeft === true);
    },
  );

  it('a connection that is refused: nothing is charged for it', async () => {
    const answer = await ask({ model: 'refused' });
    expect(await answer.text()).toContain('"text":"done"');
    await until(async () => (await spent()) === usedTokens);
    isOnRecord('attempt nowhere unsent', 'response b complete 200 from nowhere');
  });

  it('a rate limit that is not over soon', async () => {
    a.deed = { status: 429, headers: { 'retry-after': '1000' } };
    expect((await ask()).status).toBe(200);
    expect(b.arrivals).toHaveLength(1);
    // Others go elsewhere at once.
    session = randomUUID();
    a.arrivals.length = 0;
    expect((await ask()).status).toBe(200);
    expect(a.arrivals).toHaveLength(0);
    expect(await stage.health()).toContainEqual(
      expect.objectContaining({ name: 'a', state: 'paused' }),
    );
    await stage.restart();
  });
});

describe('what no other upstream is tried after', () => {
  it.each([400, 401, 403, 404, 413, 501, 504])('status %i', async (status) => {
    a.deed = { status };
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain('scripted');
    expect(b.arrivals).toHaveLength(0);
    await until(async () => (await spent()) === 0);
    isOnRecord(`response a error ${status}`);
  });

  it('a rate limit that is over soon: the client waits, and keeps its cache', async () => {
    a.deed = { status: 429, headers: { 'retry-after': '2' } };
    const answer = await ask();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
    expect(b.arrivals).toHaveLength(0);
    expect((await stage.health()).find(({ name }) => name === 'a')?.state).toBe('closed');
  });

  it('an answer that has begun', async () => {
    a.deed = 'cut';
    const answer = await ask();
    await expect(answer.text()).rejects.toThrow();
    expect(b.arrivals).toHaveLength(0);
    isOnRecord('response a cut 200');
    expect(await spent()).toBe(worst());
  });

  it('a client that went', async () => {
    a.deed = 'hang';
    const going = new AbortController();
    const asked = ask({}, going.signal).catch(() => 'gone');
    await until(() => a.arrivals.length === 1);
    going.abort();
    expect(await asked).toBe('gone');
    await until(() => a.arrivals[0]?.isLeft === true);
    isOnRecord('response anthropic client-gone 502 SENTRELY_ERR_UPSTREAM_UNREACHABLE');
    expect(b.arrivals).toHaveLength(0);
    expect(await spent()).toBe(worst());
  });

  it('a model with one upstream', async () => {
    a.deed = { status: 529 };
    expect((await ask({ model: 'alone' })).status).toBe(529);
    const unreachable = await ask({ model: 'unreachable' });
    expect(unreachable.status).toBe(502);
    expect(await unreachable.text()).toContain('SENTRELY_ERR_UPSTREAM_UNREACHABLE');
    await until(async () => (await spent()) === 0);
    isOnRecord(
      'response a error 529',
      'attempt nowhere unsent',
      'response anthropic error 502 SENTRELY_ERR_UPSTREAM_UNREACHABLE',
    );
  });
});

it('an answer in one piece moves too', async () => {
  a.deed = { status: 529 };
  const answer = await ask({ stream: false });
  expect(await answer.json()).toMatchObject({ content: [{ text: 'done' }] });
  await until(async () => (await spent()) === usedTokens);
});

describe('an answer that does not come', () => {
  it('in one piece is asked of another, and counted in full', async () => {
    a.deed = 'hang';
    const answer = await ask({ stream: false });
    expect(await answer.json()).toMatchObject({ content: [{ text: 'done' }] });
    await until(async () => (await spent()) === usedTokens + worst({ stream: false }));
    await until(() => a.arrivals[0]?.isLeft === true);
    isOnRecord('attempt a lost', 'response b complete 200 from a');
  });

  it.each([
    ['at all, in one piece', 'hang', false],
    ['at all, as a stream', 'hang', true],
    ['beyond its head', 'stall', false],
  ] as const)('%s, from the only upstream: the client is told', async (_, deed, stream) => {
    a.deed = deed;
    const answer = await ask({ model: 'alone', stream });
    expect(answer.status).toBe(502);
    const told = await answer.text();
    expect(told).toContain('SENTRELY_ERR_UPSTREAM_UNREACHABLE');
    expect(told).toContain('nothing came within 0.9 s');
    await until(() => a.arrivals[0]?.isLeft === true);
    expect(await spent()).toBe(worst({ model: 'alone', stream }));
  });

  it('beyond the beginning of a stream is the client’s to wait for', async () => {
    a.deed = 'stall';
    const going = new AbortController();
    const answer = await ask({ model: 'alone' }, going.signal);
    expect(answer.status).toBe(200);
    await sleep(1200);
    expect(a.arrivals[0]?.isLeft).toBe(false);
    going.abort();
    await until(() => a.arrivals[0]?.isLeft === true);
  });
});

it('a denied call is denied by whom it may come from', async () => {
  a.deed = { status: 529 };
  b.deed = 'call';
  const out = await (await ask()).text();
  expect(out).toContain('sentrely_denied');
  expect(out).not.toContain('"name":"deploy"');
  isOnRecord('attempt a refused 529', 'decision deny', 'response b complete 200 from a');
});

it('every upstream that was tried failed: the client is told what the last one said', async () => {
  a.deed = { status: 529 };
  b.deed = { status: 503 };
  expect((await ask()).status).toBe(503);
  await until(async () => (await spent()) === 0);
  isOnRecord('attempt a refused 529', 'response b error 503 from a');
});

it('the credential is the upstream’s own, and no agent’s key leaves', async () => {
  a.deed = { status: 529 };
  await (await ask()).text();
  for (const { headers } of [...a.arrivals, ...b.arrivals]) {
    expect(headers['x-api-key']).toBe('provider-key');
    expect(JSON.stringify(headers)).not.toContain('sk-sentrely');
  }
});

it('tokens are counted by another upstream where one cannot', async () => {
  a.deed = { status: 529 };
  b.deed = { status: 400 };
  const { model, messages } = question;
  const answer = await stage.post('/v1/messages/count_tokens', { model, messages });
  expect(answer.status).toBe(400);
  expect(b.arrivals[0]?.path).toBe('/v1/messages/count_tokens');
  b.deed = 'answer';
  expect((await stage.get('/v1/models')).status).toBe(200);
  expect(b.arrivals.at(-1)?.path).toBe('/v1/models');
});

it('every attempt is on record, in order', async () => {
  const rows = await stage.audit(
    `SELECT session_id, concat_ws(' ', replace(replace(kind, 'llm.', ''), 'tool.', ''),
       CASE WHEN kind LIKE 'llm.%' THEN provider END, verdict, outcome, status,
       'from ' || failover_from, error_code) AS event
     FROM events WHERE kind IN ('llm.attempt', 'llm.response', 'tool.decision') ORDER BY seq`,
  );
  const found = new Map<string, string[]>();
  for (const [of = '', event = ''] of rows) found.set(of, [...(found.get(of) ?? []), event]);
  expect(records.size).toBeGreaterThan(15);
  for (const [of, events] of records) expect(found.get(of)).toEqual(events);
});

/** Every mix of deeds, in any order: what must hold whatever upstreams do. */
it('no request is answered twice or charged twice', async () => {
  const deeds: readonly Deed[] = [
    'answer',
    'answer',
    { status: 529 },
    { status: 500 },
    { status: 400 },
    'reset',
    'head-only',
    'overloaded',
    'cut',
  ];
  const plans = Array.from({ length: 60 }, (_, index) => ({
    first: deeds[index % deeds.length] as Deed,
    second: deeds[(index * 7 + 3) % deeds.length] as Deed,
    isStream: index % 3 !== 0,
    mark: `mark-${index}-`,
  }));
  const planOf = (raw: Buffer) => plans.find(({ mark }) => raw.includes(mark));
  a.deed = ({ raw }) => planOf(raw)?.first ?? 'answer';
  b.deed = ({ raw }) => planOf(raw)?.second ?? 'answer';
  let expected = 0;
  let movedAfterLoss = 0;
  for (const [index, { first, second, isStream, mark }] of plans.entries()) {
    // Health begins anew: where half of all fails, an upstream is soon not asked any more.
    if (index % 12 === 0) await stage.restart();
    const changes = { stream: isStream, messages: [{ role: 'user', content: mark }] };
    // An answer that breaks off behind its head may look like none at all.
    const answer = await ask(changes).catch(() => undefined);
    const whole = await answer?.text().catch(() => undefined);
    const at = ({ arrivals }: Faulty) => arrivals.filter(({ raw }) => raw.includes(mark));
    const arrived = [...at(a), ...at(b)];
    const answered = arrived.filter(({ isAnswered }) => isAnswered).length;
    expect(Math.max(at(a).length, at(b).length)).toBe(1);
    expect(answered).toBeLessThanOrEqual(1);
    const isWhole = answer?.status === 200 && whole?.includes('done') === true;
    expect(isWhole, `${mark} ${JSON.stringify([first, second, isStream])}`).toBe(answered === 1);
    const lost = (deed: Deed): boolean =>
      deed === 'reset' || deed === 'cut' || deed === 'head-only';
    const tried = [...at(a).map(() => first), ...at(b).map(() => second)];
    if (tried.length === 2 && lost(first)) movedAfterLoss += 1;
    expected += answered * usedTokens + tried.filter(lost).length * worst(changes);
    // A stream that begins with an error, and has no other to move to, is cut: its cost is not known.
    if (tried.at(-1) === 'overloaded') expected += worst(changes);
  }
  expect(movedAfterLoss).toBeGreaterThanOrEqual(5);
  await expect.poll(spent).toBe(expected);
});

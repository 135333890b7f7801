import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../admin/live-client.ts';
import {
  type Faulty,
  question,
  startFaulty,
  startUpstreams,
  type UpstreamStage,
  upstreamsAt,
} from './stage.ts';

let a: Faulty;
let b: Faulty;
let session: string;

beforeAll(async () => {
  a = await startFaulty();
  b = await startFaulty();
});
afterAll(async () => {
  await Promise.all([a.close(), b.close()]);
});
beforeEach(() => {
  session = randomUUID();
  for (const upstream of [a, b]) {
    upstream.deed = 'answer';
    upstream.arrivals.length = 0;
  }
});

async function open(failover: object): Promise<UpstreamStage> {
  const stage = await startUpstreams(upstreamsAt({ a, b }, { failover }));
  onTestFinished(() => stage.close());
  return stage;
}

/** Asks for one turn and says which upstreams got it. */
async function turn(stage: UpstreamStage, changes: object = {}, of = session) {
  a.arrivals.length = 0;
  b.arrivals.length = 0;
  const answer = await stage.ask({ ...changes }, { 'x-sentrely-session': of });
  const body = await answer.text();
  const asked = `${'a'.repeat(a.arrivals.length)}${'b'.repeat(b.arrivals.length)}`;
  return { asked, body, status: answer.status, headers: answer.headers };
}

const thought = (signature: string) => ({
  role: 'assistant',
  content: [
    { type: 'thinking', thinking: '', signature },
    { type: 'text', text: 'thought' },
  ],
});
const typed = (text: string) => ({ role: 'user', content: text });
const [opening] = question.messages;

describe('a conversation stays where it is served', () => {
  it('after its upstream is well again, after a restart, and no other conversation with it', async () => {
    const stage = await open({ failures: 1000 });
    a.deed = { status: 529 };
    expect((await turn(stage)).asked).toBe('ab');
    a.deed = 'answer';
    expect((await turn(stage)).asked).toBe('b');
    const longer = [opening, { role: 'assistant', content: 'done' }, typed('more')];
    expect((await turn(stage, { messages: longer })).asked).toBe('b');
    expect((await turn(stage, {}, randomUUID())).asked).toBe('a');
    await stage.restart();
    expect((await turn(stage)).asked).toBe('b');
  });

  it('and one that strays from the home of its session strays alone', async () => {
    const stage = await open({ failures: 1000 });
    expect((await turn(stage)).asked).toBe('a');
    const other = { messages: [typed('another')] };
    a.deed = { status: 529 };
    expect((await turn(stage, other)).asked).toBe('ab');
    a.deed = 'answer';
    expect((await turn(stage, other)).asked).toBe('b');
    expect((await turn(stage)).asked).toBe('a');
  });
});

describe('signed thinking', () => {
  const messages = [opening, thought('of-a'), typed('more')];

  it('keeps a conversation with its upstream, which alone is heard', async () => {
    const stage = await open({ failures: 1000 });
    await turn(stage);
    a.deed = { status: 529 };
    const refused = await turn(stage, { messages });
    expect([refused.asked, refused.status]).toEqual(['a', 529]);
    a.deed = 'answer';
    expect((await turn(stage, { messages })).asked).toBe('a');
  });

  it('is refused with a reason where its upstream is down; the others go on', async () => {
    const stage = await open({ failures: 1, open_ms: 60_000 });
    await turn(stage);
    a.deed = { status: 500 };
    expect((await turn(stage, { messages: [typed('else')] })).asked).toBe('ab');
    expect(await stage.health()).toContainEqual(
      expect.objectContaining({ name: 'a', state: 'open', failures: 1 }),
    );
    expect(stage.log.join('')).toContain('"event":"upstream.open","upstream":"a"');
    const refused = await turn(stage, { messages });
    expect([refused.asked, refused.status]).toEqual(['', 503]);
    expect(refused.body).toContain('SENTRELY_ERR_UPSTREAM_BOUND');
    expect(refused.body).toContain('`a` does not answer');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
    expect(refused.headers.get('x-should-retry')).toBeNull();
    expect((await turn(stage)).asked).toBe('b');
  });

  it('is left out of all that came before the move, every time, if the operator says so', async () => {
    const stage = await open({ failures: 1000, strip_thinking: true });
    await turn(stage);
    a.deed = { status: 529 };
    expect((await turn(stage, { messages })).asked).toBe('ab');
    expect(a.arrivals[0]?.raw.includes('of-a')).toBe(true);
    const moved = JSON.parse(String(b.arrivals[0]?.raw)) as { messages: unknown };
    const stripped = { role: 'assistant', content: [{ type: 'text', text: 'thought' }] };
    expect(moved.messages).toEqual([opening, stripped, typed('more')]);
    a.deed = 'answer';
    await stage.restart();
    const later = [...messages, thought('of-b'), typed('still more')];
    expect((await turn(stage, { messages: later })).asked).toBe('b');
    const next = JSON.parse(String(b.arrivals[0]?.raw)) as { messages: unknown };
    expect(next.messages).toEqual([
      opening,
      stripped,
      typed('more'),
      thought('of-b'),
      typed('still more'),
    ]);
  });
});

it('an upstream that failed is not asked, and tried again by a request of a client', async () => {
  const stage = await open({ failures: 2, open_ms: 100 });
  a.deed = { status: 503 };
  await turn(stage, {}, randomUUID());
  await turn(stage, {}, randomUUID());
  a.deed = 'answer';
  let asked = 0;
  await until(async () => {
    asked += 1;
    return (await turn(stage, {}, randomUUID())).asked === 'a';
  });
  expect(asked).toBeGreaterThanOrEqual(1);
  expect(stage.log.join('')).toContain('"event":"upstream.closed","upstream":"a"');
  expect(await stage.health()).toMatchObject([
    { name: 'a', state: 'closed', failures: 0 },
    { name: 'b', state: 'closed' },
    { name: 'openai', state: 'closed', isUsed: false },
  ]);
});

import { expect, it, onTestFinished } from 'vitest';
import { until } from '../admin/live-client.ts';
import { question, startFaulty, startUpstreams } from './stage.ts';

/** A budget of money, and upstreams that serve one model under names of very different prices. */
async function open() {
  const a = await startFaulty();
  const b = await startFaulty();
  const entry = (name: string, url: string, own: string) => ({
    name,
    url,
    kind: 'anthropic',
    credential_env: 'UPSTREAM_TEST_KEY',
    models: { 'claude-haiku-4-5': own },
  });
  const stage = await startUpstreams(
    {
      upstreams: [
        entry('a', a.url, 'eu.anthropic.haiku-of-a-cloud'),
        entry('b', b.url, 'claude-opus-4-5'),
      ],
    },
    'budget 1000 USD per session',
  );
  onTestFinished(async () => {
    await stage.close();
    await Promise.all([a.close(), b.close()]);
  });
  const spent = (session: string) => stage.count(`session dev ${session}`, 'microUSD');
  const ask = (session: string) =>
    stage.ask({ model: 'claude-haiku-4-5' }, { 'x-sentrely-session': session });
  return { a, b, stage, spent, ask };
}

/** Millionths of a dollar: 12 in, 42 out, 30 read from the cache, 4 written to it for an hour. */
const haiku = Math.ceil(12 * 1 + 42 * 5 + 30 * 0.1 + 4 * 2);
const opus = Math.ceil(12 * 5 + 42 * 25 + 30 * 0.5 + 4 * 10);

it('reserves for the dearest that may serve, and charges the price of the one that did', async () => {
  const { a, b, spent, ask } = await open();
  await (await ask('first')).text();
  expect(JSON.parse(String(a.arrivals[0]?.raw))).toMatchObject({
    ...question,
    model: 'eu.anthropic.haiku-of-a-cloud',
  });
  await until(async () => (await spent('first')) === haiku);

  a.deed = { status: 529 };
  await (await ask('second')).text();
  expect(JSON.parse(String(b.arrivals[0]?.raw))).toMatchObject({ model: 'claude-opus-4-5' });
  await until(async () => (await spent('second')) === opus);

  a.deed = 'hang';
  const hanging = ask('third');
  await until(() => a.arrivals.length === 3);
  const reserved = await spent('third');
  a.deed = 'answer';
  // The worst of the dear model: 2048 tokens and the request, all written to its cache, 100 out.
  expect(reserved).toBeGreaterThan(2048 * 10 + 100 * 25);
  await a.close();
  await (await hanging).text();
  // The lost attempt stays counted in full; the one that answered at its own price.
  await until(async () => (await spent('third')) === reserved + opus);
});

it('where the budget has no room for a second charge, nobody else is asked', async () => {
  const a = await startFaulty();
  const b = await startFaulty();
  const upstream = (name: string, url: string) => ({
    name,
    url,
    kind: 'anthropic',
    credential_env: 'UPSTREAM_TEST_KEY',
  });
  const stage = await startUpstreams(
    { upstreams: [upstream('a', a.url), upstream('b', b.url)] },
    'budget 4000 tokens per session',
  );
  onTestFinished(async () => {
    await stage.close();
    await Promise.all([a.close(), b.close()]);
  });
  a.deed = 'reset';
  const answer = await stage.ask();
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain('SENTRELY_ERR_UPSTREAM_UNREACHABLE');
  expect(b.arrivals).toHaveLength(0);
  const spent = await stage.count('session dev s1');
  expect(spent).toBeGreaterThan(2148);
  expect(spent).toBeLessThan(4000);
  // The lost attempt stays counted, so there is no room for another request either.
  a.deed = 'answer';
  expect((await stage.ask()).status).toBe(429);
});

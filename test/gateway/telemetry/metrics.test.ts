import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it as plain } from 'vitest';
import { metricList } from '../../../gateway/telemetry/metric-list.ts';
import { it, order } from '../../e2e/scene.ts';
import { calls, says, text } from '../../e2e/script.ts';
import { ask, until } from '../admin/live-client.ts';
import { adminKey, callAdmin } from '../admin/operator.ts';
import { scrape } from './scrape.ts';

const deployment = ['deploy', { environment: 'production', version: '1.4.0' }] as const;

it('counts what real traffic did', async ({ open }) => {
  const script = says(
    calls('1', ['read_file', { path: 'a.txt' }], ['write_file', { path: 'b', content: 'x' }]),
    text('Done.'),
  );
  const scene = await open(script);
  const { adminUrl, url } = scene.stage.gateway;
  const before = await scrape(adminUrl);
  expect(before.get('sentrely_bundle_revision')).toBe(1);
  expect(before.get('sentrely_ready')).toBe(1);
  await scene.run();
  await fetch(`${url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': 'sk-sentrely-x' } });
  await fetch(`${url}/v1/nothing`, { headers: { 'user-agent': 'claude-cli/2.1.330 (external)' } });

  const seen = await scrape(adminUrl);
  const of = (sample: string): number | undefined => seen.get(sample);
  const requests = (client: string, dialect: string, outcome: string): number | undefined =>
    of(`sentrely_requests_total{dialect="${dialect}",client="${client}",outcome="${outcome}"}`);
  expect(requests('anthropic-sdk', 'messages', 'complete')).toBe(2);
  expect(requests('other', 'messages', 'denied')).toBe(1);
  expect(requests('claude-code', 'other', 'denied')).toBe(1);
  expect(of('sentrely_refusals_total{code="SENTRELY_ERR_IDENTITY_UNKNOWN"}')).toBe(1);
  expect(of('sentrely_refusals_total{code="SENTRELY_ERR_ROUTE_UNKNOWN"}')).toBe(1);
  const decided = (verdict: string, disposition: string): number | undefined =>
    of(
      `sentrely_decisions_total{verdict="${verdict}",disposition="${disposition}",enforced="true"}`,
    );
  expect(decided('allow', 'released')).toBe(1);
  expect(decided('deny', 'stopped')).toBe(1);
  expect(of('sentrely_gate_seconds_count')).toBe(2);
  expect(of('sentrely_added_seconds_count{dialect="messages"}')).toBe(2);
  expect(of('sentrely_upstream_seconds_count{provider="anthropic"}')).toBe(2);
  expect(of('sentrely_upstream_answers_total{provider="anthropic",status="2xx"}')).toBe(2);
  expect(of('sentrely_tokens_total{provider="anthropic",kind="output"}')).toBeGreaterThan(0);
  expect(of('sentrely_audit_append_seconds_count')).toBeGreaterThan(5);
  expect(of('sentrely_audit_waiting')).toBe(0);
  expect(of('sentrely_bundle_loads_total{result="loaded"}')).toBe(1);
  expect(of('sentrely_bundle_expiry_timestamp_seconds')).toBeGreaterThan(Date.now() / 1000);
  expect(of('process_resident_memory_bytes')).toBeGreaterThan(0);
});

it('shows a call that waits, its approval, a kill and a provider that is down', async ({
  open,
}) => {
  const scene = await open(says(calls('1', deployment), text('Done.')));
  const { adminUrl, url } = scene.stage.gateway;
  const { agentKey: key, dataFolder } = scene.stage;
  const running = scene.run();
  const card = await scene.github.waitForCard();
  await until(async () => (await scrape(adminUrl)).get('sentrely_calls_waiting') === 1);
  expect((await scrape(adminUrl)).get('sentrely_answers_live')).toBe(1);
  await scene.github.comment(order(card, 'approve'));
  await running;
  await scene.stage.provider.close();
  expect((await ask(url, { key })).status).toBe(502);
  const kill = { scope: 'agent', subject: 'dev', reason: 'enough' };
  await callAdmin(adminUrl, 'POST', '/api/kills', { key: adminKey(dataFolder), body: kill });
  await callAdmin(adminUrl, 'GET', '/api/kills', { key: 'wrong' });
  await (await ask(url, { key })).ended;
  const seen = await scrape(adminUrl);
  expect(Object.fromEntries(seen)).toMatchObject({
    sentrely_calls_waiting: 0,
    sentrely_answers_live: 0,
    sentrely_hold_seconds_count: 1,
    'sentrely_approvals_total{state="requested"}': 1,
    'sentrely_approvals_total{state="approved"}': 1,
    'sentrely_decisions_total{verdict="ask",disposition="held",enforced="true"}': 1,
    'sentrely_decisions_total{verdict="ask",disposition="released",enforced="true"}': 1,
    'sentrely_upstream_answers_total{provider="anthropic",status="unreachable"}': 1,
    'sentrely_requests_total{dialect="messages",client="other",outcome="failed"}': 1,
    'sentrely_requests_total{dialect="messages",client="other",outcome="denied"}': 1,
    sentrely_kill_orders: 1,
    'sentrely_operator_acts_total{act="kill"}': 1,
    'sentrely_operator_acts_total{act="refused"}': 1,
    'sentrely_refusals_total{code="SENTRELY_ERR_KILLED"}': 1,
  });
});

it('no label grows with what clients send', async ({ open }) => {
  const scene = await open(says(text('Done.')));
  const { adminUrl, url } = scene.stage.gateway;
  const sendAll = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const mark = `planted-${index}-${Math.random()}`;
      await fetch(`${url}/v1/messages?${mark}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-api-key': scene.stage.agentKey,
          'user-agent': `claude-cli/${mark}`,
          'x-sentrely-session': mark,
          'x-claude-code-agent-id': mark,
        },
        body: JSON.stringify({
          model: mark,
          max_tokens: 9,
          messages: [{ role: 'user', content: mark }],
        }),
      }).then((response) => response.text());
      await fetch(`${url}/${mark}`, { headers: { 'user-agent': mark } });
      await fetch(`${adminUrl}/api/${mark}`, { headers: { authorization: `Bearer ${mark}` } });
    }
  };
  await sendAll(2);
  const few = await scrape(adminUrl);
  await sendAll(10);
  const many = await scrape(adminUrl);
  // Of the process: garbage collection is not of every kind at first.
  const ours = (seen: typeof few): string[] =>
    [...seen.keys()].filter((sample) => sample.startsWith('sentrely_'));
  expect(ours(many)).toEqual(ours(few));
  expect([...many.keys()].join('\n')).not.toContain('planted');
});

describe('the list', () => {
  it('is what is exposed, and every entry of it', async ({ open }) => {
    const scene = await open(says(text('Done.')));
    const response = await fetch(`${scene.stage.gateway.adminUrl}/metrics`);
    const lines = (await response.text()).split('\n');
    const exposed = lines
      .map((line) => /^# TYPE (sentrely_\w+) (\w+)$/.exec(line))
      .flatMap((found) => (found === null ? [] : [`${found[1]} ${found[2]}`]));
    const listed = Object.entries(metricList).map(([name, { type }]) => `${name} ${type}`);
    expect(exposed.toSorted()).toEqual(listed.toSorted());
  });

  plain('is the page', () => {
    const page = new URL('../../../docs/reference/metrics.md', import.meta.url);
    const names = [...readFileSync(fileURLToPath(page), 'utf8').matchAll(/^\| `(sentrely_\w+)`/gm)];
    expect(names.map(([, name]) => name)).toEqual(Object.keys(metricList));
  });
});

import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startGithub } from '../../cli/demo/github.ts';
import { startProvider } from '../../cli/demo/provider.ts';
import { startGatewayProcess } from '../../cli/gateway-process.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import { ask, until } from '../gateway/admin/live-client.ts';
import { preparePremises } from '../gateway/harness.ts';
import { approvalSettings, askingRules } from './scene.ts';
import { calls, says, text } from './script.ts';

const rules = 'policy work for agent dev { allow read_file when .path under workspace }';

/** A provider whose answers begin, and end when a test says so. */
async function slowProvider(): Promise<{ url: string; begun: ServerResponse[] }> {
  const begun: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        'event: message_start\ndata: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"x","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}\n\n',
      );
      begun.push(response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, begun };
}

function end(response: ServerResponse): void {
  response.end(
    'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
  );
}

async function start(
  upstream: string,
  settings: Readonly<Record<string, string>>,
  published = rules,
) {
  const premises = preparePremises();
  premises.publish(published);
  const gateway = await startGatewayProcess({
    ...premises.settings,
    SENTRELY_UPSTREAM_URL: upstream,
    SENTRELY_UPSTREAM_API_KEY: 'provider-key',
    ...settings,
  });
  const gone = new Promise<number | null>((resolve) => gateway.child.once('exit', resolve));
  onTestFinished(async () => {
    await gateway.stop();
    premises.remove();
  });
  return { premises, gateway, gone, key: premises.agentKey };
}

it('SIGTERM: not ready at once, accepts nothing, lets answers end, loses no event', async () => {
  const provider = await slowProvider();
  const { premises, gateway, gone, key } = await start(provider.url, {});
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => ask(gateway.url, { key, session: `s${index}` })),
  );
  // Says that certificates are to be read again, and ends nothing.
  gateway.child.kill('SIGHUP');
  gateway.child.kill('SIGTERM');
  await until(async () => (await fetch(`${gateway.adminUrl}/readyz`)).status === 503);
  // A connection that is open yet is told 503; a new one is not taken.
  const status = await fetch(`${gateway.url}/v1/models`, { headers: { 'x-api-key': key } }).then(
    (response) => response.status,
    () => 503,
  );
  expect(status).toBe(503);
  provider.begun.forEach(end);
  const received = await Promise.all(answers.map(({ ended }) => ended));
  for (const each of received) expect(each).toContain('message_stop');
  expect(await gone).toBe(0);
  const { rows } = await queryAudit({
    folder: premises.dataFolder,
    sql: `SELECT outcome, count(*) FROM events WHERE kind = 'llm.response' GROUP BY ALL`,
  });
  expect(rows.map((row) => row.map(String))).toEqual([['complete', '8']]);
  const publicKey = readFileSync(join(premises.dataFolder, 'keys/audit.pub'), 'utf8').trim();
  expect((await verifyAudit({ folder: premises.dataFolder, publicKey })).findings).toEqual([]);
});

it('SIGTERM: what is left after the limit is broken off, and that is on record', async () => {
  const provider = await slowProvider();
  const { premises, gateway, gone, key } = await start(provider.url, {
    SENTRELY_LIMITS_DRAIN_MS: '300',
  });
  const answer = await ask(gateway.url, { key });
  gateway.child.kill('SIGTERM');
  expect(await answer.ended).toContain('<broken off>');
  expect(await gone).toBe(0);
  const { rows } = await queryAudit({
    folder: premises.dataFolder,
    sql: `SELECT kind, outcome FROM events WHERE kind LIKE 'llm.%' ORDER BY seq`,
  });
  expect(rows).toEqual([
    ['llm.request', null],
    ['llm.response', 'client-gone'],
  ]);
});

it('SIGTERM: a call that waits for a person is parked', async () => {
  const github = await startGithub();
  onTestFinished(() => github.close());
  const deployment = ['deploy', { environment: 'production', version: '1.4.0' }] as const;
  const provider = await startProvider(says(calls('1', deployment), text('Done.')));
  onTestFinished(() => provider.close());
  const { premises, gateway, gone, key } = await start(
    provider.url,
    approvalSettings(github),
    askingRules(github.ownerId),
  );
  const answer = await ask(gateway.url, { key });
  await github.waitForCard();
  gateway.child.kill('SIGTERM');
  const received = await answer.ended;
  expect(received).toContain('sentrely_pending');
  expect(received).toContain('message_stop');
  expect(await gone).toBe(0);
  const { rows } = await queryAudit({
    folder: premises.dataFolder,
    sql: `SELECT disposition FROM events WHERE kind = 'tool.decision' ORDER BY seq`,
  });
  expect(rows).toEqual([['held'], ['parked']]);
});

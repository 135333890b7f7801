import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { startGithub } from '../../cli/demo/github.ts';
import { type Provider, type Script, startProvider } from '../../cli/demo/provider.ts';
import { type GatewayProcess, startGatewayProcess } from '../../cli/gateway-process.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import { type Premises, preparePremises } from '../gateway/harness.ts';
import { approvalSettings, askingRules, hear, order } from './scene.ts';
import { call, calls, says, text } from './script.ts';
import { runToolLoop } from './tool-loop.ts';

const rules = `
guard house for all agents { rule no-secrets deny read_file when .path in paths("**/.env") }
policy work for agent dev { allow read_file when .path under workspace }`;

const loops = 8;
const kills = 5;

/** Traffic before each kill, in milliseconds. */
const trafficMs = 700;

let provider: Provider;
let premises: Premises;
let gateway: GatewayProcess;
afterEach(async () => {
  await gateway.stop();
  await provider.close();
  premises.remove();
});

/** Every answer is one allowed call and one denied, with ids that never come again. */
function endlessCalls(): Script {
  let count = 0;
  return () => {
    count += 1;
    return {
      content: [
        call(`toolu_released_${count}`, 'read_file', { path: 'notes.txt' }),
        call(`toolu_stopped_${count}`, 'read_file', { path: '.env' }),
      ],
    };
  };
}

function start(settings: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
  return startGatewayProcess({
    ...premises.settings,
    SENTRELY_UPSTREAM_URL: provider.url,
    SENTRELY_UPSTREAM_API_KEY: 'provider-key',
    SENTRELY_AUDIT_SEAL_MS: '1000',
    ...settings,
  });
}

/** Dies at once, wherever it is. */
async function kill({ child }: GatewayProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(child.pid as number, 'SIGKILL');
  await gone;
}

/** What a client has received of one answer, whole or not. */
async function receive(loop: number, turn: number): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': premises.agentKey, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-sonnet-5',
      stream: turn % 2 === 0,
      messages: [{ role: 'user', content: `This is loop ${loop}.` }],
    }),
  });
  let received = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? [])
      received += decoder.decode(chunk, { stream: true });
  } catch {
    // The gateway died: what came before counts all the same.
  }
  return received;
}

/** The calls in what was received, those that a client would run and those that it would not. */
function callsIn(received: string): readonly (readonly [id: string, name: string])[] {
  return [...received.matchAll(/"id":"(toolu_\w+)","name":"(\w+)"/g)].map(
    ([, id = '', name = '']) => [id, name],
  );
}

it(`${kills} kills in the middle of traffic lose no decision that a client saw`, {
  timeout: 60_000,
}, async () => {
  provider = await startProvider(endlessCalls());
  premises = preparePremises();
  premises.publish(rules);
  gateway = await start();
  const seen = new Map<string, string>();
  const over = new AbortController();
  const traffic = Array.from({ length: loops }, async (_, loop) => {
    for (let turn = loop; !over.signal.aborted; turn++) {
      const received = await receive(loop, turn).catch(() => sleep(20, ''));
      for (const [id, name] of callsIn(received)) seen.set(id, name);
    }
  });
  const seenBefore: number[] = [];
  for (let count = 0; count < kills; count++) {
    await sleep(trafficMs);
    seenBefore.push(seen.size);
    await kill(gateway);
    gateway = await start();
  }
  await sleep(trafficMs);
  over.abort();
  await Promise.all(traffic);
  await gateway.stop();

  // The proof is worth something only if there was traffic in every life of the gateway.
  expect([...seenBefore, seen.size].every((size, index, all) => size > (all[index - 1] ?? 0))).toBe(
    true,
  );
  expect([...new Set(seen.values())].sort()).toEqual(['read_file', 'sentrely_denied']);
  const decided = new Map(
    (await audit('SELECT tool_use_id, disposition FROM decisions')) as [string, string][],
  );
  const expected = [...seen].map(([id, name]) => [
    id,
    name === 'read_file' ? 'released' : 'stopped',
  ]);
  expect(expected.filter(([id, disposition]) => decided.get(id as string) !== disposition)).toEqual(
    [],
  );
  for (const [id, name] of seen)
    expect(id).toContain(name === 'read_file' ? 'released' : 'stopped');

  const [[records, last, writers, epochs]] = (await audit(
    'SELECT count(*), max(seq), count(DISTINCT writer_id), count(DISTINCT epoch) FROM events',
  )) as [[number, number, number, number]];
  expect([last + 1, writers, epochs]).toEqual([records, 1, kills + 1]);
  expect(
    await audit("SELECT kind FROM events WHERE kind IN ('audit.gap', 'audit.degraded')"),
  ).toEqual([]);
  const publicKey = readFileSync(join(premises.dataFolder, 'keys', 'audit.pub'), 'utf8').trim();
  expect(await verifyAudit({ folder: premises.dataFolder, publicKey })).toMatchObject({
    status: 'ok',
  });
});

it('a question and its approval outlive kills, and the approval is still for one call', async ({
  onTestFinished,
}) => {
  const github = await startGithub();
  onTestFinished(() => github.close());
  provider = await startProvider(
    says(calls('1', ['deploy', { environment: 'production', version: '1' }]), text('Done.')),
  );
  premises = preparePremises();
  premises.publish(askingRules(github.ownerId));
  const settings = { ...approvalSettings(github), SENTRELY_HOLD_STREAM_MS: '300' };
  const reborn = async (): Promise<void> => {
    await kill(gateway);
    gateway = await start(settings);
    await hear(github, gateway);
  };
  const run = () =>
    runToolLoop({ baseUrl: gateway.url, key: premises.agentKey, isStreaming: true });

  gateway = await start({ ...settings, SENTRELY_HOLD_STREAM_MS: '60000' });
  const cut = expect(run()).rejects.toThrow('');
  await github.waitForCard();
  await reborn();
  await cut;
  // Joins the question; asks again if the kill came before the card was noted.
  expect((await run()).ran).toEqual([]);
  await github.comment(order(await github.waitForCard(), 'approve'));
  await vi.waitFor(
    async () => expect((await github.comments()).join('\n')).toContain('Approval given'),
    5000,
  );
  await reborn();
  expect((await run()).ran).toHaveLength(1);
  await reborn();
  expect((await run()).ran).toEqual([]);
});

async function audit(sql: string): Promise<readonly unknown[]> {
  return (await queryAudit({ folder: premises.dataFolder, sql, rowsMax: 200_000 })).rows;
}

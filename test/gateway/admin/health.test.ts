import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHealth, type HealthParts, type Readiness } from '../../../gateway/admin/health.ts';
import { says, text } from '../../e2e/script.ts';
import type { UpstreamHealth } from '../../../gateway/upstreams/upstream.ts';
import { startStage, type StageOptions, type TestStage } from '../harness.ts';
import { until } from './live-client.ts';

const rules = 'policy work for agent dev { allow read_file when .path under workspace }';

async function open(options: Partial<StageOptions> = {}): Promise<TestStage> {
  const stage = await startStage({ script: says(text('Done.')), rules, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

async function ready(adminUrl: string): Promise<Readiness & { status: number }> {
  const response = await fetch(`${adminUrl}/readyz`);
  return { ...((await response.json()) as Readiness), status: response.status };
}

describe('/readyz of a running gateway', () => {
  it('is ready, and alive', async () => {
    const { gateway } = await open();
    expect(await ready(gateway.adminUrl)).toMatchObject({ status: 200, ready: true, reasons: [] });
    expect((await fetch(`${gateway.adminUrl}/healthz`)).status).toBe(200);
  });

  it('says that there is no bundle, that it expired, and that another one came', async () => {
    const stage = await open({ withoutBundle: true });
    const { adminUrl } = stage.gateway;
    const none = await ready(adminUrl);
    expect(none).toMatchObject({ status: 503, ready: false });
    expect(none.reasons).toEqual([
      { what: 'bundle', why: expect.stringMatching(/^no verified bundle is loaded: /) },
    ]);
    stage.publish(rules, { expiresMs: Date.now() + 1000 });
    await until(async () => (await ready(adminUrl)).ready);
    await until(async () => !(await ready(adminUrl)).ready);
    expect((await ready(adminUrl)).reasons).toEqual([
      { what: 'bundle', why: 'revision 1 of the policies has expired' },
    ]);
    stage.publish(rules, { revision: 2 });
    await until(async () => (await ready(adminUrl)).ready);
  });

  it('says that the data folder cannot be written, and is ready when it can be', async () => {
    const stage = await open();
    const { adminUrl } = stage.gateway;
    renameSync(stage.dataFolder, `${stage.dataFolder}-away`);
    await until(async () => !(await ready(adminUrl)).ready);
    expect((await ready(adminUrl)).reasons).toContainEqual({
      what: 'audit',
      why: expect.stringMatching(/^the data folder cannot be written: ENOENT/),
    });
    rmSync(stage.dataFolder, { recursive: true, force: true });
    renameSync(`${stage.dataFolder}-away`, stage.dataFolder);
    await until(async () => (await ready(adminUrl)).ready);
  });

  it('says at once that the gateway is stopping', async () => {
    const stage = await open({
      settings: { SENTRELY_LIMITS_DRAIN_MS: '1000' },
    });
    const { adminUrl } = stage.gateway;
    const draining = stage.gateway.drain();
    expect(await ready(adminUrl)).toMatchObject({
      status: 503,
      reasons: [{ what: 'stopping', why: 'the gateway is stopping' }],
    });
    await draining;
    expect((await fetch(`${adminUrl}/healthz`)).status).toBe(200);
    await expect(fetch(`${stage.gateway.url}/v1/models`)).rejects.toThrow();
  });
});

function upstream(name: string, state: UpstreamHealth['state']): UpstreamHealth {
  return { name, kind: 'anthropic', state, isUsed: true, failures: 5, until: null };
}

const unused: UpstreamHealth = { ...upstream('openai', 'closed'), isUsed: false };

describe('each reason against it', () => {
  let nowMs = 1_000_000;
  const parts = (changes: Partial<HealthParts>): HealthParts => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'sentrely-health-'));
    onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true }));
    const policy = { plan: { observeUntilMs: null } };
    return {
      loader: { current: () => policy, status: () => ({}) } as unknown as HealthParts['loader'],
      audit: { health: () => ({ waiting: 0, lagMs: 0, trouble: null, isOver: false }) },
      state: { ping: async () => {} },
      orders: () => [],
      stopping: new AbortController().signal,
      dataFolder,
      durableMs: 10_000,
      now: () => nowMs,
      ...changes,
    };
  };
  const reasons = async (changes: Partial<HealthParts>): Promise<Readiness['reasons']> =>
    (await createHealth(parts(changes)).read()).reasons;
  const audit = (
    health: Partial<ReturnType<HealthParts['audit']['health']>>,
  ): Partial<HealthParts> => ({
    audit: { health: () => ({ waiting: 0, lagMs: 0, trouble: null, isOver: false, ...health }) },
  });

  it('none', async () => expect(await reasons({})).toEqual([]));

  it.each([
    [
      'the audit worker has ended',
      audit({ isOver: true, trouble: 'it died' }),
      { what: 'audit', why: 'the audit log has ended: it died; restart the gateway' },
    ],
    [
      'the disk hangs',
      { ...audit({ waiting: 3, lagMs: 51.4 }), durableMs: 50 },
      { what: 'audit', why: 'an event has waited for the disk for 51 ms' },
    ],
    [
      'the state store fails',
      { state: { ping: () => Promise.reject(new Error('gone')) } },
      { what: 'state', why: 'the state store does not answer: gone' },
    ],
    [
      'the state store hangs',
      { state: { ping: () => new Promise<void>(() => {}) }, durableMs: 2000 },
      { what: 'state', why: 'the state store does not answer: no answer within 2000 ms' },
    ],
    [
      'orders cannot be read',
      {
        orders: () => {
          throw new Error('no');
        },
      },
      { what: 'orders', why: 'orders to kill cannot be read, so everything is refused' },
    ],
    [
      'no provider can be asked',
      { upstreams: () => [upstream('eu', 'open'), upstream('us', 'open'), unused] },
      { what: 'upstream', why: 'no upstream answers: eu, us' },
    ],
  ] as const)('%s', async (_name, changes, expected) => {
    expect(await reasons(changes)).toEqual([expected]);
  });

  it('an upstream that may be tried again is no reason: only requests can tell that it answers', async () => {
    for (const state of ['closed', 'paused', 'half-open'] as const)
      expect(
        await reasons({ upstreams: () => [upstream('eu', 'open'), upstream('us', state)] }),
      ).toEqual([]);
    expect(await reasons({ upstreams: () => [unused] })).toEqual([]);
  });

  it('a failure that lies back is forgiven once the disk takes a file again', async () => {
    expect(await reasons(audit({ trouble: 'ENOSPC' }))).toEqual([]);
  });

  it('whoever asks, the store is tried once a second, and never twice at once', async () => {
    let pings = 0;
    const pending: (() => void)[] = [];
    const ping = (): Promise<void> => {
      pings += 1;
      return new Promise((resolve) => pending.push(resolve));
    };
    const health = createHealth(parts({ state: { ping }, durableMs: 5000 }));
    const many = Promise.all(Array.from({ length: 50 }, () => health.read()));
    await until(() => pending.length > 0);
    pending.splice(0).forEach((answer) => answer());
    expect((await many).every(({ ready }) => ready)).toBe(true);
    await health.read();
    expect(pings).toBe(1);
    nowMs += 1000;
    const again = health.read();
    await until(() => pending.length > 0);
    pending.splice(0).forEach((answer) => answer());
    await again;
    expect(pings).toBe(2);
  });

  it('leaves no file behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentrely-health-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    expect(await reasons({ dataFolder: folder })).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

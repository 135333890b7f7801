import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { says, text } from '../../e2e/script.ts';
import { startStage, type TestStage } from '../harness.ts';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { ask } from './live-client.ts';
import { type AdminAnswer, type AdminCall, adminKey, callAdmin } from './operator.ts';

const mariasKey = 'a-key-of-maria-that-is-long-enough';
const order = { scope: 'agent', subject: 'dev', reason: 'No more of this.' };

/** Every route of the API. */
const routes = [
  ['GET', '/api/sessions'],
  ['GET', '/api/kills'],
  ['POST', '/api/kills'],
  ['DELETE', '/api/kills/k_aaaaaaaaaaaaaaaaaaaa'],
  ['POST', '/api/sessions/dev%20s1/reset'],
  ['GET', '/api/approvals'],
  ['GET', '/api/decisions/toolu_1_0'],
  ['GET', '/api/status'],
  ['GET', '/api/runs'],
] as const;

describe('the admin listener', () => {
  let stage: TestStage;
  let key: string;
  const call = (method: string, path: string, options: AdminCall = {}): Promise<AdminAnswer> =>
    callAdmin(stage.gateway.adminUrl, method, path, options);

  beforeAll(async () => {
    stage = await startStage({
      script: says(text('Hello.')),
      rules: 'policy work for agent dev { allow read_file when .path under workspace }',
      settings: { SENTRELY_ADMIN_KEYS: `maria sha256:${sha256Hex(mariasKey)}` },
    });
    key = adminKey(stage.dataFolder);
  });
  afterAll(() => stage.close());

  it('keeps its key to itself', () => {
    const { mode } = statSync(join(stage.dataFolder, 'admin.key'));
    expect(mode & 0o777).toBe(0o600);
    expect(key).toMatch(/^sk-sentrely-admin-[A-Za-z0-9_-]{43}$/);
    expect(stage.log.join('\n')).not.toContain(key);
  });

  it.each(routes)('%s %s opens for no agent, no stranger and nobody', async (method, path) => {
    const keys = [
      undefined,
      stage.agentKey,
      'guess',
      `${key}x`,
      key.slice(0, -1),
      key.toUpperCase(),
    ];
    for (const wrong of keys) {
      const { status, body } = await call(method, path, { key: wrong });
      expect([401, 429]).toContain(status);
      expect(JSON.stringify(body)).not.toContain(key);
    }
  });

  it.each([
    ['x-api-key', (mine: string) => ({ 'x-api-key': mine })],
    ['X-Sentrely-Key', (mine: string) => ({ 'X-Sentrely-Key': mine })],
    ['a cookie', (mine: string) => ({ cookie: `key=${mine}` })],
    [
      'Basic',
      (mine: string) => ({ authorization: `Basic ${Buffer.from(mine).toString('base64')}` }),
    ],
    ['two keys', (mine: string) => ({ authorization: `Bearer x, Bearer ${mine}` })],
  ])('takes its key in no other place: %s', async (_name, headers) => {
    const { status } = await call('GET', '/api/kills', { headers: headers(key) });
    expect([401, 429]).toContain(status);
  });

  it('takes the right key whatever the case of the header, also while others guess', async () => {
    for (let guess = 0; guess < 30; guess += 1)
      await call('GET', '/api/kills', { key: `guess-${guess}` });
    expect((await call('GET', '/api/kills', { key: 'guess' })).status).toBe(429);
    for (const name of ['authorization', 'Authorization', 'AUTHORIZATION', 'aUtHoRiZaTiOn'])
      expect(
        (await call('GET', '/api/kills', { headers: { [name]: `bearer ${key}` } })).status,
      ).toBe(200);
    expect((await call('GET', '/api/kills', { key: mariasKey })).status).toBe(200);
  });

  it.each([
    '/API/kills',
    '/api//kills',
    '//api/kills',
    '/api/./kills',
    '/api/kills/',
    '/api/kills/..',
    '/healthz/../api/kills',
    '/api%2fkills',
    '/api/%6bills',
    '/api/kills;x',
    '/api/kills%00',
    '/readyz%2f..%2fapi%2fkills',
    'http://127.0.0.1/api/kills',
  ])('opens by no other spelling of a path: %s', async (path) => {
    const { status, body } = await call('GET', path);
    expect([400, 401, 404, 429]).toContain(status);
    expect(body).not.toHaveProperty('kills');
  });

  it('refuses a name that is not its own, before it looks at the key', async () => {
    for (const host of [
      'evil.example',
      'evil.example:80',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      'a@127.0.0.1',
    ])
      expect((await call('GET', '/api/kills', { key, headers: { host } })).status).toBe(403);
    for (const host of ['localhost:8788', '127.0.0.1', '[::1]:8788'])
      expect((await call('GET', '/api/kills', { key, headers: { host } })).status).toBe(200);
    const origin = (from: string) =>
      call('GET', '/api/kills', { key, headers: { host: 'localhost:1', origin: from } });
    expect((await origin('https://evil.example')).status).toBe(403);
    expect((await origin('null')).status).toBe(403);
    expect((await origin('http://localhost:1')).status).toBe(200);
  });

  it('takes JSON, strictly, and nothing else', async () => {
    const refused = async (options: AdminCall): Promise<void> => {
      const { status, body } = await call('POST', '/api/kills', { key, ...options });
      expect([400, 413]).toContain(status);
      expect(body['error']).toMatchObject({
        code: expect.stringContaining('SENTRELY_ERR_'),
        help: expect.any(String),
      });
    };
    const json = JSON.stringify(order);
    await refused({ text: json, headers: { 'content-type': 'text/plain' } });
    await refused({ text: json, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    await refused({ text: json.replace('"dev"', '"dev","subject":"other"') });
    await refused({ text: `[${json}]` });
    await refused({ text: json.slice(1) });
    await refused({ text: '' });
    await refused({ body: { ...order, extra: 1 } });
    await refused({ body: { ...order, __proto__: null, reason: '' } });
    await refused({ body: { ...order, reason: 'two\nlines' } });
    await refused({ body: { ...order, reason: 'x'.repeat(501) } });
    await refused({ body: { ...order, scope: 'constructor' } });
    await refused({ body: { ...order, scope: 'everything' } });
    await refused({ body: { ...order, scope: 'session', subject: 's1' } });
    await refused({ body: { ...order, scope: 'credential', subject: 'sha256:00' } });
    await refused({ body: { ...order, reason: 'x'.repeat(100_000) } });
    expect((await call('GET', '/api/kills', { key })).body).toEqual({ kills: [] });
  });

  it('tells every act with the name of who did it', async () => {
    const { body } = await call('POST', '/api/kills', { key: mariasKey, body: order });
    expect(body['kill']).toMatchObject({ by: 'maria', scope: 'agent', subject: 'dev' });
    expect((await ask(stage.gateway.url, { key: stage.agentKey })).status).toBe(402);
    const { id } = body['kill'] as { id: string };
    expect((await call('DELETE', `/api/kills/${id}`, { key })).status).toBe(200);
    expect((await ask(stage.gateway.url, { key: stage.agentKey })).status).toBe(200);
    const { rows } = await queryAudit({
      folder: stage.dataFolder,
      sql: `SELECT principal, target, agent_id FROM events WHERE kind = 'admin.action' AND target = 'kill ${id}' ORDER BY seq`,
    });
    expect(rows).toEqual([
      ['maria', `kill ${id}`, 'dev'],
      ['local', `kill ${id}`, 'dev'],
    ]);
  });

  it('opens nothing on the listener of the agents', async () => {
    for (const path of ['/api/kills', '/api/status', '/api/runs']) {
      const answer = await callAdmin(stage.gateway.url, 'GET', path, { key });
      expect(answer.status).toBe(404);
    }
    expect((await ask(stage.gateway.url, { key })).status).toBe(401);
  });

  it('never lets a key of ours reach the provider', async () => {
    const headers = { authorization: `Bearer ${key}` };
    await ask(stage.gateway.url, { key: stage.agentKey, headers });
    const sent = stage.provider.requests.at(-1);
    expect(JSON.stringify(sent?.headers)).not.toContain('sk-sentrely');
  });
});

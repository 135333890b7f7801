import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../gateway/config.ts';
import { startGateway } from '../../gateway/gateway.ts';
import { jsonLog } from '../../gateway/operator-log.ts';
import { it as scenario } from './scene.ts';
import {
  ask,
  audit,
  closing,
  deploys,
  rules,
  start,
  until,
  upstream,
  wire,
  written,
} from './siege.ts';
import { calls, says } from './script.ts';

// Attacks by what surrounds a gateway: its provider, its files.

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'tool_use', id: 'toolu_1', name: 'deploy', input: {} }],
  stop_reason: 'tool_use',
  usage: { input_tokens: 1, output_tokens: 1 },
};

describe('a provider', () => {
  const json = JSON.stringify(message);

  it.each<[string, number, Record<string, string>, string]>([
    ['HTML', 200, { 'content-type': 'text/html' }, json],
    ['no type', 200, {}, json],
    ['a type that only begins well', 200, { 'content-type': 'application/json-seq' }, json],
    ['another charset', 200, { 'content-type': 'application/json; charset=utf-7' }, json],
    [
      'a stream of another charset',
      200,
      { 'content-type': 'text/event-stream;charset=utf-16' },
      '',
    ],
    ['a part', 206, { 'content-type': 'application/json' }, json],
    ['another place', 307, { 'content-type': 'application/json', location: 'http://x/' }, json],
    ['nothing new', 304, { 'content-type': 'application/json' }, ''],
    [
      'a packed answer',
      200,
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      json,
    ],
    ['JSON after a mark', 200, { 'content-type': 'application/json' }, `\uFEFF${json}`],
    ['JSON as a stream', 200, { 'content-type': 'text/event-stream' }, json],
    ['a stream as JSON', 200, { 'content-type': 'application/json' }, `data: ${json}\n\n`],
  ])('that answers with %s: nothing of it passes', async (_name, status, headers, body) => {
    const settings = await upstream((_request, response) => {
      response.writeHead(status, headers).end(body);
    });
    const on = await start({ settings });
    const response = await ask(on);
    const received = await response.text();
    expect(received).toContain('SENTRELY_ERR_UPSTREAM_UNREADABLE');
    expect(received).not.toContain('toolu_1');
  });

  it.each([
    'application/json',
    'application/json; charset=UTF-8',
    'Application/JSON;charset="utf-8"',
  ])('that says %s is read, and its hints and trailers are not', async (type) => {
    const settings = await upstream((_request, response) => {
      response.writeEarlyHints({ link: '</toolu_1>; rel=preload' });
      response.writeHead(200, { 'content-type': type, trailer: 'x-call' });
      response.write(json);
      response.addTrailers({ 'x-call': 'toolu_in_a_trailer' });
      response.end();
    });
    const on = await start({ settings });
    const answer = await wire(on, written(on, 'POST /v1/messages HTTP/1.1', [closing]));
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    expect(answer).toContain('sentrely_denied');
    expect(answer).not.toContain('x-call');
  });

  it('that never answers is left when the client leaves', async () => {
    const open = new Set<object>();
    const settings = await upstream((_request, response) => {
      open.add(response);
      response.once('close', () => open.delete(response));
    });
    const on = await start({ settings });
    await wire(on, written(on, 'POST /v1/messages HTTP/1.1'), 200);
    await until(() => open.size === 0);
  });

  it('that never answers is left by a client with several requests on one connection', async () => {
    const open = new Set<object>();
    let count = 0;
    const settings = await upstream((_request, response) => {
      count++;
      open.add(response);
      response.once('close', () => open.delete(response));
    });
    const on = await start({ settings });
    await wire(on, written(on, 'POST /v1/messages HTTP/1.1').repeat(3), 300);
    expect(count).toBe(3);
    await until(() => open.size === 0);
  });
});

describe('the files of a gateway', () => {
  it.each<[string, (path: string) => void]>([
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
    ['a folder', (path) => mkdirSync(path)],
    ['a link to itself', (path) => symlinkSync(path, path)],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
    ['a huge hole', (path) => (writeFileSync(path, ''), truncateSync(path, 2 ** 36))],
    ['nothing', () => {}],
  ])('in place of the bundle %s: the last good one stays', async (_name, put) => {
    const on = await start();
    const path = join(on.folder, 'bundle.json');
    rmSync(path);
    put(path);
    await until(() => on.log.some((line) => line.includes('bundle.rejected')));
    expect((await ask(on)).status).toBe(200);
    rmSync(path, { recursive: true, force: true });
    on.publish(rules, { revision: 2 });
    await until(() => on.log.some((line) => line.includes('"revision":2')));
  });

  it.each<[string, (path: string) => void]>([
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
    ['an empty file', (path) => writeFileSync(path, '')],
  ])('in place of the trust file %s: nothing new is loaded', async (_name, put) => {
    const on = await start();
    const path = join(on.folder, 'trust.json');
    rmSync(path);
    put(path);
    on.publish('policy all for agent dev { allow deploy }', { revision: 2 });
    await until(() => on.log.some((line) => line.includes('SENTRELY_ERR_TRUST_FILE')));
    expect((await ask(on)).status).toBe(200);
    expect(on.log.join('')).not.toContain('"revision":2');
  });

  it('a revocation ends the policy in force, and a new one is heard', async () => {
    const on = await start();
    const path = join(on.folder, 'trust.json');
    const trust = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const [[digest]] = (await audit(
      on,
      "SELECT bundle_digest FROM events WHERE kind = 'bundle.loaded'",
    )) as [[string]];
    const digests = [digest.replace(/^sha256:/, '')];
    writeFileSync(path, JSON.stringify({ ...trust, revoked: { digests, keyids: [] } }));
    await until(async () => (await ask(on)).status === 402);
    expect((await fetch(`${on.gateway.adminUrl}/readyz`)).status).toBe(503);
    on.publish(`${rules}\npolicy more for agent dev { rule none deny deploy }`, { revision: 2 });
    await until(async () => (await ask(on)).status === 200);
  });

  it('a state store that does not answer: denied until it does', async () => {
    const on = await start();
    const other = new DatabaseSync(join(on.dataFolder, 'state.db'));
    other.exec('BEGIN EXCLUSIVE');
    const refused = await ask(on);
    other.exec('ROLLBACK');
    other.close();
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain('SENTRELY_ERR_STATE_UNAVAILABLE');
    expect(await audit(on, 'SELECT * FROM decisions')).toEqual([]);
    expect(await (await ask(on)).text()).toContain('"name":"read_file"');
  });

  it('a second gateway over the same folder does not start, and the first goes on', async () => {
    const on = await start();
    const config = loadConfig(undefined, { ...listening, SENTRELY_DATA: on.dataFolder });
    const second = startGateway(
      config,
      jsonLog(() => {}, Date.now),
    );
    await expect(second).rejects.toMatchObject({ code: 'SENTRELY_ERR_AUDIT_LOCKED' });
    expect((await ask(on)).status).toBe(200);
  });
});

const listening = { SENTRELY_LISTEN: '127.0.0.1:0', SENTRELY_ADMIN_LISTEN: '127.0.0.1:0' };

describe('secrets', () => {
  it('stand in no log, no answer and no record, whatever goes wrong', async () => {
    const secret = 'sk-ant-the-key-of-the-provider';
    const on = await start({ script: deploys, settings: { SENTRELY_UPSTREAM_API_KEY: secret } });
    const heard = [
      await (await ask(on)).text(),
      await (await ask(on, { body: { model: secret.slice(0, 3), messages: 7 } })).text(),
      await (await ask(on, { headers: { 'content-encoding': 'br' } })).text(),
      await (await ask(on, { headers: { 'content-type': '' } })).text(),
      await (await ask(on, { headers: { 'x-sentrely-key': `${on.agentKey}x` } })).text(),
      await wire(on, written(on, 'POST /v1/%zz HTTP/1.1', [closing])),
      await wire(on, written(on, 'POST /v1/messages HTTP/9', [closing])),
      await wire(on, written(on, 'POST /v1/messages HTTP/1.1', ['transfer-encoding: x'])),
    ];
    const rows = JSON.stringify(await audit(on, 'SELECT * FROM events'));
    const all = [...heard, ...on.log, rows].join('\n');
    expect(rows).toContain('tool.decision');
    expect(all).not.toContain(secret);
    expect(all).not.toContain(on.agentKey);
  });
});

describe('a call that waits', () => {
  scenario('is parked once when its client leaves', async ({ open }) => {
    const input = { environment: 'production', version: '1' };
    const scene = await open(says(calls('1', ['deploy', input])));
    const leaving = new AbortController();
    const run = scene.run({ signal: leaving.signal });
    await scene.until(/^### Approval /);
    leaving.abort();
    await expect(run).rejects.toThrow();
    const sql = 'SELECT disposition FROM decisions ORDER BY seq';
    await until(async () => (await scene.audit(sql)).length === 2);
    await sleep(200);
    expect(await scene.audit(sql)).toEqual([['held'], ['parked']]);
  });
});

import { execFileSync } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startProvider } from '../../cli/demo/provider.ts';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { type StageOptions, startStage, type TestStage } from '../gateway/harness.ts';
import { it as sceneTest, short } from './scene.ts';
import { calls, says, text } from './script.ts';

// Attacks on a running gateway by somebody who has read its source.

const rules = `policy all for agent dev { allow read_file when .path under workspace }`;
const readsAFile = says(calls('1', ['read_file', { path: 'a.txt' }]), text('Done.'));
const deploys = says(calls('1', ['deploy', { environment: 'production' }]), text('Done.'));

const hello = { model: 'claude-test', max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] };

async function start(options: Partial<StageOptions> = {}): Promise<TestStage> {
  const stage = await startStage({ script: readsAFile, rules, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

/** A provider that answers as `listener` says. */
async function upstream(listener: RequestListener): Promise<{ SENTRELY_UPSTREAM_URL: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { SENTRELY_UPSTREAM_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

type Sent = Omit<RequestInit, 'body'> & { readonly body?: unknown };

async function ask(on: TestStage, { body = hello, headers, ...rest }: Sent = {}) {
  return await fetch(`${on.gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-sentrely-key': on.agentKey, 'content-type': 'application/json', ...headers },
    body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
    ...rest,
  });
}

/** Everything that comes back for these bytes until the gateway closes, or `forMs`. */
async function wire(on: TestStage, bytes: string, forMs = 1000): Promise<string> {
  const socket = connect(Number(new URL(on.gateway.url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1'))).on('error', () => {});
  socket.write(bytes);
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), sleep(forMs)]);
  socket.destroy();
  return received;
}

/** The bytes of one request; `head` lines stand before those that every request has. */
function written(on: TestStage, line: string, head: readonly string[] = [], body = hello): string {
  const json = JSON.stringify(body);
  const lines = [line, 'host: gateway', `x-sentrely-key: ${on.agentKey}`, ...head];
  if (!head.some((one) => /^(content-length|transfer-encoding):/.test(one)))
    lines.push(`content-length: ${json.length}`);
  return `${lines.join('\r\n')}\r\n\r\n${json}`;
}

async function audit(on: TestStage, sql: string): Promise<readonly unknown[]> {
  return (await queryAudit({ folder: on.dataFolder, sql })).rows;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 100) throw new Error('it never held');
    await sleep(30);
  }
}

const closing = 'connection: close';

describe('the request line', () => {
  it.each([
    'POST //v1/messages',
    'POST /v1/messages%3f',
    'POST /v1%2fmessages',
    'POST /v1/messages;x=1',
    'POST /v1/messages%00',
    'POST /v1/models/../messages',
    'POST /v1/messages/count_tokens/../batches',
    'POST /v1/%zz',
    'POST \\v1\\messages',
    'POST *',
    'PUT /v1/messages',
    'OPTIONS /v1/messages',
    'GET /v1/messages',
    'QUERY /v1/messages',
    'CONNECT 127.0.0.1:80',
  ])('%s reaches no provider', async (line) => {
    const on = await start();
    const answer = await wire(on, written(on, `${line} HTTP/1.1`, [closing]));
    expect(answer).not.toMatch(/^HTTP\/1.1 2/);
    expect(answer).not.toContain('read_file');
    expect(on.provider.requests).toHaveLength(0);
  });

  it.each([
    ['http://elsewhere.test/v1/messages?beta=true', '/v1/messages?beta=true'],
    ['/v1/%6dessages', '/v1/messages'],
    ['/v1/messages#/v1/files', '/v1/messages'],
    ['http://elsewhere.test/v1/messages/count_tokens', '/v1/messages/count_tokens'],
  ])('the provider is asked for the path that was checked: %s', async (target, path) => {
    const asked: (string | undefined)[] = [];
    const settings = await upstream((request, response) => {
      asked.push(request.url);
      response.writeHead(400).end();
    });
    const on = await start({ settings });
    await wire(on, written(on, `POST ${target} HTTP/1.1`, [closing]));
    expect(asked).toEqual([path]);
  });

  it('an upgrade is not one', async () => {
    const on = await start();
    const head = ['connection: upgrade', 'upgrade: websocket'];
    const answer = await wire(on, written(on, 'POST /v1/messages HTTP/1.1', head), 500);
    expect(answer).not.toContain('HTTP/1.1 101');
    expect(on.provider.requests[0]?.headers.upgrade).toBeUndefined();
  });
});

describe('framing', () => {
  it.each([
    ['two lengths', ['content-length: 5', 'content-length: 500']],
    ['a length and chunks', ['content-length: 5', 'transfer-encoding: chunked']],
    ['unknown coding', ['transfer-encoding: gzip']],
    ['chunks in disguise', ['transfer-encoding: chunked, identity']],
    ['a folded line', ['x-a: b', ' x-sentrely-key: c', 'content-length : 3']],
  ])('%s: refused', async (_name, head) => {
    const on = await start();
    const answer = await wire(on, written(on, 'POST /v1/messages HTTP/1.1', head));
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(on.provider.requests).toHaveLength(0);
  });

  it('a request cut in the middle reaches no provider', async () => {
    const on = await start();
    await wire(on, written(on, 'POST /v1/messages HTTP/1.1').slice(0, -3), 300);
    expect(on.provider.requests).toHaveLength(0);
  });

  it('a body that never ends is bounded in time and size', async () => {
    const on = await start({ settings: { SENTRELY_LIMITS_REQUEST_BYTES: '2048' } });
    const head = ['transfer-encoding: chunked', closing];
    const endless = `POST /v1/messages HTTP/1.1\r\nhost: a\r\nx-sentrely-key: ${on.agentKey}\r\n${head.join('\r\n')}\r\n\r\n`;
    const answer = await wire(on, endless + `400\r\n${'x'.repeat(1024)}\r\n`.repeat(4));
    expect(answer).toMatch(/^HTTP\/1.1 413/);
    expect(answer).toContain('SENTRELY_ERR_REQUEST_TOO_LARGE');
  });

  it('two requests at once on one connection are both judged, in order', async () => {
    const on = await start({ script: deploys });
    const one = written(on, 'POST /v1/messages HTTP/1.1');
    const answer = await wire(on, one + written(on, 'POST /v1/messages HTTP/1.1', [closing]));
    expect(answer.match(/sentrely_denied/g)).toHaveLength(2);
    expect(answer).not.toContain('"name":"deploy"');
    expect(await audit(on, 'SELECT disposition FROM decisions')).toEqual([['stopped'], ['stopped']]);
  });
});

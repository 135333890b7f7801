import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Script } from '../../cli/demo/provider.ts';
import { startStage, type StageOptions, type TestStage } from '../gateway/harness.ts';

const rules = `policy all for agent dev { allow read_file when .path under workspace }`;
const script: Script = () => ({
  content: [{ type: 'tool_use', id: 'toolu_1', name: 'read_file', input: { path: 'a.txt' } }],
});

let stage: TestStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function start(options: Partial<StageOptions> = {}): Promise<TestStage> {
  stage = await startStage({ script, rules, ...options });
  return stage;
}

async function ask(
  on: TestStage,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(`${on.gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': on.agentKey, 'content-type': 'application/json', ...headers },
    body:
      typeof body === 'string' || body instanceof Uint8Array
        ? (body as string)
        : JSON.stringify(body),
  });
}

const hello = {
  model: 'claude-test',
  max_tokens: 10,
  tools: [{ name: 'read_file', input_schema: { type: 'object' } }],
  messages: [{ role: 'user', content: 'hello' }],
};

async function ready(on: TestStage): Promise<{ status: number; body: string }> {
  const response = await fetch(`${on.gateway.adminUrl}/readyz`);
  return { status: response.status, body: await response.text() };
}

/** Waits until the log has a line that contains `text`. */
async function logged(on: TestStage, text: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const line = on.log.find((entry) => entry.includes(text));
    if (line !== undefined) return line;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never logged: ${text}\n${on.log.join('')}`);
}

describe('requests that cannot be read', () => {
  it.each([
    ['not JSON', 'hello', 'SENTRELY_ERR_REQUEST_SYNTAX'],
    ['an array', '[]', 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['repeated keys', '{"model":"a","model":"b","messages":[]}', 'SENTRELY_ERR_REQUEST_SYNTAX'],
    [
      'keys repeated by an escape',
      '{"model":"a","\\u006dodel":"b","messages":[]}',
      'SENTRELY_ERR_REQUEST_SYNTAX',
    ],
    [
      'not UTF-8',
      Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
      'SENTRELY_ERR_REQUEST_SYNTAX',
    ],
    ['cut off', '{"model":"a","messages":[', 'SENTRELY_ERR_REQUEST_SYNTAX'],
  ])('%s: a clear error, nothing reaches the provider', async (_name, body, code) => {
    const on = await start();
    const response = await ask(on, body);
    expect(response.status).toBe(400);
    const { type, error } = (await response.json()) as { type: string; error: { message: string } };
    expect(type).toBe('error');
    expect(error.message).toContain(code);
    expect(on.provider.requests).toHaveLength(0);
  });

  it('a body over the cap, a compressed body', async () => {
    const on = await start({ settings: { SENTRELY_LIMITS_REQUEST_BYTES: '2048' } });
    const large = await ask(on, {
      ...hello,
      messages: [{ role: 'user', content: 'x'.repeat(4096) }],
    });
    expect(large.status).toBe(413);
    expect(await large.text()).toContain('SENTRELY_ERR_REQUEST_TOO_LARGE');
    const packed = await ask(on, hello, { 'content-encoding': 'gzip' });
    expect(packed.status).toBe(400);
    expect(await packed.text()).toContain('SENTRELY_ERR_REQUEST_ENCODING');
    expect(on.provider.requests).toHaveLength(0);
  });

  it.each([
    '/v1/complete',
    '/v1/messages/batches/',
    '/v1/messages/batches/msgbatch_1',
    '/v1/files/file_1',
    '/',
    '/v1/messages/',
    '/V1/messages',
  ])('the path %s is not passed on', async (path) => {
    const on = await start();
    const response = await fetch(`${on.gateway.url}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': on.agentKey, 'content-type': 'application/json' },
      body: JSON.stringify(hello),
    });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('SENTRELY_ERR_ROUTE_UNKNOWN');
    expect(on.provider.requests).toHaveLength(0);
  });

  it.each([
    ['POST', '/v1/batches?key=hidden', 'send each request by itself'],
    ['GET', '/v1/batches/batch_1', 'send each request by itself'],
    ['POST', '/v1/batches', 'send each request by itself'],
    ['POST', '/v1/files', 'send the content in the request'],
    ['GET', '/v1/files/file_1/content', 'send the content in the request'],
    ['DELETE', '/v1/files/file_1', 'send the content in the request'],
  ])('says why it has no %s %s, and what to do', async (method, path, why) => {
    const on = await start();
    const form = new FormData();
    form.set('file', new Blob(['x']), 'x.txt');
    const response = await fetch(`${on.gateway.url}${path}`, {
      method,
      // As clients of OpenAI's send it.
      headers: { authorization: `Bearer ${on.agentKey}` },
      ...(method === 'POST' ? { body: form } : {}),
    });
    const told = await response.text();
    expect([response.status, told]).toEqual([404, expect.stringContaining(why)]);
    expect(told).toContain(`${method} ${path.split('?', 1)[0]}\``);
    expect(told).not.toContain('hidden');
    expect(on.provider.requests).toHaveLength(0);
  });

  it('a key that nobody has, and no key', async () => {
    const on = await start();
    expect((await ask(on, hello, { 'x-api-key': 'sk-sentrely-nobody' })).status).toBe(401);
    const none = await fetch(`${on.gateway.url}/v1/messages`, { method: 'POST', body: '{}' });
    expect(none.status).toBe(401);
    expect(none.headers.get('x-should-retry')).toBe('false');
    expect(on.provider.requests).toHaveLength(0);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'a tool named %s is denied like any unknown tool',
    async (name) => {
      const on = await start({
        script: () => ({ content: [{ type: 'tool_use', id: 'toolu_1', name, input: {} }] }),
      });
      const response = await ask(on, hello);
      const { content } = (await response.json()) as {
        content: { name: string; input: { reason: string } }[];
      };
      expect(content[0]?.name).toBe('sentrely_denied');
      expect(content[0]?.input.reason).toContain('Not run');
    },
  );
});

describe('bundles that cannot be trusted', () => {
  it('no bundle: everything is denied, and both listeners say so', async () => {
    const on = await start({ withoutBundle: true });
    const response = await ask(on, hello);
    expect(response.status).toBe(402);
    expect(await response.text()).toContain('SENTRELY_ERR_NO_BUNDLE');
    const { status, body } = await ready(on);
    expect(status).toBe(503);
    expect(body).toContain('SENTRELY_ERR_BUNDLE_MISSING');
    on.publish(rules);
    await logged(on, '"bundle.loaded"');
    expect((await ask(on, hello)).status).toBe(200);
  });

  it.each([
    ['random bytes', () => Buffer.from('\u0000\u0001 not a bundle'), 'SENTRELY_ERR_BUNDLE_SYNTAX'],
    ['an unsigned bundle', unsigned, 'SENTRELY_ERR_BUNDLE_SIGNATURE'],
    ['a tampered bundle', tampered, 'SENTRELY_ERR_BUNDLE_DIGEST'],
  ])('%s: the last good one stays in force', async (_name, spoil, code) => {
    const on = await start();
    const path = join(on.folder, 'bundle.json');
    const { readFileSync } = await import('node:fs');
    writeFileSync(path, spoil(readFileSync(path)));
    await logged(on, code);
    const { status, body } = await ready(on);
    expect(status).toBe(200);
    expect(body).toContain(code);
    expect((await ask(on, hello)).status).toBe(200);
    await on.restart();
    expect((await ask(on, hello)).status).toBe(200);
  });

  it('an older revision, and the same revision with other content', async () => {
    const on = await start();
    on.publish(rules, { revision: 5 });
    await logged(on, '"revision":5');
    on.publish(rules, { revision: 4 });
    await logged(on, 'SENTRELY_ERR_BUNDLE_COUNTER_REGRESSION');
    on.publish(`policy none for agent dev { allow deploy }`, { revision: 5 });
    await logged(on, 'SENTRELY_ERR_BUNDLE_COUNTER_CONTENT_MISMATCH');
    expect((await ask(on, hello)).status).toBe(200);
  });

  it('an expired bundle denies all, though it was loaded while it was valid', async () => {
    const on = await start({ withoutBundle: true });
    on.publish(rules, { expiresMs: Date.now() + 1500 });
    await logged(on, '"bundle.loaded"');
    expect((await ask(on, hello)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    expect((await ask(on, hello)).status).toBe(402);
  });
});

function unsigned(bytes: Buffer): Buffer {
  const bundle = JSON.parse(bytes.toString()) as { dsse: { signatures: unknown[] } };
  bundle.dsse.signatures = [];
  return Buffer.from(JSON.stringify(bundle));
}

/** Turns the allow of the rules into an allow of everything; the signature stays. */
function tampered(bytes: Buffer): Buffer {
  const bundle = JSON.parse(bytes.toString()) as { rules: string };
  const text = Buffer.from(bundle.rules, 'base64').toString();
  bundle.rules = Buffer.from(text.replace(/"when":\{[^}]*\}\}?/, '"when":null')).toString('base64');
  return Buffer.from(JSON.stringify(bundle));
}

/** What arrived of an answer, and whether it ended as answers end. */
function readUntilBroken(on: TestStage, body: object): Promise<{ text: string; isWhole: boolean }> {
  const headers = { 'x-api-key': on.agentKey, 'content-type': 'application/json' };
  return new Promise((resolve) => {
    const sent = request(`${on.gateway.url}/v1/messages`, { method: 'POST', headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('error', () => {});
      answer.on('close', () => resolve({ text, isWhole: answer.complete }));
    });
    sent.end(JSON.stringify(body));
  });
}

describe('a provider that misbehaves', () => {
  it('cuts the stream inside a tool block: nothing of the block is released', async () => {
    const on = await start({
      script: () => ({
        content: [
          { type: 'text', text: 'I will read.' },
          { type: 'tool_use', id: 'toolu_1', name: 'read_file', input: { path: 'a.txt' } },
        ],
        cutInBlock: 1,
      }),
    });
    const { text, isWhole } = await readUntilBroken(on, { ...hello, stream: true });
    expect(isWhole).toBe(false);
    expect(on.provider.requests).toHaveLength(1);
    expect(text).toContain('I will re');
    expect(text).not.toContain('"name":"read_file"');
    expect(text).not.toContain('message_stop');
  });

  it('answers with an error: it passes unchanged', async () => {
    const on = await start({
      script: () => ({ status: 529, type: 'overloaded_error', message: 'Overloaded' }),
    });
    const response = await ask(on, hello);
    expect(response.status).toBe(529);
    expect(await response.json()).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'req_scripted',
    });
  });

  it('is not there: a clear error', async () => {
    const on = await start({ settings: { SENTRELY_UPSTREAM_URL: 'http://127.0.0.1:1' } });
    const response = await ask(on, hello);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('SENTRELY_ERR_UPSTREAM_UNREACHABLE');
  });
});

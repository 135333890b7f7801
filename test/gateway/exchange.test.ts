import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { openAudit } from '../../gateway/audit/writer.ts';
import { BundleLoader } from '../../gateway/bundle-loader.ts';
import { loadConfig } from '../../gateway/config.ts';
import { loadSealKeys } from '../../gateway/seal-keys.ts';
import { createServer } from '../../gateway/server.ts';
import type { AdmissionFacts, AnswerOutcome, Services } from '../../gateway/services.ts';
import type { OpenCall } from '../../gateway/state/calls.ts';
import type { Usage } from '../../gateway/providers/dialect.ts';
import { connectUpstreams } from '../../gateway/upstreams/upstreams.ts';
import { preparePremises } from './harness.ts';
import {
  call as block,
  message as anthropicMessage,
  text as textBlock,
} from './providers/anthropic/harness.ts';
import { call as chunk, completion, text as textChunk } from './providers/openai-chat/harness.ts';
import { call as item, message, response } from './providers/openai-responses/harness.ts';

// The seams of the main flow (admission, live answers, use), in every dialect.

const rules = 'policy work for agent dev { allow read_file when .path under workspace }';
const args = '{"path":"notes.txt"}';

interface Way {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** A whole streamed answer with one allowed call. */
  readonly stream: string;
  /** What the client is told when its answer is stopped in the middle. */
  readonly stopped: RegExp;
  readonly usage: Partial<Usage>;
}

const ways: readonly (readonly [string, Way])[] = [
  [
    'Messages',
    {
      path: '/v1/messages',
      body: { model: 'm', max_tokens: 64, messages: [{ role: 'user', content: 'go' }] },
      stream: anthropicMessage(textBlock(0, 'first'), block(1, 'read_file', args)),
      stopped:
        /event: error\ndata: \{"type":"error","error":\{"type":"permission_error","message":"[^"]*killed/,
      usage: { input: 12, output: 42, cacheRead: 30, cacheWrite: 4 },
    },
  ],
  [
    'Responses',
    {
      path: '/v1/responses',
      body: { model: 'm', max_output_tokens: 64, input: 'go' },
      stream: response(message(0, 'first'), item(1, 'read_file', args)),
      stopped: /event: response.failed\ndata: [^\n]*"code":"invalid_prompt","message":"[^"]*killed/,
      usage: { input: 12, output: 42, cacheRead: 30, cacheWrite: 4 },
    },
  ],
  [
    'Chat Completions',
    {
      path: '/v1/chat/completions',
      body: { model: 'm', max_tokens: 64, messages: [{ role: 'user', content: 'go' }] },
      stream: completion(textChunk('first'), chunk(0, 'read_file', args)),
      stopped: /data: \{"error":\{"message":"[^"]*killed[^\n]*"type":"permission_error"/,
      usage: { input: 12, output: 7, cacheRead: 30 },
    },
  ],
];

type Told = readonly [usage: Usage, outcome: AnswerOutcome];

interface Set {
  readonly url: string;
  readonly asked: readonly string[];
  /** What was told, once as much was. */
  readonly told: (count: number) => Promise<readonly Told[]>;
  readonly folder: string;
  readonly post: (way: Way, members?: object) => Promise<Response>;
}

/** A gateway's listener over everything real but the store of calls, with these seams. */
async function set(
  answer: (response: ServerResponse, path: string) => void,
  seams: Partial<Pick<Services, 'admit' | 'live' | 'used'>> = {},
  policy: string = rules,
): Promise<Set> {
  const asked: string[] = [];
  const provider = createHttpServer((request, reply) => {
    request.resume().on('end', () => {
      asked.push(request.url ?? '');
      answer(reply, request.url ?? '');
    });
  });
  await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve));
  const premises = preparePremises();
  premises.publish(policy);
  const address = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const config = loadConfig(undefined, {
    ...premises.settings,
    SENTRELY_UPSTREAM_URL: address,
    SENTRELY_UPSTREAM_OPENAI_URL: address,
    SENTRELY_UPSTREAM_API_KEY: 'a',
    SENTRELY_UPSTREAM_OPENAI_API_KEY: 'o',
  });
  const audit = await openAudit({
    folder: config.data,
    origin: config.gateway,
    durableWithinMs: config.audit.durable_ms,
    sealEveryMs: config.audit.seal_ms,
    gatewayVersion: 'test',
    onTrouble: (error) => {
      throw error;
    },
  });
  const loader = new BundleLoader({
    bundlePath: config.bundle.path,
    trustPath: config.bundle.trust,
    dataFolder: config.data,
    pollMs: config.bundle.poll_ms,
    revisions: { read: async () => undefined, commit: async () => 'committed' },
    now: Date.now,
    listener: async () => {},
    report: () => {},
  });
  await loader.start();
  const open = new Map<string, OpenCall>();
  const told: Told[] = [];
  const upstreams = connectUpstreams(config, { environment: {}, now: Date.now, report: () => {} });
  const server = createServer({
    config,
    loader,
    audit,
    approvals: undefined,
    calls: {
      open: async (call) => void open.set(`${call.session} ${call.callId}`, call),
      close: async (session, id) => open.get(`${session} ${id}`),
      touchSession: async () => 'known',
    },
    batches: {} as Services['batches'],
    files: {} as Services['files'],
    seals: loadSealKeys(config.data),
    upstreams,
    now: Date.now,
    stopping: new AbortController().signal,
    report: () => {},
    used: (_conversation, usage, outcome) => void told.push([usage, outcome]),
    ...seams,
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    loader.stop();
    provider.closeAllConnections();
    await server.close();
    await new Promise((resolve) => provider.close(resolve));
    await upstreams.close();
    await audit.close();
    premises.remove();
  });
  return {
    url,
    asked,
    told: async (count) => {
      while (told.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      return told;
    },
    folder: config.data,
    post: (way, members = { stream: true }) =>
      fetch(`${url}${way.path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${premises.agentKey}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ ...way.body, ...members }),
      }),
  };
}

function streams(way: Way, until = way.stream.length): (response: ServerResponse) => void {
  return (reply) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.write(way.stream.slice(0, until));
    if (until === way.stream.length) reply.end();
  };
}

const killed = new SentrelyError('SENTRELY_ERR_TEST_KILLED', {
  status: 402,
  title: 'the session was killed',
  help: 'Ask maria.',
});

function broke(resetsAtMs: number): SentrelyError {
  const entry = { status: 429, title: 'the budget is spent', help: 'Wait.' };
  return new SentrelyError('SENTRELY_ERR_TEST_BUDGET', entry, undefined, { resetsAtMs });
}

/** What of an answer arrives, however it ends. */
async function readUntilCut({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body ?? []) chunks.push(chunk);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
  }
  return Buffer.concat(chunks).toString();
}

describe.each(ways)('%s', (name, way) => {
  test('an admitted request is passed on, and its use is told once', async () => {
    let facts: AdmissionFacts | undefined;
    const on = await set(streams(way), {
      admit: async (_conversation, seen) => void (facts = seen),
    });
    const answer = await on.post(way);
    expect(await answer.text()).toBe(
      way.stream.replace(
        name === 'Chat Completions' ? /data: [^\n]*"choices":\[\],"usage":\{[^\n]*\n\n/ : '\0',
        '',
      ),
    );
    expect(await on.told(1)).toEqual([[expect.objectContaining(way.usage), 'complete']]);
    expect(facts?.request).toMatchObject({ model: 'm', outputMax: 64, isStream: true });
    expect(facts?.request.promptTexts()).toEqual(['go']);
    expect(facts?.requestBytes).toBe(JSON.stringify({ ...way.body, stream: true }).length);
  });

  test('a refused request never reaches the provider, and is on record', async () => {
    const on = await set(streams(way), { admit: () => Promise.reject(killed) });
    for (const stream of [true, false]) {
      const answer = await on.post(way, { stream });
      const isResponses = name === 'Responses';
      expect(answer.status).toBe(isResponses ? (stream ? 200 : 400) : 402);
      expect(answer.headers.get('x-should-retry')).toBe(isResponses && stream ? null : 'false');
      const body = await answer.text();
      expect(body).toContain('the session was killed. Ask maria. (SENTRELY_ERR_TEST_KILLED)');
      if (isResponses && stream) expect(body).toContain('"code":"invalid_prompt"');
    }
    expect(on.asked).toEqual([]);
    expect(await on.told(0)).toEqual([]);
    const { rows } = await queryAudit({
      folder: on.folder,
      sql: `SELECT kind, status FROM events WHERE kind LIKE 'llm.%' ORDER BY kind`,
    });
    expect(rows.map((row) => row.map(String))).toEqual([
      ['llm.request', 'null'],
      ['llm.request', 'null'],
      ['llm.response', '402'],
      ['llm.response', '402'],
    ]);
  });

  test('a spent budget says when to come back', async () => {
    const on = await set(streams(way), {
      admit: () => Promise.reject(broke(Date.now() + 3_600_000)),
    });
    const answer = await on.post(way, { stream: false });
    expect(answer.status).toBe(name === 'Responses' ? 400 : 429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3500);
    const { error } = (await answer.json()) as { error: { type: string } };
    expect(error.type).toBe(name === 'Messages' ? 'billing_error' : 'insufficient_quota');
  });

  test('a live answer is cut in the middle of a call: the client is told, and nothing more leaves', async () => {
    let cut: ((reason: string) => void) | undefined;
    let live = 0;
    const until = way.stream.indexOf('notes') - 4;
    const on = await set(streams(way, until), {
      live: {
        register: (_conversation, stop) => {
          live++;
          cut = stop;
          return () => void live--;
        },
      },
    });
    const answer = await on.post(way);
    const reader = answer.body?.getReader();
    let out = '';
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
      out += Buffer.from(read.value).toString();
      if (out.includes('first')) cut?.('killed by maria');
    }
    expect(out).toMatch(way.stopped);
    expect(out).not.toContain('read_file');
    expect((await on.told(1)).map(([, outcome]) => outcome)).toEqual(['stopped']);
    expect(live).toBe(0);
  });

  test.each([true, false])(
    'an answer that has not begun is cut too (stream: %s)',
    async (stream) => {
      let cut: ((reason: string) => void) | undefined;
      const on = await set(() => cut?.('killed by maria'), {
        live: {
          register: (_conversation, stop) => {
            cut = stop;
            return () => {};
          },
        },
      });
      const answer = await on.post(way, { stream });
      expect(answer.status).toBe(name === 'Responses' ? (stream ? 200 : 400) : 402);
      expect(await answer.text()).toContain('killed by maria');
      expect((await on.told(1)).map(([, outcome]) => outcome)).toEqual(['stopped']);
    },
  );

  test.each([true, false])(
    'a message that breaks off behind its call lets go of it, unless messages are held (%s)',
    async (isHeld) => {
      const end = way.stream.slice(0, -2).lastIndexOf('\n\n') + 2;
      const on = await set(
        (reply) => {
          reply.writeHead(200, { 'content-type': 'text/event-stream' });
          reply.end(way.stream.slice(0, end));
        },
        {},
        isHeld ? `guard whole for agent dev { hold message rule d deny deploy }\n${rules}` : rules,
      );
      const out = await readUntilCut(await on.post(way));
      expect(out).toContain('first');
      expect(out.includes('read_file')).toBe(!isHeld);
    },
  );

  test('an error of the provider is told as refused, a lost provider as failed', async () => {
    const on = await set((reply) => {
      if (on.asked.length === 1)
        reply.writeHead(529, { 'content-type': 'application/json' }).end('{"x":1}');
      else reply.socket?.destroy();
    });
    const refused = await on.post(way);
    expect([refused.status, await refused.text()]).toEqual([529, '{"x":1}']);
    const failed = await on.post(way);
    expect(failed.status).toBe(502);
    expect(failed.headers.get('x-should-retry')).toBeNull();
    expect((await on.told(2)).map(([, outcome]) => outcome)).toEqual(['refused', 'failed']);
  });

  test('whoever counts may fail: the client does not see it', async () => {
    const on = await set(streams(way), { used: () => Promise.reject(new Error('no ledger')) });
    const answer = await on.post(way);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('first')]);
  });
});

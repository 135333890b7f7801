import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chunk,
  chunkHeaders,
  chunks,
  exception,
  frame,
  messagesOf,
} from '../gateway/providers/bedrock/frames.ts';
import { call, message, text } from '../gateway/providers/anthropic/harness.ts';
import { type BedrockScript, sendJson, streamFrames } from '../gateway/providers/bedrock/server.ts';
import { type CloudStage, startCloudStage } from './cloud-stage.ts';
import { says, text as saysText } from './script.ts';

// Clouds and clients of clouds that want a call to pass unjudged, or a request to mean another.

const rules = 'policy work for agent dev { allow read_file when .path under workspace }';

/** A denied call: no byte of its arguments may reach the client as a call. */
const hidden = '{"path":"/etc/shadow"}';
const before = [text(0, 'Hello.')];
const whole = message(...before, call(1, 'read_file', hidden));

let script: BedrockScript = () => {};
let bedrock: CloudStage;
let anthropic: CloudStage;
beforeAll(async () => {
  const speech = says(saysText('Hello.'));
  const bedrockScript: BedrockScript = (asked, reply) => script(asked, reply);
  bedrock = await startCloudStage({ cloud: 'bedrock', script: speech, rules, bedrockScript });
  anthropic = await startCloudStage({ cloud: 'anthropic', script: speech, rules });
});
afterAll(async () => {
  await bedrock.close();
  await anthropic.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly isWhole: boolean;
}

/** Sends a request whose path goes over the wire as it stands here. */
function post(
  { gateway, agentKey }: CloudStage,
  path: string,
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    const sent = httpRequest(
      {
        hostname,
        port,
        path,
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', 'x-sentrely-key': agentKey, ...headers },
      },
      async (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', () => {});
        answer.once('close', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts),
            isWhole: answer.complete,
          }),
        );
      },
    );
    sent.once('error', reject);
    sent.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

let conversations = 0;

/** A request of Messages, each of a conversation of its own. */
function messages(): Record<string, unknown> {
  const content = `Conversation ${conversations++}`;
  return { max_tokens: 64, messages: [{ role: 'user', content }] };
}

const invoke = '/model/eu.anthropic.claude-sonnet-5-v1%3A0/invoke-with-response-stream';

/** Both clients of a model at Bedrock: what each was sent, as the text of all events. */
const clients = [
  [
    'of Anthropic’s API',
    async (stage: CloudStage) => {
      const body = { ...messages(), model: 'claude-sonnet-5', stream: true };
      const answer = await post(stage, '/v1/messages', body);
      return { ...answer, said: answer.body.toString() };
    },
  ],
  [
    'of Bedrock',
    async (stage: CloudStage) => {
      const body = { ...messages(), anthropic_version: 'bedrock-2023-05-31' };
      const answer = await post(stage, invoke, body);
      const isStream = answer.headers['content-type'] === 'application/vnd.amazon.eventstream';
      return { ...answer, said: isStream ? decoded(answer.body) : answer.body.toString() };
    },
  ],
] as const;

/** A whole stream as text, read by the library of AWS. */
function decoded(bytes: Buffer): string {
  return messagesOf(bytes)
    .map(({ kind, json }) => `${kind} ${json}`)
    .join('\n');
}

const frames = chunks(whole);
const events = [...whole.matchAll(/^data: ([^\n]*)/gm)].map(([, json = '']) => json);
const callAt = events.findIndex((json) => json.includes('tool_use'));
const ahead = frames.slice(0, callAt);
const hiding = events.slice(callAt);

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed[bytes.length - 10] = (changed[bytes.length - 10] ?? 0) ^ 1;
  return changed;
}

describe.each(clients)('a client %s', (_client, ask) => {
  it.each([
    [
      'of another event type',
      hiding.map((json) => chunk(json, { ...chunkHeaders, ':event-type': 'metadata' })),
    ],
    [
      'of another content type',
      hiding.map((json) => chunk(json, { ...chunkHeaders, ':content-type': 'text/plain' })),
    ],
    ['all in one message', [chunk(hiding.join(''))]],
    [
      'all in one message, as lines of an event stream',
      [chunk(hiding.map((json) => `data: ${json}\n\n`).join(''))],
    ],
    [
      'in base64 that has spaces',
      hiding.map((json) =>
        frame(chunkHeaders, JSON.stringify({ bytes: ` ${Buffer.from(json).toString('base64')}` })),
      ),
    ],
    ['compressed', hiding.map((json) => frame(chunkHeaders, gzipSync(chunk(json))))],
    ['damaged', hiding.map((json) => flipped(chunk(json)))],
    ['in a message inside a message', hiding.map((json) => frame(chunkHeaders, chunk(json)))],
    ['as plain events', [Buffer.from(hiding.map((json) => `data: ${json}\n\n`).join(''))]],
    [
      'announced as too long',
      [Buffer.from('7fffffff0000000000000000', 'hex'), ...frames.slice(callAt)],
    ],
    [
      'with an end in the middle',
      [
        ...frames.slice(callAt, callAt + 2),
        Buffer.concat(frames.slice(callAt + 2)).subarray(0, 30),
      ],
    ],
    [
      'with an exception in the middle',
      [...frames.slice(callAt, callAt + 2), exception('throttlingException', 'slow down')],
    ],
  ])('never sees a call %s', async (how, rest) => {
    script = (_asked, reply) => streamFrames(reply, [...ahead, ...rest]);
    const { said } = await ask(bedrock);
    expect(said).toContain('Hello.');
    expect(said).not.toMatch(/tool_use|shadow|read_file/);
    expect(said).not.toContain('message_stop');
    const isEnded = how.endsWith('in the middle');
    expect(said).toMatch(isEnded ? /UPSTREAM_CUT|slow down/ : /SENTRELY_ERR_UPSTREAM_UNREADABLE/);
    expect(said).toMatch(/event: error|Exception/);
  });

  it('sees a denied call as denied, however its bytes were cut', async () => {
    script = (_asked, reply) => {
      const bytes = Buffer.concat(frames);
      streamFrames(
        reply,
        Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1)),
      );
    };
    const { said, isWhole } = await ask(bedrock);
    expect(isWhole).toBe(true);
    expect(said).toContain('sentrely_denied');
    expect(said).not.toMatch(/"name":"read_file"/);
    expect(said).toContain('message_stop');
  });

  it.each([
    ['is compressed', { 'content-encoding': 'gzip' }],
    ['is of another type', { 'content-type': 'application/octet-stream' }],
    [
      'is of two types',
      { 'content-type': 'application/vnd.amazon.eventstream, text/event-stream' },
    ],
  ])('sees nothing of an answer that %s', async (_how, headers) => {
    script = (_asked, reply) => {
      reply.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', ...headers });
      reply.end(Buffer.concat(frames));
    };
    const { status, said } = await ask(bedrock);
    expect(status).toBe(502);
    expect(said).toContain('SENTRELY_ERR_UPSTREAM_UNREADABLE');
    expect(said).not.toMatch(/Hello|tool_use|shadow/);
  });
});

describe('a client of Bedrock', () => {
  const version = { anthropic_version: 'bedrock-2023-05-31' };

  async function expectRefused(path: string, body: string | object, code: string): Promise<void> {
    const asked = bedrock.bedrock.requests.length;
    const answer = await post(bedrock, path, body);
    expect(answer.status).toBe(code === 'SENTRELY_ERR_ROUTE_UNKNOWN' ? 404 : 400);
    expect(JSON.parse(answer.body.toString())).toEqual({
      message: expect.stringContaining(code) as string,
    });
    expect(answer.headers['x-amzn-errortype']).toMatch(/^(ResourceNotFound|Validation)Exception$/);
    expect(bedrock.bedrock.requests).toHaveLength(asked);
  }

  it.each([
    '/model/m/converse',
    '/model/m/converse-stream',
    '/model/m/count-tokens',
    '/model/m/invoke-with-bidirectional-stream',
    '/model/m/invoke/',
    '/model/m/Invoke',
    '/model/m/x/invoke',
    '/model/m/../n/invoke',
    '/model//invoke/invoke',
    '/model/m%2Finvoke',
  ])('is refused at %s, which nobody enforces', async (path) => {
    await expectRefused(path, { ...messages(), ...version }, 'SENTRELY_ERR_ROUTE_UNKNOWN');
  });

  it.each(['/async-invoke', '/model-invocation-job', '/guardrail/g/version/1/apply'])(
    'is refused at %s too',
    async (path) => {
      expect((await post(bedrock, path, {})).status).toBe(404);
    },
  );

  it.each([
    'a%2F..%2Fb',
    '..%2F..%2Fv1%2Fmessages',
    '%2e%2e',
    'a%252Fb',
    'a%0d%0aHost:%20b',
    'a%00',
    'a%3Fb',
    'a%20b',
    '%C3%A4',
    'a'.repeat(2049),
  ])('is refused with the model %.40s', async (model) => {
    const body = { ...messages(), ...version };
    await expectRefused(`/model/${model}/invoke`, body, 'SENTRELY_ERR_REQUEST_SHAPE');
  });

  it.each([
    ['a model in its body too', { model: 'claude-opus-5-5' }],
    ['the same model in its body too', { model: 'm' }],
    ['a stream in its body', { stream: true }],
    ['no version', { anthropic_version: undefined }],
    ['betas that are no list', { anthropic_beta: 'a' }],
    ['a beta that adds a header', { anthropic_beta: ['a\r\nx-api-key: b'] }],
    ['a beta that is two', { anthropic_beta: ['a,b'] }],
    ['a beta that is no text', { anthropic_beta: [1] }],
  ])('is refused with %s', async (_what, members) => {
    const body = { ...messages(), ...version, ...members };
    await expectRefused('/model/m/invoke', body, 'SENTRELY_ERR_REQUEST_SHAPE');
  });

  it('is refused with a model twice in its body, one of them escaped', async () => {
    const body = JSON.stringify({ ...messages(), ...version }).replace('{', '{"mod\\u0065l":"x",');
    await expectRefused('/model/m/invoke', body, 'SENTRELY_ERR_REQUEST_SHAPE');
  });

  it('is refused when its body is compressed', async () => {
    const answer = await post(bedrock, '/model/m/invoke', {}, { 'content-encoding': 'gzip' });
    expect(answer.body.toString()).toContain('SENTRELY_ERR_REQUEST_ENCODING');
  });

  it('may name a model by its ARN', async () => {
    script = (_asked, reply) => sendJson(reply, '{"type":"message","content":[]}');
    const arn = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc';
    const path = `/model/${encodeURIComponent(arn)}/invoke`;
    expect((await post(bedrock, path, { ...messages(), ...version })).status).toBe(200);
    expect(bedrock.bedrock.requests.at(-1)).toMatchObject({ model: arn, target: path });
  });

  it('has every byte of its body sent on but those that the path stands for', async () => {
    script = (_asked, reply) => sendJson(reply, '{"type":"message","content":[]}');
    const members =
      '"max_tokens":64.0, "temperature" : 1e0,"messages":[{"role":"user","content":"\\u0041 b"}]';
    await post(bedrock, '/model/m/invoke', `{"anthropic_version":"bedrock-2023-05-31",${members}}`);
    expect(bedrock.bedrock.requests.at(-1)?.text).toBe(
      `{"anthropic_version":"bedrock-2023-05-31",${members}}`,
    );
  });

  it('has no signature, token or key of its own sent on', async () => {
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=theirs/20260101/us-east-1/bedrock/aws4_request',
      'x-amz-date': '20260101T000000Z',
      'x-amz-security-token': 'theirs',
      'x-goog-api-key': 'theirs',
    };
    const body = { ...messages(), ...version, anthropic_beta: ['one-1', 'two-2'] };
    expect((await post(anthropic, '/model/m/invoke', body, headers)).status).toBe(200);
    const { headers: sent } = anthropic.provider.requests.at(-1) ?? {};
    expect(JSON.stringify(sent)).not.toMatch(/theirs|sk-sentrely|x-amz/);
    expect(sent).toMatchObject({
      'x-api-key': 'provider-key',
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'one-1,two-2',
    });
  });

  it('may send its key as a Bedrock API key', async () => {
    const headers = { authorization: `Bearer ${anthropic.agentKey}`, 'x-sentrely-key': '' };
    const answer = await post(anthropic, invoke, { ...messages(), ...version }, headers);
    expect(answer.status).toBe(200);
    expect(decoded(answer.body)).toContain('Hello.');
  });
});

describe('a client of Vertex AI', () => {
  const models = '/v1/projects/p/locations/l/publishers/anthropic/models';
  const version = { anthropic_version: 'vertex-2023-10-16' };

  it.each([
    `${models}/m:generateContent`,
    `${models}/m:predict`,
    `${models}/m`,
    `${models}/m:rawPredict:rawPredict`,
    `${models}/m:RawPredict`,
    '/v1/projects/p/locations/l/publishers/google/models/m:rawPredict',
    '/v1beta1/projects/p/locations/l/publishers/anthropic/models/m:rawPredict',
    '/v1/projects/p/locations/l/endpoints/1:rawPredict',
  ])('is refused at %s, which nobody enforces', async (path) => {
    const answer = await post(bedrock, path, { ...messages(), ...version });
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).toContain('SENTRELY_ERR_ROUTE_UNKNOWN');
  });

  it.each([
    ['a model with a step up', `${models}/..%2Fm:rawPredict`, {}],
    ['a model that counts tokens, streamed', `${models}/count-tokens:streamRawPredict`, {}],
    ['a model in its body', `${models}/m:rawPredict`, { model: 'm' }],
    ['a stream where none is', `${models}/m:rawPredict`, { stream: true }],
    ['no stream where one is', `${models}/m:streamRawPredict`, { stream: false }],
    ['a stream that is no boolean', `${models}/m:rawPredict`, { stream: 'false' }],
    ['no version', `${models}/m:rawPredict`, { anthropic_version: undefined }],
    ['a count of no model', `${models}/count-tokens:rawPredict`, {}],
  ])('is refused with %s', async (_what, path, members) => {
    const answer = await post(bedrock, path, { ...messages(), ...version, ...members });
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain('SENTRELY_ERR_REQUEST_SHAPE');
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { bedrockTransport } from '../../../../gateway/providers/bedrock/transport.ts';
import type {
  ClientRequest,
  TransportSettings,
  WireAnswer,
} from '../../../../gateway/upstreams/transport.ts';

const body =
  '{ "model":"claude-sonnet-4-5", "max_tokens": 64.0,"stream":true,  "messages":[{"role":"user","content":"\\u0041"}] }';

function settings(changes: Partial<TransportSettings> = {}): TransportSettings {
  return {
    name: 'bedrock',
    url: undefined,
    region: 'eu-west-1',
    project: undefined,
    credential: () => 'ABSK-key',
    environment: {},
    now: Date.now,
    ...changes,
  };
}

function asked(changes: Partial<ClientRequest> = {}): ClientRequest {
  return {
    method: 'POST',
    path: '/v1/messages?beta=true',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
    model: 'claude-sonnet-4-5',
    upstreamModel: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
    isStream: true,
    ...changes,
  };
}

const never = new AbortController().signal;

async function sent(changes: Partial<ClientRequest> = {}, of: Partial<TransportSettings> = {}) {
  const request = await bedrockTransport(settings(of)).request(asked(changes), never);
  return { ...request, text: String(request.body) };
}

describe('a request to Bedrock', () => {
  it('has the model in its path, the version in its body, and every other byte of the client', async () => {
    expect(await sent()).toMatchObject({
      method: 'POST',
      path: '/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke-with-response-stream',
      headers: {
        accept: 'application/vnd.amazon.eventstream',
        'content-type': 'application/json',
        authorization: 'Bearer ABSK-key',
      },
      text: '{"anthropic_version":"bedrock-2023-05-31", "max_tokens": 64.0,  "messages":[{"role":"user","content":"\\u0041"}] }',
    });
  });

  it('is an invoke where no stream is wanted, whatever the body says', async () => {
    const request = await sent({ isStream: false });
    expect(request.path).toMatch(/\/invoke$/);
    expect(request.headers['accept']).toBe('application/json');
  });

  it('has betas in its body, and no header but what Bedrock reads', async () => {
    const headers = {
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a-1, b-2,,"c',
      authorization: 'Bearer of the client',
      'x-api-key': 'of the client',
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      'x-amz-security-token': 'of the client',
      'x-amzn-bedrock-guardrailidentifier': 'g1',
      'x-claude-code-session-id': 's',
      'user-agent': 'claude',
    };
    const request = await sent({ headers });
    expect(JSON.parse(request.text)).toMatchObject({ anthropic_beta: ['a-1', 'b-2', '"c'] });
    expect(Object.keys(request.headers).toSorted()).toEqual([
      'accept',
      'authorization',
      'content-type',
      'x-amzn-bedrock-guardrailidentifier',
    ]);
    expect(request.headers['authorization']).toBe('Bearer ABSK-key');
  });

  it.each([
    ['2023-06-01', 'bedrock-2023-05-31'],
    ['2026-10-21', '2026-10-21'],
    ['x","model":"y', 'bedrock-2023-05-31'],
  ])('states the version %s as %s', async (version, stated) => {
    const { text } = await sent({ headers: { 'anthropic-version': version } });
    expect(JSON.parse(text)).toMatchObject({ anthropic_version: stated });
    expect(JSON.parse(text)).not.toHaveProperty('model');
  });

  it('counts tokens of the model behind a profile', async () => {
    const path = '/v1/messages/count_tokens?beta=true';
    const request = await sent({ path, isStream: false });
    expect(request.path).toBe('/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens');
    const { input } = JSON.parse(request.text) as { input: { invokeModel: { body: string } } };
    const inner = Buffer.from(input.invokeModel.body, 'base64').toString();
    expect(inner).toBe(
      '{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,  "messages":[{"role":"user","content":"\\u0041"}] }',
    );
  });

  it('counts beyond the tokens for thinking, without betas and without an empty list of tools', async () => {
    const text = body.replace(
      '{',
      '{"thinking":{"type":"enabled","budget_tokens":2048},"tools":[],',
    );
    const request = await sent({
      path: '/v1/messages/count_tokens',
      headers: { 'anthropic-beta': 'a-1' },
      body: Buffer.from(text),
    });
    const { input } = JSON.parse(request.text) as { input: { invokeModel: { body: string } } };
    const inner = JSON.parse(Buffer.from(input.invokeModel.body, 'base64').toString()) as object;
    expect(Object.keys(inner)).toEqual(['anthropic_version', 'max_tokens', 'thinking', 'messages']);
    expect(inner).toMatchObject({ max_tokens: 2049 });
  });

  it('has no labels for accounts, and asks for no conversation to be kept', async () => {
    const text = body.replace('{', '{"tags":{"a":"b"},"thread":{"type":"create"},');
    const headers = { 'anthropic-beta': 'a-1,request-tags-2026-08-21' };
    const request = await sent({ body: Buffer.from(text), headers });
    expect(JSON.parse(request.text)).toEqual({
      anthropic_version: 'bedrock-2023-05-31',
      anthropic_beta: ['a-1'],
      max_tokens: 64,
      messages: [{ role: 'user', content: 'A' }],
    });
  });

  it('may go through another host and below a path', async () => {
    const url = 'https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com/base/';
    const transport = bedrockTransport(settings({ url }));
    expect(transport.origin).toBe('https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com');
    expect((await transport.request(asked(), never)).path).toMatch(/^\/base\/model\/eu/);
  });

  it.each([
    ['an ARN', 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc'],
    ['a profile', 'global.anthropic.claude-opus-5-5-v1:0'],
  ])('names %s in one part of its path', async (_name, upstreamModel) => {
    const { path } = await sent({ upstreamModel });
    expect(path).toBe(`/model/${encodeURIComponent(upstreamModel)}/invoke-with-response-stream`);
  });

  it.each([
    '..',
    '.',
    'a/../b',
    'a/./b',
    'a//b',
    'a/..',
    '/a',
    'a/',
    'a?x=1',
    'a#b',
    'a%2f..%2fb',
    'a b',
    'a\r\nx: y',
    'a\\..\\b',
    'ä',
    '',
    'a'.repeat(2049),
  ])('is refused for the model %j', async (upstreamModel) => {
    await expect(sent({ upstreamModel })).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_REQUEST',
    });
  });

  it.each(['anthropic_version', 'anthropic_beta'])('is refused with %s of its own', async (key) => {
    const text = body.replace('{', `{"${key}":[],`);
    await expect(sent({ body: Buffer.from(text) })).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_REQUEST',
    });
  });
});

describe('a credential for Bedrock', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };
  const json = '{"Version":1,"AccessKeyId":"AKIAFILE","SecretAccessKey":"s","SessionToken":"t"}';

  it.each([
    ['a configured API key', { credential: () => 'ABSK\n' }, /^Bearer ABSK$/],
    ['configured keys', { credential: () => json }, /Credential=AKIAFILE\/.*x-amz-security-token/],
    [
      'the API key of the environment',
      { credential: undefined, environment: { ...keys, AWS_BEARER_TOKEN_BEDROCK: 'ABSK' } },
      /^Bearer ABSK$/,
    ],
    [
      'the keys of the environment',
      { credential: undefined, environment: keys },
      /Credential=AKIA\/\d{8}\/eu-west-1\/bedrock\/aws4_request, SignedHeaders=accept;content-type;host;x-amz-date,/,
    ],
  ])('is %s', async (_name, of, pattern) => {
    expect((await sent({}, of)).headers['authorization']).toMatch(pattern);
  });

  it('is read for every request', async () => {
    let key = 'one';
    const transport = bedrockTransport(settings({ credential: () => key }));
    await transport.request(asked(), never);
    key = 'two';
    const { headers } = await transport.request(asked(), never);
    expect(headers['authorization']).toBe('Bearer two');
  });

  it.each([
    ['keys without a secret', '{"AccessKeyId":"a"}'],
    ['keys twice', json.replace('"Version":1', '"AccessKeyId":"b"')],
    ['half a file', json.slice(0, -1)],
    ['two lines', 'a\nb'],
    ['nothing', ''],
  ])('is refused when it is %s, and never shown', async (_name, text) => {
    const failure = await sent({}, { credential: () => text }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_CREDENTIAL' });
    if (text !== '') expect((failure as Error).message).not.toContain(text);
  });

  it('is none where no link of the chain has one', async () => {
    const empty = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    };
    const before = { ...process.env };
    Object.assign(process.env, empty);
    onTestFinished(() => {
      for (const name of Object.keys(empty)) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    });
    await expect(sent({}, { credential: undefined, environment: empty })).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_CREDENTIAL',
    });
  });
});

describe('an upstream of the kind bedrock', () => {
  it('has the paths of messages only', () => {
    const transport = bedrockTransport(settings());
    const paths = ['/v1/messages', '/v1/messages/count_tokens', '/v1/models', '/v1/responses'];
    expect(paths.filter((path) => transport.serves(path))).toEqual(paths.slice(0, 2));
    expect(transport.origin).toBe('https://bedrock-runtime.eu-west-1.amazonaws.com');
  });

  it.each([
    [{ region: undefined, environment: { AWS_REGION: 'us-west-2' } }, 'us-west-2'],
    [{ region: undefined, environment: { AWS_DEFAULT_REGION: 'us-gov-west-1' } }, 'us-gov-west-1'],
  ])('takes its region from the environment: %j', (of, region) => {
    expect(bedrockTransport(settings(of)).origin).toContain(`runtime.${region}.amazonaws`);
  });

  it.each([undefined, 'evil.example/', 'eu-west-1.evil.example#', 'EU'])(
    'is no configuration with the region %j',
    (region) => {
      expect(() => bedrockTransport(settings({ region }))).toThrow(
        expect.objectContaining({ code: 'SENTRELY_ERR_CONFIG' }),
      );
    },
  );
});

describe('an answer of Bedrock', () => {
  async function* pieces(text: string): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  }

  async function told(answer: Partial<WireAnswer> & { text: string }, path = '/v1/messages') {
    const { text, ...rest } = answer;
    const wire = { status: 200, headers: { 'content-type': 'application/json' }, ...rest };
    const read = await bedrockTransport(settings()).answer(
      { ...wire, body: pieces(text) },
      asked({ path }),
    );
    let out = '';
    for await (const part of read.body) out += Buffer.from(part).toString();
    return { ...read, text: out };
  }

  it.each([
    ['ValidationException', 400, 400, 'invalid_request_error'],
    ['AccessDeniedException', 403, 403, 'permission_error'],
    ['ResourceNotFoundException', 404, 404, 'not_found_error'],
    ['ModelTimeoutException', 408, 504, 'timeout_error'],
    ['ModelErrorException', 424, 500, 'api_error'],
    ['ThrottlingException', 429, 429, 'rate_limit_error'],
    ['ModelNotReadyException', 429, 529, 'overloaded_error'],
    ['ServiceQuotaExceededException', 400, 429, 'rate_limit_error'],
    ['InternalServerException', 500, 500, 'api_error'],
    ['ServiceUnavailableException', 503, 529, 'overloaded_error'],
    ['SomethingElse', 418, 500, 'api_error'],
  ])('that is %s is told in Anthropic’s words', async (name, status, toldStatus, type) => {
    const said = 'Input is too long.';
    const headers = { 'x-amzn-errortype': `${name}:http://x/`, 'x-amzn-requestid': 'r' };
    const answer = await told({ status, headers, text: JSON.stringify({ message: said }) });
    expect(answer.status).toBe(toldStatus);
    expect(answer.headers).toEqual({ 'content-type': 'application/json', 'request-id': 'r' });
    expect(JSON.parse(answer.text)).toEqual({ type: 'error', error: { type, message: said } });
  });

  it.each([
    [
      'names whom it concerns',
      '{"message":"User: arn:aws:sts::123456789012:assumed-role/r/s may not"}',
      'User: (hidden) may not',
    ],
    ['is no JSON', '<html>123456789012</html>', 'Bedrock answered with the status 403'],
    ['is endless', `{"message":"${'x'.repeat(70_000)}"}`, 'Bedrock answered with the status 403'],
    ['is Anthropic’s', '{"type":"error","error":{"type":"permission_error","message":"m"}}', 'm'],
    ['invents a kind', '{"error":{"type":"x\\ny","message":"m"}}', 'm'],
  ])('that is an error and %s shows nobody else’s business', async (_name, text, message) => {
    const answer = await told({ status: 403, text });
    expect((JSON.parse(answer.text) as { error: object }).error).toMatchObject({ message });
  });

  it.each([400, 404])('that does not count (%d) lets clients reckon themselves', async (status) => {
    const answer = await told({ status, text: '{"message":"m"}' }, '/v1/messages/count_tokens');
    expect(answer.status).toBe(501);
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(JSON.parse(answer.text)).toMatchObject({ error: { type: 'not_supported' } });
  });

  it('that counts tokens says so in Anthropic’s words', async () => {
    const path = '/v1/messages/count_tokens';
    expect((await told({ text: '{"inputTokens":7}' }, path)).text).toBe('{"input_tokens":7}');
    expect((await told({ text: '{}' }, path)).status).toBe(500);
  });

  it('that is compressed keeps its mark, so that it is refused', async () => {
    const type = 'application/vnd.amazon.eventstream';
    const headers = { 'content-type': type, 'content-encoding': 'gzip' };
    expect((await told({ headers, text: 'x' })).headers).toEqual(headers);
  });
});

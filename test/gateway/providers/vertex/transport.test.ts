import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { vertexTransport } from '../../../../gateway/providers/vertex/transport.ts';
import type {
  ClientRequest,
  TransportSettings,
  WireAnswer,
} from '../../../../gateway/upstreams/transport.ts';
import { startVertex, type VertexServer } from './server.ts';

const body =
  '{"model":"claude-sonnet-4-5","stream":true, "max_tokens":64.0,"messages":[{"role":"user","content":"\\u0041"}]}';

function settings(changes: Partial<TransportSettings> = {}): TransportSettings {
  return {
    name: 'vertex',
    url: undefined,
    region: 'europe-west1',
    project: 'acme-1',
    credential: () => 'ya29.configured',
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
    upstreamModel: 'claude-sonnet-4-5@20250929',
    isStream: true,
    ...changes,
  };
}

const never = new AbortController().signal;
const models = '/v1/projects/acme-1/locations/europe-west1/publishers/anthropic/models';

async function sent(changes: Partial<ClientRequest> = {}, of: Partial<TransportSettings> = {}) {
  const request = await vertexTransport(settings(of)).request(asked(changes), never);
  return { ...request, text: String(request.body) };
}

describe('a request to Vertex AI', () => {
  it('has the model in its path, the version in its body, and every other byte of the client', async () => {
    const headers = {
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a-1,b-2',
      authorization: 'Bearer of the client',
      'x-api-key': 'of the client',
      'x-goog-user-project': 'of the client',
    };
    expect(await sent({ headers })).toEqual({
      method: 'POST',
      path: `${models}/claude-sonnet-4-5@20250929:streamRawPredict`,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'anthropic-beta': 'a-1,b-2',
        authorization: 'Bearer ya29.configured',
      },
      body: expect.any(Buffer),
      text: `{"anthropic_version":"vertex-2023-10-16","stream":true, "max_tokens":64.0,"messages":[{"role":"user","content":"\\u0041"}]}`,
    });
  });

  it('counts tokens with the model in its body, and without betas', async () => {
    const path = '/v1/messages/count_tokens';
    const request = await sent({ path, headers: { 'anthropic-beta': 'a-1' }, isStream: false });
    expect(request.path).toBe(`${models}/count-tokens:rawPredict`);
    expect(request.headers['anthropic-beta']).toBeUndefined();
    expect(request.text).toMatch(
      /^\{"anthropic_version":"vertex-2023-10-16","model":"claude-sonnet-4-5@20250929","stream"/,
    );
  });

  it.each(['..', 'a/b', 'a..b', 'a:rawPredict', 'a?b', 'a#b', 'a%2f', 'a b', 'a\nb', '', '@a'])(
    'is refused for the model %j',
    async (upstreamModel) => {
      await expect(sent({ upstreamModel })).rejects.toMatchObject({
        code: 'SENTRELY_ERR_UPSTREAM_REQUEST',
      });
    },
  );

  it.each([
    [
      { region: 'global' },
      'https://aiplatform.googleapis.com',
      '/v1/projects/acme-1/locations/global/',
    ],
    [
      { region: 'eu' },
      'https://aiplatform.eu.rep.googleapis.com',
      '/v1/projects/acme-1/locations/eu/',
    ],
    [{}, 'https://europe-west1-aiplatform.googleapis.com', '/v1/projects/acme-1/'],
    [{ url: 'http://127.0.0.1:1/base/v1/' }, 'http://127.0.0.1:1', '/base/v1/projects/acme-1/'],
    [
      {
        region: undefined,
        project: undefined,
        environment: { CLOUD_ML_REGION: 'us-east5', ANTHROPIC_VERTEX_PROJECT_ID: 'other' },
      },
      'https://us-east5-aiplatform.googleapis.com',
      '/v1/projects/other/locations/us-east5/',
    ],
  ])('goes where it is configured: %j', async (of, origin, path) => {
    const transport = vertexTransport(settings(of));
    expect(transport.origin).toBe(origin);
    const request = await transport.request(asked(), never);
    expect(request.path.startsWith(path)).toBe(true);
  });

  it.each([
    { region: undefined },
    { project: undefined },
    { region: 'evil.example/' },
    { project: 'a/../b' },
  ])('is no configuration with %j', (of) => {
    expect(() => vertexTransport(settings(of))).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_CONFIG' }),
    );
  });
});

describe('a token for Vertex AI', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const email = 'gateway@acme-1.iam.gserviceaccount.com';
  const key = (privateKeyText = privateKey): string =>
    JSON.stringify({ type: 'service_account', client_email: email, private_key: privateKeyText });

  async function vertex(): Promise<VertexServer> {
    const server = await startVertex(() => {}, { email, publicKey });
    onTestFinished(() => server.close());
    return server;
  }

  /** The library's connection, with Google's token server on loopback. */
  const through = (server: VertexServer) => ({
    transporterOptions: {
      fetchImplementation: ((address: URL, init: RequestInit) =>
        fetch(`${server.url}${new URL(address).pathname}`, init)) as typeof fetch,
    },
  });

  it('is fetched for a service account, once, and again for another', async () => {
    const server = await vertex();
    let text = key();
    const transport = vertexTransport(settings({ credential: () => text }), through(server));
    const first = await transport.request(asked(), never);
    const second = await transport.request(asked(), never);
    expect(first.headers['authorization']).toBe('Bearer ya29.token-1');
    expect(second.headers['authorization']).toBe('Bearer ya29.token-1');
    text = key().replace('{', '{ ');
    const third = await transport.request(asked(), never);
    expect(third.headers['authorization']).toBe('Bearer ya29.token-2');
  });

  it.each([
    [400, 'SENTRELY_ERR_UPSTREAM_CREDENTIAL'],
    [403, 'SENTRELY_ERR_UPSTREAM_CREDENTIAL'],
    [503, 'SENTRELY_ERR_UPSTREAM_UNREACHABLE'],
  ])('that is refused with the status %d is %s', async (status, code) => {
    const server = await vertex();
    server.failTokens(status);
    const transport = vertexTransport(settings({ credential: () => key() }), through(server));
    await expect(transport.request(asked(), never)).rejects.toMatchObject({ code });
  });

  it('is not given for another key', async () => {
    const server = await vertex();
    const other = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey;
    const transport = vertexTransport(settings({ credential: () => key(other) }), through(server));
    await expect(transport.request(asked(), never)).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_CREDENTIAL',
    });
  });

  it('that cannot be asked for is SENTRELY_ERR_UPSTREAM_UNREACHABLE', async () => {
    const server = await vertex();
    await server.close();
    const transport = vertexTransport(settings({ credential: () => key() }), through(server));
    await expect(transport.request(asked(), never)).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_UNREACHABLE',
    });
  });

  it.each(['{"type":"service_account"', '{"type":"service_account"}', 'a b', ''])(
    'is refused for the credential %j',
    async (text) => {
      const failure = await sent({}, { credential: () => text }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_CREDENTIAL' });
    },
  );
});

describe('an answer of Vertex AI', () => {
  async function told(status: number, text: string) {
    async function* pieces(): AsyncGenerator<Buffer> {
      yield Buffer.from(text);
    }
    const headers = {
      'content-type': 'application/json',
      'set-cookie': ['a=b'],
      server: 'scaffolding',
    };
    const wire: WireAnswer = { status, headers, body: pieces() };
    const read = await vertexTransport(settings()).answer(wire, asked());
    let out = '';
    for await (const part of read.body) out += Buffer.from(part).toString();
    return { ...read, text: out };
  }

  const google = (status: string): string =>
    JSON.stringify({ error: { code: 1, message: 'in projects/acme-1/locations/x', status } });

  it.each([
    [400, google('INVALID_ARGUMENT'), 400, 'invalid_request_error'],
    [403, google('PERMISSION_DENIED'), 403, 'permission_error'],
    [404, google('NOT_FOUND'), 404, 'not_found_error'],
    [429, `[${google('RESOURCE_EXHAUSTED')}]`, 429, 'rate_limit_error'],
    [503, google('UNAVAILABLE'), 529, 'overloaded_error'],
    [500, google('WHATEVER'), 500, 'api_error'],
  ])(
    'with the status %d is told in Anthropic’s words: %s',
    async (status, text, toldStatus, type) => {
      const answer = await told(status, text);
      expect(answer.status).toBe(toldStatus);
      const message = 'in projects/(hidden)/locations/x';
      expect(JSON.parse(answer.text)).toEqual({ type: 'error', error: { type, message } });
    },
  );

  it('keeps an error of Anthropic’s, and is readable when it is none', async () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(await told(529, JSON.stringify(error))).toMatchObject({
      status: 529,
      text: JSON.stringify(error),
    });
    expect((await told(502, '<html>')).text).toContain('Vertex AI answered with the status 502');
  });

  it('that is no error passes as it is, without Google’s own headers', async () => {
    const answer = await told(200, '{"a":1}');
    expect(answer).toMatchObject({ status: 200, text: '{"a":1}' });
    expect(answer.headers).toEqual({ 'content-type': 'application/json' });
  });
});

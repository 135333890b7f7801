import { describe, expect, it } from 'vitest';
import {
  type Destination,
  forwardedHeaders,
  returnedHeaders,
} from '../../../gateway/upstreams/headers.ts';
import { identityTransport } from '../../../gateway/upstreams/identity.ts';
import type { ClientRequest, WireRequest } from '../../../gateway/upstreams/transport.ts';

const isOurs = (value: string): boolean => value.includes('sk-sentrely-');

type Provider = Destination['provider'];

/** What an upstream with or without a credential is sent. */
function sentTo(
  provider: Provider,
  key: string | undefined,
  headers: Readonly<Record<string, string>>,
  changes: Partial<ClientRequest> = {},
): WireRequest {
  const credential = key === undefined ? undefined : () => key;
  const transport = identityTransport(provider, { url: 'http://127.0.0.1:1/base/', credential });
  const hasCredential = credential !== undefined;
  const asked: ClientRequest = {
    method: 'POST',
    path: '/v1/messages?beta=true',
    headers: forwardedHeaders(headers, { provider, hasCredential }, isOurs),
    body: Buffer.from('{ "model":"m", "n":1.0 }'),
    model: 'm',
    upstreamModel: 'm',
    isStream: false,
    ...changes,
  };
  return transport.request(asked, new AbortController().signal) as WireRequest;
}

const toAnthropic = (key: string | undefined, headers: Readonly<Record<string, string>>) =>
  sentTo('anthropic', key, headers).headers;
const toOpenai = (key: string | undefined, headers: Readonly<Record<string, string>>) =>
  sentTo('openai', key, headers).headers;

describe('an upstream that speaks its clients’ dialect', () => {
  it('gets the client’s own bytes at its own address', () => {
    const body = Buffer.from('{ "model":"m" }');
    const sent = sentTo('anthropic', 'k', {}, { body });
    expect(sent.path).toBe('/base/v1/messages?beta=true');
    expect(sent.body).toBe(body);
  });

  it('is told its own name for the model, and every other byte as it came', () => {
    const sent = sentTo('anthropic', 'k', {}, { upstreamModel: 'eu/m"1' });
    expect(sent.body?.toString()).toBe('{ "model":"eu/m\\"1", "n":1.0 }');
  });
});

describe('headers to Anthropic', () => {
  it('sends what the client sent, but nothing of ours and nothing of the connection', () => {
    const sent = toAnthropic(undefined, {
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a,b',
      'x-sentrely-key': 'sk-sentrely-a',
      'x-sentrely-session': 's',
      'x-api-key': 'provider',
      host: 'gateway',
      connection: 'keep-alive',
      'accept-encoding': 'gzip',
      'content-length': '5',
    });
    expect(sent).toEqual({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'a,b',
      'x-api-key': 'provider',
    });
  });

  it.each([
    [{ 'x-api-key': 'sk-sentrely-a' }],
    [{ authorization: 'Bearer sk-sentrely-a' }],
    [{ 'x-sentrely-key': 'sk-sentrely-a', 'x-api-key': 'sk-sentrely-b' }],
  ])('never sends an agent key: %j', (headers) => {
    const sent = toAnthropic('provider', headers);
    expect(JSON.stringify(sent)).not.toContain('sk-sentrely');
    expect(sent['x-api-key']).toBe('provider');
    expect(() => toAnthropic(undefined, headers)).toThrow('holds no credential');
  });

  it('replaces whatever credential the client sent by its own', () => {
    const sent = toAnthropic('ours', { authorization: 'Bearer theirs' });
    expect(sent).toEqual({ 'x-api-key': 'ours' });
  });
});

describe('headers to OpenAI', () => {
  it('shows the credential as a bearer token, and whose account pays is not the agent’s choice', () => {
    const headers = {
      authorization: 'Bearer sk-sentrely-a',
      'openai-organization': 'org-theirs',
      'openai-project': 'proj-theirs',
      'openai-beta': 'b',
    };
    expect(toOpenai('ours', headers)).toEqual({
      'openai-beta': 'b',
      authorization: 'Bearer ours',
    });
  });

  it('passes the agent’s own credential where the gateway has none', () => {
    const headers = {
      'x-sentrely-key': 'sk-sentrely-a',
      authorization: 'Bearer theirs',
      'openai-project': 'proj-theirs',
    };
    expect(toOpenai(undefined, headers)).toEqual({
      authorization: 'Bearer theirs',
      'openai-project': 'proj-theirs',
    });
  });

  it.each([
    [{ authorization: 'Bearer sk-sentrely-a' }],
    [{ 'x-sentrely-key': 'sk-sentrely-a', 'api-key': 'sk-sentrely-a' }],
    [{ authorization: 'Bearer sk-sentrely-a, Bearer theirs' }],
    [{ 'x-sentrely-key': 'sk-sentrely-a', 'x-api-key': 'for Anthropic' }],
  ])('never sends an agent key, nor the credential of another provider: %j', (headers) => {
    expect(() => toOpenai(undefined, headers)).toThrow('holds no credential');
    const sent = JSON.stringify(toOpenai('ours', headers));
    expect(sent).not.toMatch(/sk-sentrely|Anthropic/);
  });
});

describe('returnedHeaders', () => {
  it('returns what the provider said, but nothing of the connection', () => {
    const returned = returnedHeaders({
      'request-id': 'r',
      'retry-after': '1',
      'content-length': '9',
      'transfer-encoding': 'chunked',
      'set-cookie': ['a=b'],
    });
    expect(returned).toEqual({ 'request-id': 'r', 'retry-after': '1' });
  });
});

import { describe, expect, it } from 'vitest';
import { type Destination, returnedHeaders, upstreamHeaders } from '../../gateway/upstream.ts';

const isOurs = (value: string): boolean => value.includes('sk-sentrely-');
const ours = (apiKey: string | undefined): Destination => ({ provider: 'anthropic', apiKey });
const openai = (apiKey: string | undefined): Destination => ({ provider: 'openai', apiKey });

describe('upstreamHeaders', () => {
  it('sends what the client sent, but nothing of ours and nothing of the connection', () => {
    const sent = upstreamHeaders(
      {
        'anthropic-version': '2023-06-01',
        'anthropic-beta': 'a,b',
        'x-sentrely-key': 'sk-sentrely-a',
        'x-sentrely-session': 's',
        'x-api-key': 'provider',
        host: 'gateway',
        connection: 'keep-alive',
        'accept-encoding': 'gzip',
        'content-length': '5',
      },
      { provider: 'anthropic', apiKey: undefined },
      isOurs,
    );
    expect(sent).toEqual({
      'accept-encoding': 'identity',
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
    const sent = upstreamHeaders(headers, ours('provider'), isOurs);
    expect(JSON.stringify(sent)).not.toContain('sk-sentrely');
    expect(sent['x-api-key']).toBe('provider');
    expect(() => upstreamHeaders(headers, ours(undefined), isOurs)).toThrow('holds no credential');
  });

  it('replaces whatever credential the client sent by its own', () => {
    const sent = upstreamHeaders({ authorization: 'Bearer theirs' }, ours('ours'), isOurs);
    expect(sent).toEqual({ 'accept-encoding': 'identity', 'x-api-key': 'ours' });
  });
});

describe('upstreamHeaders, to OpenAI', () => {
  it('shows the credential as a bearer token, and whose account pays is not the agent’s choice', () => {
    const headers = {
      authorization: 'Bearer sk-sentrely-a',
      'openai-organization': 'org-theirs',
      'openai-project': 'proj-theirs',
      'openai-beta': 'b',
    };
    expect(upstreamHeaders(headers, openai('ours'), isOurs)).toEqual({
      'accept-encoding': 'identity',
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
    expect(upstreamHeaders(headers, openai(undefined), isOurs)).toEqual({
      'accept-encoding': 'identity',
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
    expect(() => upstreamHeaders(headers, openai(undefined), isOurs)).toThrow(
      'holds no credential',
    );
    const sent = JSON.stringify(upstreamHeaders(headers, openai('ours'), isOurs));
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

import { describe, expect, it } from 'vitest';
import { returnedHeaders, upstreamHeaders } from '../../gateway/upstream.ts';

const isOurs = (value: string): boolean => value.includes('sk-sentrely-');

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
      undefined,
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
    const sent = upstreamHeaders(headers, 'provider', isOurs);
    expect(JSON.stringify(sent)).not.toContain('sk-sentrely');
    expect(sent['x-api-key']).toBe('provider');
    expect(() => upstreamHeaders(headers, undefined, isOurs)).toThrow('holds no credential');
  });

  it('replaces whatever credential the client sent by its own', () => {
    const sent = upstreamHeaders({ authorization: 'Bearer theirs' }, 'ours', isOurs);
    expect(sent).toEqual({ 'accept-encoding': 'identity', 'x-api-key': 'ours' });
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

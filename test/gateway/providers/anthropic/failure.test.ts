import Anthropic, { NotFoundError } from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { gatewayError, type GatewayErrorCode } from '../../../../gateway/errors.ts';
import {
  failureEvent,
  failureReply,
  sseError,
  threadNotFound,
} from '../../../../gateway/providers/anthropic/failure.ts';
import type { FailureReply } from '../../../../gateway/providers/dialect.ts';
import { start } from './harness.ts';
import { readBySdk } from './sdk.ts';

test('an error has the provider’s shape, our code and the way out', () => {
  expect(failureReply(gatewayError('SENTRELY_ERR_SERVER_TOOL', 'found `mcp_servers`'))).toEqual({
    status: 402,
    headers: { 'content-type': 'application/json', 'x-should-retry': 'false' },
    body: JSON.stringify({
      type: 'error',
      error: {
        type: 'permission_error',
        message:
          'the request offers a tool that the provider would run itself: found `mcp_servers`. Remove it: the gateway cannot stop a call that never reaches the client. (SENTRELY_ERR_SERVER_TOOL)',
      },
    }),
  });
});

test.each<[GatewayErrorCode, number, string]>([
  ['SENTRELY_ERR_REQUEST_SYNTAX', 400, 'invalid_request_error'],
  ['SENTRELY_ERR_IDENTITY_UNKNOWN', 401, 'authentication_error'],
  ['SENTRELY_ERR_NO_BUNDLE', 402, 'permission_error'],
  ['SENTRELY_ERR_ROUTE_UNKNOWN', 404, 'not_found_error'],
  ['SENTRELY_ERR_REQUEST_TOO_LARGE', 413, 'request_too_large'],
  ['SENTRELY_ERR_CONFIG', 500, 'api_error'],
  ['SENTRELY_ERR_UPSTREAM_UNREADABLE', 502, 'api_error'],
])('%s is %i %s, and is not to be repeated', (code, status, type) => {
  const reply = failureReply(gatewayError(code));
  expect([reply.status, JSON.parse(reply.body).error.type]).toEqual([status, type]);
  expect(reply.headers['x-should-retry']).toBe('false');
});

test('only a provider that did not answer may be asked again', () => {
  const reply = failureReply(gatewayError('SENTRELY_ERR_UPSTREAM_UNREACHABLE'));
  expect(reply.headers['x-should-retry']).toBeUndefined();
});

/** Requests that the real SDK makes until it gives up, and what it then throws. */
async function attempts(reply: FailureReply): Promise<readonly [count: number, error: unknown]> {
  let count = 0;
  const client = new Anthropic({
    apiKey: 'unused',
    maxRetries: 2,
    logLevel: 'off',
    fetch: async () => {
      count++;
      return new Response(reply.body, { status: reply.status, headers: reply.headers });
    },
  });
  const messages = [{ role: 'user' as const, content: 'go' }];
  const error = await client.messages.create({ model: 'm', max_tokens: 1, messages }).then(
    () => null,
    (error: unknown) => error,
  );
  return [count, error];
}

describe('the real SDK', () => {
  test('asks once and shows our sentence', async () => {
    const [count, error] = await attempts(
      failureReply(gatewayError('SENTRELY_ERR_AUDIT_UNAVAILABLE')),
    );
    expect(count).toBe(1);
    expect(String(error)).toContain('SENTRELY_ERR_AUDIT_UNAVAILABLE');
  });

  test('recognises a thread that is not there', async () => {
    const [, error] = await attempts(threadNotFound());
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, details: { error_code: 'thread_not_found' } });
  });

  test('throws our sentence from an error event', async () => {
    const stream = start + failureEvent(gatewayError('SENTRELY_ERR_UPSTREAM_CUT')).toString();
    const error = await readBySdk(stream);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ message: expect.stringContaining('SENTRELY_ERR_UPSTREAM_CUT') });
  });
});

test('an error event says whether to ask again', () => {
  const typeOf = (code: GatewayErrorCode): unknown =>
    JSON.parse(failureEvent(gatewayError(code)).toString().split('data: ')[1] ?? '').error.type;
  expect(typeOf('SENTRELY_ERR_UPSTREAM_CUT')).toBe('api_error');
  expect(typeOf('SENTRELY_ERR_UPSTREAM_UNREADABLE')).toBe('permission_error');
});

test('an error event is one line of data, whatever the message and whoever reads it', () => {
  const message = 'a\nb\r\n"c"\u2028d\u2029e\u0085';
  const sent = sseError('api_error', message).toString();
  expect(sent.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(4);
  expect(JSON.parse(sent.split('\n')[1]?.slice(6) ?? '').error.message).toBe(message);
});

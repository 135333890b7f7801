import { describe, expect, test } from 'vitest';
import { SentrelyError } from '../../../../compiler/bundle/errors.ts';
import { gatewayError, type GatewayErrorCode } from '../../../../gateway/errors.ts';
import { failureReply } from '../../../../gateway/providers/openai-responses/failure.ts';
import { dataOf } from './harness.ts';

const budget = new SentrelyError(
  'SENTRELY_ERR_TEST_BUDGET',
  { status: 429, title: 'the budget of the day is spent', help: 'It begins anew at midnight.' },
  undefined,
  { resetsAtMs: 90_500 },
);

describe('a refused request', () => {
  test.each<GatewayErrorCode>([
    'SENTRELY_ERR_NO_BUNDLE',
    'SENTRELY_ERR_SERVER_TOOL',
    'SENTRELY_ERR_SERVER_HISTORY',
    'SENTRELY_ERR_INTERNAL',
    'SENTRELY_ERR_REQUEST_TOO_LARGE',
    'SENTRELY_ERR_UPSTREAM_UNREADABLE',
  ])('%s is a stream that ends at once, where a stream is waited for', (code) => {
    const reply = failureReply(gatewayError(code), true);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/event-stream');
    const events = dataOf(reply.body);
    expect(events.map(({ type }) => type)).toEqual(['response.created', 'response.failed']);
    expect(events.at(-1)?.['response']).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_prompt', message: expect.stringContaining(code) },
    });
  });

  test.each<readonly [GatewayErrorCode, number, boolean]>([
    ['SENTRELY_ERR_IDENTITY_UNKNOWN', 401, false],
    ['SENTRELY_ERR_WEBSOCKET', 426, false],
    ['SENTRELY_ERR_ROUTE_UNKNOWN', 404, false],
    ['SENTRELY_ERR_UPSTREAM_UNREACHABLE', 502, true],
  ])('%s keeps its status %i in any case', (code, status, isRetried) => {
    for (const isStream of [true, false]) {
      const reply = failureReply(gatewayError(code), isStream);
      expect(reply.status).toBe(status);
      expect(reply.headers['x-should-retry']).toBe(isRetried ? undefined : 'false');
      expect(JSON.parse(reply.body)).toMatchObject({ error: { code } });
    }
  });

  test('a budget without a stream is a 400 that says when to come back', () => {
    const reply = failureReply(budget, false, 500);
    expect(reply).toMatchObject({
      status: 400,
      headers: { 'retry-after': '90', 'x-should-retry': 'false' },
    });
    expect(reply.body).toContain('the budget of the day is spent. It begins anew at midnight.');
    expect(failureReply(budget, true, 500).status).toBe(200);
  });
});

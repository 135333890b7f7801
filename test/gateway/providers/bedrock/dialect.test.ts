import { describe, expect, it } from 'vitest';
import { gatewayError } from '../../../../gateway/errors.ts';
import { bedrockInvoke, bedrockStream } from '../../../../gateway/providers/bedrock/dialect.ts';
import type { WireAnswer } from '../../../../gateway/upstreams/transport.ts';
import { call, end, event, message, relay, text } from '../anthropic/harness.ts';
import { messagesOf } from './frames.ts';

type Changes = NonNullable<Parameters<typeof relay>[1]>;

/** Relays an event stream of Anthropic's to a client of Bedrock. */
async function relayed(chunks: readonly (string | Error)[], changes: Changes = {}) {
  const written: Buffer[] = [];
  const { summary, judged } = await relay(chunks, {
    ...changes,
    relayStream: (options) =>
      bedrockStream.relayStream({
        ...options,
        write: async (bytes) => void written.push(Buffer.from(bytes)),
      }),
  });
  return { summary, judged, messages: messagesOf(Buffer.concat(written)) };
}

const jsonOf = (sse: string): string[] =>
  [...sse.matchAll(/^data: ([^\n]*)/gm)].map(([, json = '']) => json);

describe('a stream to a client of Bedrock', () => {
  it('has every event of it in a message of its own, byte for byte', async () => {
    const sse = message(text(0, 'Grüße'), call(1, 'AllowedTool', '{"a":1.0}', ' '));
    const { messages, summary } = await relayed([sse]);
    expect(messages.map(({ json }) => json)).toEqual(jsonOf(sse));
    expect(new Set(messages.map(({ kind }) => kind))).toEqual(new Set(['chunk']));
    expect(summary.outcome).toBe('complete');
  });

  it.each([
    ['carriage returns', (sse: string) => sse.replaceAll('\n', '\r')],
    ['no blank line at its end', (sse: string) => sse.slice(0, -1)],
    ['comments', (sse: string) => `: hello\n\n${sse}`],
    ['no names of events', (sse: string) => sse.replaceAll(/^event: .*\n/gm, '')],
    ['a space before its JSON only', (sse: string) => sse.replaceAll('data: ', 'data:')],
  ])('is the same where the provider writes it with %s', async (_how, rewrite) => {
    const sse = message(text(0, 'Hello'));
    const { messages } = await relayed([rewrite(sse)]);
    expect(messages.map(({ json }) => json)).toEqual(jsonOf(sse));
  });

  it('has a tombstone where a call was denied', async () => {
    const { messages } = await relayed([message(call(0, 'Denied', '{"a":1}'))]);
    const all = messages.map(({ json }) => json).join('\n');
    expect(all).toContain('"name":"sentrely_denied"');
    expect(all).not.toContain('"name":"Denied"');
  });

  it('has a sign of life while a call is held', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    let pings = 0;
    const written: Buffer[] = [];
    await relay([message(call(0, 'AllowedTool', '{}'))], {
      pingMs: 1,
      gate: {
        judge: async () => {
          await released;
          return { kind: 'release' };
        },
      },
      relayStream: (options) =>
        bedrockStream.relayStream({
          ...options,
          write: async (bytes) => {
            written.push(Buffer.from(bytes));
            if (messagesOf(Buffer.from(bytes)).some(({ json }) => json.includes('"ping"'))) pings++;
            if (pings === 2) release();
          },
        }),
    });
    expect(pings).toBeGreaterThanOrEqual(2);
    expect(messagesOf(Buffer.concat(written)).at(-1)?.json).toBe('{"type":"message_stop"}');
  });

  it('ends with an exception when it is stopped', async () => {
    const stop = new AbortController();
    stop.abort(gatewayError('SENTRELY_ERR_ANSWER_STOPPED', 'killed by maria'));
    const { messages, summary } = await relayed([message(text(0, 'Hello'))], { stop: stop.signal });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toEqual({
      kind: 'validationException',
      json: expect.stringContaining('killed by maria') as string,
    });
    expect(summary.outcome).toBe('stopped');
  });

  it.each([
    ['overloaded_error', 'serviceUnavailableException'],
    ['rate_limit_error', 'throttlingException'],
    ['timeout_error', 'modelTimeoutException'],
    ['api_error', 'internalServerException'],
    ['invalid_request_error', 'validationException'],
  ])('ends with an exception when the provider says %s', async (type, exception) => {
    const sse = message(text(0, 'Hello')).slice(0, -end().length);
    const { messages } = await relayed([sse + event('error', { error: { type, message: 'no' } })]);
    expect(messages.at(-1)).toEqual({ kind: exception, json: '{"message":"no"}' });
  });

  it('ends with an exception that may be repeated when the provider breaks off inside a call', async () => {
    const sse = message(call(0, 'AllowedTool', '{"a":1}'));
    const { messages, judged } = await relayed([
      sse.slice(0, sse.indexOf('event: content_block_stop')),
      new Error('reset'),
    ]);
    expect(messages.at(-1)?.kind).toBe('internalServerException');
    expect(messages.map(({ json }) => json).join('')).not.toContain('AllowedTool');
    expect(judged).toHaveLength(1);
  });
});

describe('an error to a client of Bedrock', () => {
  it.each([
    ['SENTRELY_ERR_IDENTITY_MISSING', 401, 'AccessDeniedException', 'false'],
    ['SENTRELY_ERR_REQUEST_DENIED', 402, 'AccessDeniedException', 'false'],
    ['SENTRELY_ERR_REQUEST_SHAPE', 400, 'ValidationException', 'false'],
    ['SENTRELY_ERR_ROUTE_UNKNOWN', 404, 'ResourceNotFoundException', 'false'],
    ['SENTRELY_ERR_BUDGET_EXCEEDED', 429, 'ThrottlingException', 'false'],
    ['SENTRELY_ERR_UPSTREAM_UNREACHABLE', 502, 'InternalServerException', undefined],
  ] as const)('of ours is told as one of AWS: %s', (code, status, exception, retry) => {
    const failure = bedrockInvoke.failure(gatewayError(code, 'it\n"is"'), true);
    expect(failure.status).toBe(status);
    expect(failure.headers['x-amzn-errortype']).toBe(exception);
    expect(failure.headers['x-should-retry']).toBe(retry);
    expect(JSON.parse(failure.body)).toEqual({
      message: expect.stringContaining(`it\n"is"`) as string,
    });
  });

  it('of the provider’s is told as one of AWS', async () => {
    async function* body(): AsyncGenerator<Buffer> {
      yield Buffer.from('{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}');
    }
    const headers = { 'request-id': 'r', 'retry-after': '3', 'content-type': 'application/json' };
    const answer: WireAnswer = { status: 529, headers, body: body() };
    const told = await bedrockStream.spelling?.error?.(answer);
    expect(told).toMatchObject({
      status: 529,
      headers: {
        'retry-after': '3',
        'x-amzn-requestid': 'r',
        'x-amzn-errortype': 'ServiceUnavailableException',
      },
    });
    const parts: Uint8Array[] = [];
    for await (const part of told?.body ?? []) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('{"message":"Busy"}');
  });
});

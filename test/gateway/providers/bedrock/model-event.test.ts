import { describe, expect, it } from 'vitest';
import { toServerSentEvents } from '../../../../gateway/providers/bedrock/event-stream.ts';
import { awsCodec, chunk, chunkHeaders, chunks, exception, frame } from './frames.ts';
import {
  chunkMessage,
  exceptionMessage,
} from '../../../../gateway/providers/bedrock/model-event.ts';
import { call, message, text } from '../anthropic/harness.ts';

async function* pieces(...bytes: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* bytes;
}

async function read(...bytes: readonly Uint8Array[]): Promise<string> {
  let out = '';
  for await (const part of toServerSentEvents(pieces(...bytes))) out += part.toString();
  return out;
}

const ping = '{"type":"ping"}';

describe('events of a model', () => {
  it('are what Anthropic’s own API would have sent, byte for byte', async () => {
    const sse = message(
      text(0, 'Grüße \u2028 \\u0041'),
      call(1, 'read_file', '{"a":1.0,"\\u0062":2}'),
    );
    expect(await read(Buffer.concat(chunks(sse)))).toBe(sse.replaceAll('\u2028', '\\u2028'));
  });

  it('may have line ends between their tokens', async () => {
    expect(await read(chunk('{\r\n"type"\n:\r"ping"}'))).toBe(
      'event: ping\ndata: { "type" : "ping"}\n\n',
    );
  });

  it.each([
    ['throttlingException', 'rate_limit_error'],
    ['serviceUnavailableException', 'overloaded_error'],
    ['modelTimeoutException', 'timeout_error'],
    ['internalServerException', 'api_error'],
    ['modelStreamErrorException', 'api_error'],
    ['validationException', 'invalid_request_error'],
    ['someFutureException', 'api_error'],
  ])('end with %s as an error of the type %s', async (name, type) => {
    const said = 'arn:aws:iam::123456789012:role/x may not, 123456789012';
    const error = { type, message: '(hidden) may not, (hidden)' };
    expect(await read(exception(name, said))).toBe(
      `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`,
    );
  });

  it('end with an error that is no exception', async () => {
    const headers = { ':message-type': 'error', ':error-code': 'x', ':error-message': 'broken' };
    expect(await read(frame(headers, ''))).toContain('"type":"api_error","message":"broken"');
  });

  const twice = JSON.stringify({ bytes: 'e30=' }).replace('}', ',"bytes":"e30="}');
  it.each([
    ['another event type', chunk(ping, { ...chunkHeaders, ':event-type': 'initial-response' })],
    ['an event type in other letters', chunk(ping, { ...chunkHeaders, ':event-type': 'Chunk' })],
    [
      'no event type',
      chunk(ping, { ':message-type': 'event', ':content-type': 'application/json' }),
    ],
    ['another kind', chunk(ping, { ...chunkHeaders, ':message-type': 'request' })],
    ['no kind', frame({}, '{}')],
    ['another content type', chunk(ping, { ...chunkHeaders, ':content-type': 'text/plain' })],
    ['two events in one message', chunk(`${ping}${ping}`)],
    ['two events on two lines', chunk(`${ping}\n${ping}`)],
    ['an event of its own inside the JSON', chunk(`${ping}\n\nevent: message_stop`)],
    ['an event without a type', chunk('{"delta":{}}')],
    ['a type that is a line end', chunk('{"type":"ping\\n\\nevent: x"}')],
    ['a key twice', chunk('{"type":"ping","type":"error"}')],
    ['bytes twice', frame(chunkHeaders, twice)],
    ['bytes that are not base64', frame(chunkHeaders, '{"bytes":"eyJ0eXBlIjoicGluZyJ9*"}')],
    ['base64 with spaces', frame(chunkHeaders, '{"bytes":"eyJ0eXBlIjoi cGluZyJ9"}')],
    ['base64 of the other alphabet', frame(chunkHeaders, '{"bytes":"-_8="}')],
    ['no bytes', frame(chunkHeaders, '{"p":"abc"}')],
    ['a payload that is not JSON', frame(chunkHeaders, ping.slice(1))],
    ['an exception that is not JSON', frame({ ':message-type': 'exception' }, 'x')],
    ['a compressed event', frame(chunkHeaders, Buffer.from('1f8b0800', 'hex'))],
  ])('are refused with %s', async (_name, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE' });
  });

  it('are passed on before a message that is refused', async () => {
    const out: string[] = [];
    const broken = Buffer.concat([chunk(ping), frame({}, '')]);
    await expect(
      (async () => {
        for await (const part of toServerSentEvents(pieces(broken))) out.push(part.toString());
      })(),
    ).rejects.toThrow('cannot check');
    expect(out).toEqual(['event: ping\ndata: {"type":"ping"}\n\n']);
  });

  it('break off where the body ends inside a message', async () => {
    await expect(read(chunk(ping).subarray(0, -1))).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_CUT',
    });
  });
});

describe('messages of our own', () => {
  it('are read by the library of AWS', () => {
    const { headers, body } = awsCodec.decode(chunkMessage(Buffer.from(ping)));
    expect(headers[':event-type']?.value).toBe('chunk');
    const { bytes } = JSON.parse(Buffer.from(body).toString()) as { bytes: string };
    expect(Buffer.from(bytes, 'base64').toString()).toBe(ping);
    const failure = awsCodec.decode(exceptionMessage('validationException', 'no\nway'));
    expect(failure.headers[':exception-type']?.value).toBe('validationException');
    expect(JSON.parse(Buffer.from(failure.body).toString())).toEqual({ message: 'no\nway' });
  });
});

import { EventStreamCodec } from '@smithy/eventstream-codec';

// Messages of the event stream as AWS's own library writes and reads them: never by our code.

/** Reads and writes whole messages. */
export const awsCodec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** Headers of a message, all of them texts. */
export type TextHeaders = Readonly<Record<string, string>>;

/** Any message. */
export function frame(headers: TextHeaders, payload: string | Buffer): Buffer {
  const entries = Object.entries(headers).map(
    ([name, value]) => [name, { type: 'string', value }] as const,
  );
  const message = { headers: Object.fromEntries(entries), body: Buffer.from(payload) };
  return Buffer.from(awsCodec.encode(message as Parameters<typeof awsCodec.encode>[0]));
}

/** Headers of a message with an event of a model. */
export const chunkHeaders: TextHeaders = {
  ':event-type': 'chunk',
  ':content-type': 'application/json',
  ':message-type': 'event',
};

/** An event of a model as Bedrock sends it, with the padding that it adds. */
export function chunk(json: string, headers: TextHeaders = chunkHeaders): Buffer {
  const bytes = Buffer.from(json).toString('base64');
  return frame(headers, JSON.stringify({ bytes, p: 'abcdefgh' }));
}

/** Every event of an event stream of Anthropic's, each in a message of its own. */
export function chunks(sse: string): Buffer[] {
  return [...sse.matchAll(/^data: ([^\n]*)/gm)].map(([, json = '']) => chunk(json));
}

/** What ends a stream: `validationException` and the like. */
export function exception(name: string, message: string): Buffer {
  const headers = {
    ':exception-type': name,
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return frame(headers, JSON.stringify({ message }));
}

/** A message that was read: its event or exception type, and its event or payload. */
export interface ReadMessage {
  readonly kind: string;
  readonly json: string;
}

/** What the library of AWS reads in a whole stream. */
export function messagesOf(stream: Buffer): readonly ReadMessage[] {
  const messages: ReadMessage[] = [];
  for (let at = 0; at < stream.length; ) {
    const length = stream.readUInt32BE(at);
    const { headers, body } = awsCodec.decode(stream.subarray(at, at + length));
    const payload = Buffer.from(body).toString();
    const { bytes } = JSON.parse(payload) as { readonly bytes?: string };
    const kind = String((headers[':event-type'] ?? headers[':exception-type'])?.value);
    const json = bytes === undefined ? payload : Buffer.from(bytes, 'base64').toString();
    messages.push({ kind, json });
    at += length;
  }
  return messages;
}

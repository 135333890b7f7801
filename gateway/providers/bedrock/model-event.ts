import { quote } from '../../../compiler/bundle/quote.ts';
import type { JsonValue } from '../../json/value.ts';
import { writeEvent } from '../sse-write.ts';
import { scanAnswer, unreadable } from '../stream-event.ts';
import { errorTypeOf, withoutAccounts } from './failure.ts';
import { decodeMessage, encodeMessage, type EventMessage } from './event-message.ts';

// An event of a model inside a message of the event stream: `{"bytes":"<base64 of the event>"}`.

/** A message as the server-sent event that Anthropic's own API would have sent. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE. */
export function toServerSentEvent(bytes: Buffer): Buffer {
  const message = decodeMessage(bytes);
  const type = message.headers.get(':message-type');
  if (type === 'event') return chunkEvent(message);
  if (type === 'exception') return exceptionEvent(message);
  if (type === 'error') return errorEvent(message);
  throw unreadable(`an event of the kind ${quote(type ?? '')}`);
}

/** The JSON keeps its bytes, but for line ends between its tokens, which would end a `data` line. */
function chunkEvent({ headers, payload }: EventMessage): Buffer {
  const eventType = headers.get(':event-type');
  if (eventType !== 'chunk') throw unreadable(`an event of the type ${quote(eventType ?? '')}`);
  if (headers.get(':content-type') !== 'application/json')
    throw unreadable('an event whose content is not JSON');
  const json = base64Of(scanAnswer(payload).get('bytes'));
  const name = scanAnswer(json).get('type')?.text;
  if (name === undefined || !/^[a-z_]{1,64}$/.test(name))
    throw unreadable('an event without a `type`');
  return Buffer.from(writeEvent(name, json.toString().replace(/[\r\n]+/g, ' ')));
}

/** Only text that is written as base64 is: other readers skip what they do not know, each in its way. */
function base64Of(value: JsonValue | undefined): Buffer {
  const text = value?.text;
  const bytes = Buffer.from(text ?? '', 'base64');
  if (text === undefined || bytes.toString('base64') !== text)
    throw unreadable('an event whose bytes are not base64');
  return bytes;
}

function exceptionEvent({ headers, payload }: EventMessage): Buffer {
  const name = headers.get(':exception-type') ?? '';
  const message = scanAnswer(payload).get('message')?.text ?? name;
  return failureEvent(name, message);
}

function errorEvent({ headers }: EventMessage): Buffer {
  const name = headers.get(':error-code') ?? '';
  return failureEvent(name, headers.get(':error-message') ?? name);
}

function failureEvent(name: string, message: string): Buffer {
  const error = { type: errorTypeOf(name, 500), message: withoutAccounts(message) };
  return Buffer.from(writeEvent('error', JSON.stringify({ type: 'error', error })));
}

/** An event of a model, as JSON, in a message of its own. */
export function chunkMessage(json: Buffer): Buffer {
  return encodeMessage(
    { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' },
    Buffer.from(JSON.stringify({ bytes: json.toString('base64') })),
  );
}

/** What ends a stream with a failure; every client of AWS raises it. `name` as `validationException`. */
export function exceptionMessage(name: string, message: string): Buffer {
  return encodeMessage(
    {
      ':exception-type': name,
      ':content-type': 'application/json',
      ':message-type': 'exception',
    },
    Buffer.from(JSON.stringify({ message })),
  );
}

import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { quote } from '../../../compiler/bundle/quote.ts';
import { unreadable } from '../stream-event.ts';

// One message of `application/vnd.amazon.eventstream`: total length, length of the headers, checksum
// of these eight bytes; headers; payload; checksum of everything before it. All big endian, CRC-32 as
// in zlib. Our own reader, because what a client can be told depends on it: the library of AWS takes
// the last of two equal headers and says nothing.

/** What one message holds. */
export interface EventMessage {
  /** Text values by name; null for a value that is not a text. */
  readonly headers: ReadonlyMap<string, string | null>;
  readonly payload: Buffer;
}

/** Both lengths and their checksum. */
export const preludeBytes = 12;

const checksumBytes = 4;

/** Far above any event of a model; AWS allows 16 MiB of payload. */
export const messageBytesMax: number = 16 * 1024 * 1024;

/** As AWS bounds it. */
const headerBytesMax = 128 * 1024;

/**
 * The length of the message that begins with `prelude`. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE where
 * it is damaged or beyond the bounds.
 */
export function messageLength(prelude: Buffer): number {
  const length = prelude.readUInt32BE(0);
  const headersLength = prelude.readUInt32BE(4);
  if (crc32(prelude.subarray(0, 8)) !== prelude.readUInt32BE(8))
    throw unreadable('an event whose head has a wrong checksum');
  if (length > messageBytesMax) throw unreadable(`an event of more than ${messageBytesMax} bytes`);
  if (headersLength > headerBytesMax || length < preludeBytes + headersLength + checksumBytes)
    throw unreadable('an event whose lengths do not fit');
  return length;
}

/**
 * Reads one whole message, no byte less or more. Throws SENTRELY_ERR_UPSTREAM_UNREADABLE: wrong
 * checksum, lengths that do not fit, a header that is named twice or cannot be read.
 */
export function decodeMessage(bytes: Buffer): EventMessage {
  const length = messageLength(bytes);
  const end = length - checksumBytes;
  if (length !== bytes.length || crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end))
    throw unreadable('an event with a wrong checksum');
  const payloadAt = preludeBytes + bytes.readUInt32BE(4);
  return {
    headers: readHeaders(bytes.subarray(preludeBytes, payloadAt)),
    payload: bytes.subarray(payloadAt, end),
  };
}

/** Bytes of a value by the number of its type; -1 where they begin with their own length. */
const valueBytes: readonly number[] = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];

const textType = 7;

function readHeaders(bytes: Buffer): ReadonlyMap<string, string | null> {
  const headers = new Map<string, string | null>();
  for (let at = 0; at < bytes.length; ) {
    const [name, typeAt] = readText(bytes, at + 1, bytes[at] ?? 0);
    const type = bytes[typeAt] ?? -1;
    const fixed = valueBytes[type];
    if (name === '' || fixed === undefined) throw unreadable('an event header of no known type');
    if (headers.has(name)) throw unreadable(`an event with two headers ${quote(name)}`);
    const [from, size] =
      fixed === -1 ? [typeAt + 3, lengthAt(bytes, typeAt + 1)] : [typeAt + 1, fixed];
    const [text, next] = type === textType ? readText(bytes, from, size) : [null, from + size];
    if (next > bytes.length) throw unreadable('an event header that does not end');
    headers.set(name, text);
    at = next;
  }
  return headers;
}

function lengthAt(bytes: Buffer, at: number): number {
  if (at + 2 > bytes.length) throw unreadable('an event header that does not end');
  return bytes.readUInt16BE(at);
}

function readText(bytes: Buffer, from: number, size: number): readonly [text: string, end: number] {
  const text = bytes.subarray(from, from + size);
  if (text.length !== size) throw unreadable('an event header that does not end');
  if (!isUtf8(text)) throw unreadable('an event header that is not UTF-8');
  return [text.toString(), from + size];
}

/** A message with these headers, all of them texts of less than 64 KiB, and this payload. */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const message = Buffer.alloc(preludeBytes + head.length + payload.length + checksumBytes);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, preludeBytes);
  payload.copy(message, preludeBytes + head.length);
  const end = message.length - checksumBytes;
  message.writeUInt32BE(crc32(message.subarray(0, end)), end);
  return message;
}

function header(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(text.length);
  return Buffer.concat([
    Buffer.from([Buffer.byteLength(name)]),
    Buffer.from(name),
    Buffer.from([textType]),
    size,
    text,
  ]);
}

import type { IncomingHttpHeaders } from 'node:http';
import { scanJson } from '../../json/scan.ts';
import type { JsonValue } from '../../json/value.ts';
import type { WireAnswer } from '../../upstreams/transport.ts';

// How errors of a cloud are told in the words of Anthropic's own API, by which clients decide.

/** Anthropic's status of each kind of error: what decides whether a client or a route asks again. */
const statuses: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['api_error', 500],
  ['timeout_error', 504],
  ['overloaded_error', 529],
]);

/** Kinds of errors by the status of a cloud, where it says nothing more. */
const typesByStatus: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [408, 'timeout_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
]);

/** The kind of error for a status of a cloud. */
export function errorTypeOfStatus(status: number): string {
  return typesByStatus.get(status) ?? 'api_error';
}

/** An error as Anthropic's own API gives it. `type` is one of its kinds; any other is an `api_error`. */
export function anthropicError(
  headers: IncomingHttpHeaders,
  type: string,
  message: string,
): WireAnswer {
  const status = statuses.get(type) ?? 500;
  const error = { type: statuses.has(type) ? type : 'api_error', message };
  const { 'content-encoding': _encoding, ...kept } = headers;
  return {
    status,
    headers: { ...kept, 'content-type': 'application/json' },
    body: oneChunk(JSON.stringify({ type: 'error', error })),
  };
}

/** A body of one piece. */
export async function* oneChunk(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Far above the body of any error. */
const shortBytesMax = 64 * 1024;

/** A short body of JSON; undefined for one that is too long, breaks off or is not strict JSON. */
export async function readJson(body: AsyncIterable<Uint8Array>): Promise<JsonValue | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > shortBytesMax) return undefined;
    }
    return scanJson(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import type { WireAnswer } from '../../upstreams/transport.ts';
import { anthropicError, oneChunk, readJson } from '../cloud/anthropic-error.ts';
import { toServerSentEvents } from './event-stream.ts';
import { errorTypeOf, withoutAccounts } from './failure.ts';
import { withPings } from './pings.ts';

/** Bedrock's content type of a stream. */
export const eventStreamType = 'application/vnd.amazon.eventstream';

/**
 * An answer of Bedrock as Anthropic's own API gives it: a stream as server-sent events, an error in
 * its words and with its status. What is neither stays as it is, and is refused where it is read.
 */
export async function bedrockAnswer(answer: WireAnswer, isCount: boolean): Promise<WireAnswer> {
  const { status, body } = answer;
  const headers = headersOf(answer.headers);
  if (isCount && uncounted.has(status)) return notCounted(headers);
  if (status >= 400) return await errorAnswer(answer, headers);
  if (status !== 200 || headers['content-encoding'] !== undefined) return { ...answer, headers };
  if (isCount) return await countAnswer(answer, headers);
  if (headers['content-type'] !== eventStreamType) return { status, headers, body };
  return {
    status,
    headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' },
    body: withPings(toServerSentEvents(body)),
  };
}

/** Bedrock's other headers are about its own accounting. */
function headersOf(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = { ...headers, 'request-id': headers['x-amzn-requestid'] };
  const names = ['content-type', 'content-encoding', 'request-id', 'retry-after'] as const;
  const present = names.filter((name) => kept[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, kept[name]]));
}

/** What Bedrock answers for a model, a profile or a request that it does not count. */
const uncounted: ReadonlySet<number> = new Set([400, 404]);

/** Clients then reckon for themselves. */
function notCounted(headers: IncomingHttpHeaders): WireAnswer {
  const error = { type: 'not_supported', message: 'Bedrock counts no tokens for this request' };
  return {
    status: 501,
    headers: { ...headers, 'content-type': 'application/json', 'x-should-retry': 'false' },
    body: oneChunk(JSON.stringify({ type: 'error', error })),
  };
}

/** `{"inputTokens":7}` as `{"input_tokens":7}`. */
async function countAnswer(
  { status, body }: WireAnswer,
  headers: IncomingHttpHeaders,
): Promise<WireAnswer> {
  const tokens = (await readJson(body))?.get('inputTokens')?.number;
  if (tokens === undefined)
    return anthropicError(headers, 'api_error', 'Bedrock counted no tokens');
  return { status, headers, body: oneChunk(JSON.stringify({ input_tokens: tokens })) };
}

async function errorAnswer(
  { status, headers: stated, body }: WireAnswer,
  headers: IncomingHttpHeaders,
): Promise<WireAnswer> {
  const root = await readJson(body);
  const error = root?.get('error');
  const exception = String(stated['x-amzn-errortype'] ?? '');
  const type = error?.get('type')?.text ?? errorTypeOf(exception, status);
  const message = (error ?? root)?.get('message')?.text;
  const said = message ?? `Bedrock answered with the status ${status}`;
  return anthropicError(headers, type, withoutAccounts(said));
}

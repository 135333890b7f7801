import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import type { JsonValue } from '../../json/value.ts';
import { type FailureReply, isPassing, messageOf } from '../dialect.ts';
import { errorBody, errorHeaders } from '../openai/error-body.ts';
import { writeEvent } from '../sse-write.ts';

/** Failures that are answered by their status even to a client that waits for a stream. */
const statusOnly: ReadonlySet<number> = new Set([401, 404, 426]);

/** Statuses that clients of this dialect repeat or show badly; 400 they show at once. */
const shownAs400: ReadonlySet<number> = new Set([402, 429]);

/**
 * An error as Codex and the SDK show it. Of all answers only a stream that ends in `response.failed`
 * with the code `invalid_prompt` is shown by Codex word for word and not repeated; so a refusal of a
 * streamed request is one. A key that is not known stays a 401, as every other client expects.
 */
export function failureReply(
  error: SentrelyError,
  isStream: boolean,
  nowMs: number = Date.now(),
): FailureReply {
  if (isStream && !statusOnly.has(error.status) && !isPassing(error))
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
      body: refusalEvents(error, nowMs),
    };
  const status = shownAs400.has(error.status) ? 400 : error.status;
  return { status, headers: errorHeaders(error, nowMs), body: errorBody(error) };
}

/** The end of a stream that has begun with `created`: the response as it stood then, failed. */
export function failureEvent(error: SentrelyError, created: JsonValue, sequence: number): Buffer {
  const response = JSON.parse(created.json) as Readonly<Record<string, unknown>>;
  return Buffer.from(failedEvent(error, response, sequence));
}

/** A whole stream of our own that says only why the request was refused. */
export function refusalEvents(error: SentrelyError, nowMs: number): string {
  const response = {
    id: 'resp_sentrely_refused',
    object: 'response',
    created_at: Math.floor(nowMs / 1000),
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: '',
    output: [],
    parallel_tool_calls: true,
    temperature: null,
    tool_choice: 'auto',
    tools: [],
    top_p: null,
  };
  const created = { type: 'response.created', sequence_number: 0, response };
  const first = writeEvent('response.created', JSON.stringify(created));
  return `${first}${failedEvent(error, response, 1)}`;
}

function failedEvent(
  error: SentrelyError,
  response: Readonly<Record<string, unknown>>,
  sequence: number,
): string {
  const code = isPassing(error) ? 'server_error' : 'invalid_prompt';
  const failed = {
    type: 'response.failed',
    sequence_number: sequence,
    response: { ...response, status: 'failed', error: { code, message: messageOf(error) } },
  };
  return writeEvent('response.failed', JSON.stringify(failed));
}

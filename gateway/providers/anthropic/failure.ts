import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { type FailureReply, isPassing, messageOf, retryAfterOf } from '../dialect.ts';
import { writeEvent } from '../sse-write.ts';

/** The provider's name for a kind of error, by status; clients choose what to do by it. */
const errorTypes: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'billing_error'],
]);

/**
 * An error in the provider's own shape, which clients show to their users. All but a passing failure
 * say `x-should-retry: false`: a client would repeat a refusal up to ten times and then report
 * something else.
 */
export function failureReply(error: SentrelyError, nowMs: number = Date.now()): FailureReply {
  const retryAfter = retryAfterOf(error, nowMs);
  const type = errorTypes.get(error.status) ?? 'api_error';
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      ...(isPassing(error) ? {} : { 'x-should-retry': 'false' }),
      ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: errorBody(type, messageOf(error)),
  };
}

/**
 * The same for a stream that has begun: one `error` event, after which nothing may follow. After an
 * `api_error` Claude Code asks again, three times; after a `permission_error` it ends its turn and
 * shows the message.
 */
export function failureEvent(error: SentrelyError): Buffer {
  const type = isPassing(error) ? 'api_error' : 'permission_error';
  return sseError(type, messageOf(error));
}

/** An `error` event. `type` is one of the provider's names. */
export function sseError(type: string, message: string): Buffer {
  return Buffer.from(writeEvent('error', errorBody(type, message)));
}

/**
 * The answer to a request that continues a thread the provider holds: its client then sends the
 * whole history, which is what rules, restoring and the audit need.
 */
export function threadNotFound(): FailureReply {
  const message = 'This gateway keeps no threads: send the whole conversation.';
  const details = { error_code: 'thread_not_found' };
  return {
    status: 404,
    headers: { 'content-type': 'application/json' },
    body: errorBody('not_found_error', message, details),
  };
}

function errorBody(type: string, message: string, details?: object): string {
  return JSON.stringify({ type: 'error', error: { type, message, details } });
}

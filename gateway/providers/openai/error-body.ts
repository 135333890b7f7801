import type { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { isPassing, messageOf, retryAfterOf } from '../dialect.ts';

/** The provider's name for a kind of error, by status. */
const errorTypes: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'invalid_request_error'],
  [426, 'invalid_request_error'],
  [429, 'insufficient_quota'],
]);

/** An error as OpenAI writes it, JSON text; the same in an error answer and in a stream of chunks. */
export function errorBody(error: SentrelyError): string {
  const type = errorTypes.get(error.status) ?? 'server_error';
  return JSON.stringify({
    error: { message: messageOf(error), type, param: null, code: error.code },
  });
}

/** The headers of an error answer: its clients obey `x-should-retry`. */
export function errorHeaders(error: SentrelyError, nowMs: number): Record<string, string> {
  const retryAfter = retryAfterOf(error, nowMs);
  return {
    'content-type': 'application/json',
    ...(isPassing(error) ? {} : { 'x-should-retry': 'false' }),
    ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
  };
}

import { errorTypeOfStatus } from '../cloud/anthropic-error.ts';

/** Anthropic's kind of error, by the name of the exception of AWS in small letters. */
const errorTypes: ReadonlyMap<string, string> = new Map([
  ['validationexception', 'invalid_request_error'],
  ['accessdeniedexception', 'permission_error'],
  ['resourcenotfoundexception', 'not_found_error'],
  ['throttlingexception', 'rate_limit_error'],
  ['servicequotaexceededexception', 'rate_limit_error'],
  ['modelnotreadyexception', 'overloaded_error'],
  ['serviceunavailableexception', 'overloaded_error'],
  ['modeltimeoutexception', 'timeout_error'],
]);

/**
 * Anthropic's kind of error for an exception of AWS: `ThrottlingException`, in a header with an
 * address after a colon, in an event with a small first letter. Without a known one the status says.
 */
export function errorTypeOf(exception: string, status: number): string {
  const [name = ''] = exception.toLowerCase().split(':', 1);
  return errorTypes.get(name) ?? errorTypeOfStatus(status);
}

const exceptions: ReadonlyMap<string, string> = new Map([
  ['api_error', 'internalServerException'],
  ['rate_limit_error', 'throttlingException'],
  ['overloaded_error', 'serviceUnavailableException'],
  ['timeout_error', 'modelTimeoutException'],
]);

/**
 * The exception of AWS for a kind of error of Anthropic's, as the events of a stream name it. Whatever
 * does not help to repeat is a `validationException`, which clients of AWS do not.
 */
export function exceptionOf(errorType: string): string {
  return exceptions.get(errorType) ?? 'validationException';
}

const accounts = /\barn:[^\s'"`,)]+|\b[0-9]{12}\b/g;

/** A text of AWS without names of resources and numbers of accounts: no agent's business. */
export function withoutAccounts(text: string): string {
  return text.replace(accounts, '(hidden)');
}

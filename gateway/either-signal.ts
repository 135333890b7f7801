/**
 * A signal that is aborted with the first of two, for its reason: AbortSignal.any without the weak
 * references, which cost more than the rest of a request's signals. All three live as long as a request.
 */
export function eitherSignal(one: AbortSignal, other: AbortSignal): AbortSignal {
  const either = new AbortController();
  for (const signal of [one, other]) {
    if (signal.aborted) either.abort(signal.reason);
    else signal.addEventListener('abort', () => either.abort(signal.reason), { once: true });
  }
  return either.signal;
}

/** Errors that a stream may begin with, and the status that each would have had. */
const statuses: ReadonlyMap<string, number> = new Map([
  ['overloaded_error', 529],
  ['api_error', 500],
  ['rate_limit_error', 429],
]);

/** How the first event looks when it is an error that stands for the whole answer. */
const opening =
  /^event: ?error\r?\ndata: ?\{[^\n]*?"type": ?"(overloaded_error|api_error|rate_limit_error)"/;

/** The beginning of a stream that has one. */
export interface BegunStream {
  /** The status that its first event stands for; 200 unless that is an error. */
  readonly status: number;
  /** The whole stream, the first chunk included. */
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Waits for the first bytes of a stream: a provider that has no room says so there, after the head.
 * Null where there are none. Rejects when it breaks off before them.
 */
export async function beginStream(body: AsyncIterable<Uint8Array>): Promise<BegunStream | null> {
  const chunks = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return null;
  const text = Buffer.from(first.value).toString('latin1');
  const status = statuses.get(opening.exec(text)?.[1] ?? '') ?? 200;
  return { status, body: rejoined(first.value, chunks) };
}

async function* rejoined(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let chunk = await rest.next(); chunk.done !== true; chunk = await rest.next())
      yield chunk.value;
  } finally {
    await rest.return?.();
  }
}

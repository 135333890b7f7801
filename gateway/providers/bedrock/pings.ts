import { writeEvent } from '../sse-write.ts';

/** Anthropic's own API is never silent for longer; clients take minutes of silence for a broken stream. */
const silenceMs = 10_000;

const ping: Buffer = Buffer.from(writeEvent('ping', '{"type": "ping"}'));

/**
 * An event stream with a `ping` wherever it is silent: Bedrock sends none while a model thinks. Not
 * before the first event, by which it is known whether the upstream answers at all.
 */
export async function* withPings(
  stream: AsyncIterable<Buffer>,
  everyMs: number = silenceMs,
): AsyncGenerator<Buffer> {
  const events = stream[Symbol.asyncIterator]();
  try {
    for (let first = await events.next(); first.done !== true; ) {
      yield first.value;
      const next = events.next();
      // Whoever leaves meanwhile does not hear how it ends.
      next.catch(() => {});
      while (await isSilent(next, everyMs)) yield ping;
      first = await next;
    }
  } finally {
    await events.return?.();
  }
}

async function isSilent(next: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<true>((resolve) => (timer = setTimeout(resolve, ms, true)));
  try {
    return await Promise.race([next.then(() => false), silence]);
  } finally {
    clearTimeout(timer);
  }
}

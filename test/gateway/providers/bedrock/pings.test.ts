import { describe, expect, it } from 'vitest';
import { withPings } from '../../../../gateway/providers/bedrock/pings.ts';

const ping = 'event: ping\ndata: {"type": "ping"}\n\n';

/** Null is the end. */
type Chunk = string | Error | null;

/** A stream whose chunks come when they are let. */
function staged(): {
  readonly stream: AsyncGenerator<Buffer>;
  readonly let: (chunk: Chunk) => void;
  readonly isOver: () => boolean;
} {
  const waiting: ((chunk: Chunk) => void)[] = [];
  const ready: Chunk[] = [];
  let isOver = false;
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const held = ready.shift();
        const chunk =
          held === undefined ? await new Promise<Chunk>((next) => waiting.push(next)) : held;
        if (chunk instanceof Error) throw chunk;
        if (chunk === null) return;
        yield Buffer.from(chunk);
      }
    } finally {
      isOver = true;
    }
  }
  return {
    stream: chunks(),
    let: (chunk) => {
      const next = waiting.shift();
      if (next === undefined) ready.push(chunk);
      else next(chunk);
    },
    isOver: () => isOver,
  };
}

describe('withPings', () => {
  it('adds a ping wherever the stream is silent, and nothing before it begins', async () => {
    const source = staged();
    const out: string[] = [];
    const pinged = withPings(source.stream, 1);
    const first = pinged.next();
    // Many times the silence: a ping would have come first.
    setTimeout(() => source.let('a'), 20);
    out.push(String((await first).value), String((await pinged.next()).value));
    source.let('b');
    let chunk = String((await pinged.next()).value);
    while (chunk === ping) chunk = String((await pinged.next()).value);
    expect([...out, chunk]).toEqual(['a', ping, 'b']);
    source.let(null);
    let end = await pinged.next();
    while (end.done !== true) end = await pinged.next();
    expect(source.isOver()).toBe(true);
  });

  it('adds nothing to a stream that is not silent, and ends as it does', async () => {
    const source = staged();
    for (const chunk of ['a', 'b', new Error('cut')]) source.let(chunk);
    const out: string[] = [];
    await expect(
      (async () => {
        for await (const chunk of withPings(source.stream)) out.push(String(chunk));
      })(),
    ).rejects.toThrow('cut');
    expect(out).toEqual(['a', 'b']);
  });

  it('may be left while it is silent', async () => {
    const source = staged();
    source.let('a');
    const pinged = withPings(source.stream, 1);
    await pinged.next();
    expect(String((await pinged.next()).value)).toBe(ping);
    const left = pinged.return(undefined);
    source.let(new Error('aborted'));
    await left.catch(() => undefined);
    expect(source.isOver()).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import type { Gate, Ruling, ToolCall } from '../../../../gateway/enforce/gate.ts';
import { gatewayError } from '../../../../gateway/errors.ts';
import { relayStream } from '../../../../gateway/providers/anthropic/stream.ts';
import {
  block,
  call,
  end,
  event,
  eventsOf,
  message,
  patience,
  pingEvent,
  relay,
  seal,
  start,
  text,
} from './harness.ts';

const thinking = block(0, { type: 'thinking', thinking: '', signature: '' }, [
  { type: 'thinking_delta', thinking: 'Let me see.' },
  { type: 'signature_delta', signature: 'c2ln' },
]);

describe('what passes', () => {
  test.each([
    ['text', message(text(0, 'Hello', ' wörld 😀'))],
    [
      'a text in many parts, with all that JSON escapes',
      message(text(0, 'a', 'b "c"', '', '\\', 'd\n', 'é', '\u0007', 'e', 'f'), text(1, 'g', 'h')),
    ],
    ['thinking before text', message(thinking, text(1, 'x'))],
    ['redacted thinking', message(block(0, { type: 'redacted_thinking', data: 'ZGF0YQ==' }, []))],
    [
      'citations',
      message(block(0, { type: 'text', text: '' }, [{ type: 'citations_delta', citation: {} }])),
    ],
    ['a released call', message(text(0, 'a'), call(1, 'Allowed', '', '{"a":', ' 1.0}'))],
    ['a released call without arguments', message(call(0, 'Allowed'))],
    [
      'released calls in a row',
      message(call(0, 'Allowed', '{}'), call(1, 'AllowedToo', '{"b":[]}')),
    ],
    [
      'pings and comments anywhere',
      pingEvent + start + ': hi\n\n' + text(0, 'a') + pingEvent + end(),
    ],
    [
      'an unknown event that carries nothing',
      start + event('weather', { sun: 1 }) + text(0) + end(),
    ],
    ['an empty message', message()],
  ])('%s, byte for byte', async (_, stream) => {
    const { out, summary } = await relay([stream]);
    expect(out).toBe(stream);
    expect(summary.outcome).toBe('complete');
    expect(summary.bytesOut).toBe(Buffer.byteLength(stream));
  });

  test('everything but calls leaves as soon as its frame is complete', async () => {
    const [before, inside] = [start + text(0, 'a'), call(1, 'Allowed', '{"a":1}')];
    const half = Math.floor(inside.length / 2);
    const { writes } = await relay([
      before.slice(0, -1),
      before.slice(-1),
      inside.slice(0, half),
      inside.slice(half),
      end().slice(0, 20),
      end().slice(20),
    ]);
    const opening = before.slice(0, before.lastIndexOf('event:'));
    expect(writes).toEqual([opening, before.slice(opening.length), inside, end()]);
  });

  test('pings inside a released call keep their place', async () => {
    const inside = call(0, 'Allowed', '{"a":', '1}').replace(
      'event: content_block_stop',
      `${pingEvent}$&`,
    );
    expect((await relay([start, inside, end()])).out).toBe(start + inside + end());
  });
});

describe('a call that is not released', () => {
  test('becomes a tombstone at the same index, and all else stays', async () => {
    const written = '{"command": "rm -rf /"}';
    const others = [start, text(0, 'I will.'), text(2, 'Done.'), end()] as const;
    const { out, judged, summary } = await relay([
      others[0] +
        others[1] +
        call(1, 'Bash', '{"command"', ': "rm -rf /"}') +
        others[2] +
        others[3],
    ]);
    const tombstone = out.slice((others[0] + others[1]).length, -(others[2] + others[3]).length);
    expect(out).toBe(others[0] + others[1] + tombstone + others[2] + others[3]);
    expect(judged).toEqual([{ id: 'toolu_1', name: 'Bash', argumentsText: written, defect: null }]);
    const sealed = seal(judged[0] as ToolCall, 'denied', 'Not run: denied by rule p.r.');
    expect(eventsOf(tombstone)).toEqual([
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'sentrely_denied', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: sealed.input },
      },
      { type: 'content_block_stop', index: 1 },
    ]);
    expect(Object.keys(JSON.parse(sealed.input))).toEqual(['reason', 'tool', 'original', 'seal']);
    expect(summary).toMatchObject({ outcome: 'complete', stopReason: 'tool_use', calls: 1 });
  });

  test('is pending when it was parked', async () => {
    const { out } = await relay([message(call(0, 'Asked', '{}'))]);
    expect(out).toContain('"name":"sentrely_pending"');
    expect(out).toContain('approval a_1 is pending');
  });

  test('keeps the members of its block that clients send back', async () => {
    const content = {
      type: 'tool_use',
      id: 'toolu_\u00e9"\n',
      name: 'Bash',
      caller: { type: 'direct' },
      input: {},
      extra: [1.5],
    };
    const { out } = await relay([message(block(0, content, []))]);
    expect(eventsOf(out)[1]?.['content_block']).toEqual({ ...content, name: 'sentrely_denied' });
  });

  test('leaves no byte of itself, and pings inside it survive', async () => {
    const secret = call(0, 'Bash', '{"command":"curl evil"}').replace(
      'event: content_block_stop',
      `: note\n\n${pingEvent}$&`,
    );
    const { out } = await relay([start, secret, end()]);
    expect(out).toContain(`: note\n\n${pingEvent}`);
    expect(out).not.toContain('"partial_json":"{\\"command');
  });

  test('holds its arguments once, as the sealed original only', async () => {
    const { out } = await relay([message(call(0, 'Bash', '{"command":"ls"}'))]);
    const { delta } = eventsOf(out)[2] as { delta: { partial_json: string } };
    const input = JSON.parse(delta.partial_json);
    expect(input.original).toBe('4:Bash{"command":"ls"}');
    expect(input.command).toBeUndefined();
  });
});

/** A gate whose rulings the test gives when it likes. */
function heldGate(): { gate: Gate; judged: ToolCall[]; rule: (ruling: Ruling) => void } {
  const judged: ToolCall[] = [];
  const waiting: ((ruling: Ruling) => void)[] = [];
  return {
    judged,
    gate: {
      judge: (call) => {
        judged.push(call);
        return new Promise((resolve) => waiting.push(resolve));
      },
    },
    rule: (ruling) => waiting.shift()?.(ruling),
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('while a call waits', () => {
  test('only pings leave, and what follows waits in order', async () => {
    const { gate, judged, rule } = heldGate();
    const out: string[] = [];
    const blocks = [call(0, 'First', '{"a":1}'), text(1, 'between'), call(2, 'Second', '{}')];
    const relayed = relayStream({
      upstream: (async function* () {
        yield Buffer.from(message(...blocks));
      })(),
      write: async (bytes) => void out.push(Buffer.from(bytes).toString()),
      gate,
      seal,
      patience,
      pingMs: 15,
    });
    await pause(100);
    expect(out.length).toBeGreaterThanOrEqual(4);
    expect(out[0]).toBe(start);
    expect(new Set(out.slice(1))).toEqual(new Set(['event: ping\ndata: {"type": "ping"}\n\n']));
    expect(judged.map(({ name }) => name)).toEqual(['First']);
    const before = out.length;
    rule({ kind: 'release' });
    await pause(5);
    expect(judged.map(({ name }) => name)).toEqual(['First', 'Second']);
    expect(out.slice(before)).toEqual([`${blocks[0]}${blocks[1]}`]);
    rule({ kind: 'release' });
    expect((await relayed).outcome).toBe('complete');
    const pings = /event: ping\ndata: .*\n\n/g;
    expect(out.join('').replace(pings, '')).toBe(message(...blocks));
    const settled = out.length;
    await pause(40);
    expect(out.length).toBe(settled);
  });

  test('pings also keep the client while the model still writes the call', async () => {
    const stream = call(0, 'Allowed', '{"a":1}');
    const { writes } = await relay([start, stream.slice(0, 200), end()], {
      upstream: (async function* () {
        yield Buffer.from(start + stream.slice(0, 300));
        await pause(60);
        yield Buffer.from(stream.slice(300) + end());
      })(),
      pingMs: 15,
    });
    expect(writes.filter((write) => write.includes('ping')).length).toBeGreaterThanOrEqual(2);
    expect(writes.filter((write) => !write.includes('ping')).join('')).toBe(start + stream + end());
  });

  test('the provider is read to its end', async () => {
    const { gate, rule } = heldGate();
    let isFinished = false;
    const relayed = relay([], {
      gate,
      upstream: (async function* () {
        yield Buffer.from(start + call(0, 'Any', '{}'));
        for (let index = 1; index < 200; index++) yield Buffer.from(text(index, 'x'.repeat(1000)));
        yield Buffer.from(end());
        isFinished = true;
      })(),
    });
    await pause(50);
    expect(isFinished).toBe(true);
    rule({ kind: 'deny', reason: 'no' });
    expect((await relayed).summary.outcome).toBe('complete');
  });

  test('the provider is not read without bound', async () => {
    const { gate, rule } = heldGate();
    let chunks = 0;
    const relayed = relay([], {
      gate,
      upstream: (async function* () {
        yield Buffer.from(start + call(0, 'Any', '{}'));
        for (; chunks < 40; chunks++) yield Buffer.from(`: ${'x'.repeat(1024 * 1024)}\n\n`);
        yield Buffer.from(end());
      })(),
    });
    await pause(200);
    expect(chunks).toBeLessThan(20);
    rule({ kind: 'release' });
    const { summary } = await relayed;
    expect([chunks, summary.outcome]).toEqual([40, 'complete']);
  });

  test('a provider that breaks off meanwhile does not change the ruling', async () => {
    const { gate, rule } = heldGate();
    const inside = call(0, 'Any', '{}');
    const relayed = relay([start + inside, new Error('reset')], { gate });
    await pause(20);
    rule({ kind: 'release' });
    const { out, summary } = await relayed;
    expect([out, summary.outcome]).toEqual([start + inside, 'cut']);
  });
});

describe('calls of one message', () => {
  test('are judged one after the other, in order', async () => {
    const log: string[] = [];
    const gate: Gate = {
      judge: async ({ name }) => {
        log.push(`judge ${name}`);
        await pause(name === 'A' ? 20 : 1);
        log.push(`ruled ${name}`);
        return { kind: 'release' };
      },
    };
    await relay([message(call(0, 'A'), call(1, 'B'), call(2, 'C'))], { gate });
    expect(log).toEqual(['judge A', 'ruled A', 'judge B', 'ruled B', 'judge C', 'ruled C']);
  });

  test('are decided apart', async () => {
    const blocks = [
      call(0, 'Allowed', '{"a":1}'),
      call(1, 'Bash', '{}'),
      call(2, 'AllowedToo', '{}'),
    ];
    const { out, judged } = await relay([message(...blocks)]);
    expect(judged).toHaveLength(3);
    expect(out.startsWith(start + blocks[0])).toBe(true);
    expect(out.endsWith(blocks[2] + end())).toBe(true);
    expect(out).toContain(
      '"index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"sentrely_denied"',
    );
  });
});

describe('the client', () => {
  test('slows the provider down when it does not read', async () => {
    let asked = 0;
    let drain = (): void => {};
    const relayed = relay([], {
      upstream: (async function* () {
        for (; asked < 5; asked++) yield Buffer.from(pingEvent);
      })(),
      write: () => new Promise<void>((resolve) => (drain = resolve)),
    });
    await pause(20);
    expect(asked).toBe(0);
    drain();
    await pause(5);
    expect(asked).toBe(1);
    for (let turn = 0; turn < 5; turn++) await pause(1).then(() => drain());
    expect((await relayed).summary.outcome).toBe('cut');
  });

  test('gets no pile of pings when it does not read', async () => {
    const { gate, rule } = heldGate();
    const writes: string[] = [];
    let isStuck = false;
    const relayed = relay([message(call(0, 'Any'))], {
      gate,
      pingMs: 5,
      write: (bytes) => {
        writes.push(Buffer.from(bytes).toString());
        return isStuck ? new Promise(() => {}) : Promise.resolve();
      },
    });
    await pause(10);
    isStuck = true;
    await pause(60);
    expect(writes.filter((write) => write.includes('ping')).length).toBeLessThanOrEqual(3);
    isStuck = false;
    rule({ kind: 'release' });
    expect((await relayed).summary.outcome).toBe('complete');
  });

  test('that is gone ends the relay, and the provider is let go', async () => {
    let isClosed = false;
    let sent = 0;
    const { summary, judged } = await relay([], {
      upstream: (async function* () {
        try {
          for (; sent < 100; sent++) yield Buffer.from(sent === 0 ? start : text(sent - 1, 'a'));
        } finally {
          isClosed = true;
        }
      })(),
      write: async () => {
        throw new Error('EPIPE');
      },
    });
    await pause(1);
    expect(summary).toMatchObject({ outcome: 'client-gone', bytesOut: 0, calls: 0 });
    expect([isClosed, sent, judged]).toEqual([true, 1, []]);
  });

  test('that is gone while a call waits gets nothing of it, whatever the ruling', async () => {
    const gone = new AbortController();
    const gate: Gate = {
      judge: (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ kind: 'release' }));
        }),
    };
    const relayed = relay([message(call(0, 'Any'), call(1, 'Other'))], {
      gate,
      patience: { holdMs: 1000, signal: gone.signal },
    });
    await pause(10);
    gone.abort();
    const { out, summary } = await relayed;
    expect(out).toBe(start);
    expect(summary).toMatchObject({ outcome: 'client-gone', calls: 1 });
  });
});

describe('a provider that breaks off', () => {
  const whole = call(0, 'Allowed', '{"a":1}', '');
  const frames = whole.split(/(?<=\n\n)/);

  test.each(frames.slice(0, -1).map((_, index) => [index + 1] as const))(
    'inside a call, after %i frames: it is judged, and nothing of it leaves',
    async (count) => {
      for (const ending of [[], [new Error('reset')]]) {
        const { out, judged, summary } = await relay([start, ...frames.slice(0, count), ...ending]);
        expect(judged).toHaveLength(1);
        expect(judged[0]?.defect).toBe(
          'the provider broke off inside a tool call, so the call was not passed on',
        );
        expect(summary.outcome).toBe('cut');
        expect(out.slice(start.length)).toMatch(
          /^event: error\ndata: .*SENTRELY_ERR_UPSTREAM_CUT.*\n\n$/,
        );
      }
    },
  );

  test('elsewhere: the client sees just that', async () => {
    const sent = start + text(0, 'a');
    for (const ending of [[], [new Error('reset')], ['event: content_bl', new Error('reset')]]) {
      const { out, summary } = await relay([sent, ...ending]);
      expect([out, summary.outcome]).toEqual([sent, 'cut']);
    }
  });

  test('with an error event: it passes, and ends the answer', async () => {
    const error = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    const { out, summary } = await relay([
      start,
      text(0, 'a'),
      error,
      call(1, 'Allowed', '{}'),
      end(),
    ]);
    expect([out, summary.outcome]).toEqual([start + text(0, 'a') + error, 'cut']);
  });

  test('with an error event inside a call: it is judged, and nothing of it leaves', async () => {
    const error = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    const { out, judged } = await relay([start, ...frames.slice(0, 2), error]);
    expect(out).toBe(start + error);
    expect(judged[0]?.defect).toBe('the provider reported an error inside the call');
  });
});

test('the summary says what the provider said last', async () => {
  const { summary } = await relay([message(text(0, 'a'), call(1, 'Allowed'))]);
  expect(summary).toEqual({
    messageId: 'msg_1',
    model: 'claude-opus-5-5',
    stopReason: 'tool_use',
    usage: { input: 12, output: 42, cacheRead: 30, cacheWrite: 4 },
    outcome: 'complete',
    calls: 1,
    bytesOut: Buffer.byteLength(message(text(0, 'a'), call(1, 'Allowed'))),
  });
});

test('a failure of our own is not taken for one of the provider', async () => {
  for (const failing of ['First', 'Second']) {
    const gate: Gate = {
      judge: async ({ name }) => {
        await pause(20);
        if (name === failing) throw new Error('gate');
        return { kind: 'release' };
      },
    };
    const relayed = relay([message(call(0, 'First'), call(1, 'Second'))], { gate });
    await expect(relayed).rejects.toThrow('gate');
  }
});

describe('an answer that is stopped', () => {
  const stopError = gatewayError('SENTRELY_ERR_ANSWER_STOPPED', 'killed by maria');

  test('releases nothing more, also what is approved afterwards', async () => {
    const stop = new AbortController();
    const gate: Gate = {
      judge: async () => {
        stop.abort(stopError);
        await new Promise(setImmediate);
        return { kind: 'release' };
      },
    };
    const stream = message(text(0, 'a'), call(1, 'Asked', '{}'), text(2, 'late'));
    const { out, summary } = await relay([stream], { gate, stop: stop.signal });
    expect(out).not.toMatch(/Asked|late/);
    expect(out.startsWith(start + text(0, 'a'))).toBe(true);
    expect(eventsOf(out).at(-1)).toEqual({
      type: 'error',
      error: { type: 'permission_error', message: expect.stringContaining('killed by maria') },
    });
    expect(summary.outcome).toBe('stopped');
  });

  test('ends at once while the provider is silent inside a call, and the call is on record', async () => {
    const stop = new AbortController();
    async function* upstream(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(start + call(0, 'Asked', '{"a":1}').slice(0, 200));
      setTimeout(() => stop.abort(stopError), 5);
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
      throw new Error('aborted');
    }
    const { out, judged, summary } = await relay([], { upstream: upstream(), stop: stop.signal });
    expect(judged).toMatchObject([{ name: 'Asked', defect: 'the answer was stopped' }]);
    expect(eventsOf(out).map(({ type }) => type)).toEqual(['message_start', 'error']);
    expect(summary.outcome).toBe('stopped');
  });

  test('tells a call that waits for a person that nobody waits any more', async () => {
    const stop = new AbortController();
    const gate: Gate = {
      judge: (_call, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ kind: 'park', reason: 'later' }));
          stop.abort(stopError);
        }),
    };
    const { out } = await relay([message(call(0, 'Asked', '{}'))], { gate, stop: stop.signal });
    expect(out).not.toContain('sentrely_pending');
  });

  test('says so when it was stopped before it began', async () => {
    const { out, judged } = await relay([message(call(0, 'Allowed', '{}'))], {
      stop: AbortSignal.abort(stopError),
    });
    expect(judged).toEqual([]);
    expect(eventsOf(out).map(({ type }) => type)).toEqual(['error']);
  });
});

import { describe, expect, test } from 'vitest';
import type { Gate, Ruling, ToolCall } from '../../../gateway/enforce/gate.ts';
import { relayReply as replyOfMessages } from '../../../gateway/providers/anthropic/reply.ts';
import { relayStream as relayMessages } from '../../../gateway/providers/anthropic/stream.ts';
import { relayReply as replyOfChat } from '../../../gateway/providers/openai-chat/reply.ts';
import { relayStream as relayChat } from '../../../gateway/providers/openai-chat/stream.ts';
import { relayReply as replyOfResponses } from '../../../gateway/providers/openai-responses/reply.ts';
import { relayStream as relayResponses } from '../../../gateway/providers/openai-responses/stream.ts';
import * as messages from './anthropic/harness.ts';
import { patience, relay, rule, seal } from './anthropic/harness.ts';
import * as chat from './openai-chat/harness.ts';
import * as responses from './openai-responses/harness.ts';

// A gate that holds messages: nothing of one leaves, from its first call on, before all calls are ruled on.

interface Way {
  readonly relayStream: typeof relayMessages;
  /** A text, a call of each tool, a text; in pieces that each end with a call or the message. */
  readonly pieces: (...tools: readonly string[]) => readonly string[];
}

const ways: readonly (readonly [string, Way])[] = [
  [
    'Messages',
    {
      relayStream: relayMessages,
      pieces: (...tools) => [
        messages.start + messages.text(0, 'first'),
        ...tools.map((name, at) => messages.call(at + 1, name, '{"a"', ':1}')),
        messages.text(tools.length + 1, 'last'),
        messages.end(),
      ],
    },
  ],
  [
    'Responses',
    {
      relayStream: relayResponses,
      pieces: (...tools) => {
        const items = [
          responses.message(0, 'first'),
          ...tools.map((name, at) => responses.call(at + 1, name, '{"a"', ':1}')),
          responses.message(tools.length + 1, 'last'),
        ];
        const [first, ...rest] = items;
        const events = [
          [...responses.beginning, ...(first?.events ?? [])],
          ...rest.map((item) => item.events),
          [responses.ending(items)],
        ];
        const all = responses.wire(events.flat()).split(/(?<=\n\n)/);
        return events.map((each, at) => {
          const start = events.slice(0, at).flat().length;
          return all.slice(start, start + each.length).join('');
        });
      },
    },
  ],
  [
    'Chat Completions',
    {
      relayStream: relayChat,
      pieces: (...tools) => [
        chat.start + chat.text('first'),
        ...tools.map((name, at) => chat.call(at, name, '{"a"', ':1}')),
        chat.text('last'),
        chat.finish() + chat.usageChunk + chat.done,
      ],
    },
  ],
];

/** What has been judged and written, in the order in which it happened. */
interface Story {
  readonly gate: Gate;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly judged: ToolCall[];
  /** Of calls that were released and did not leave: which, and why. */
  readonly withheld: (readonly [why: string, ids: readonly string[] | undefined])[];
  /** The number of bytes that had left when each call was judged. */
  readonly left: number[];
  out: string;
}

function story(ruling: (call: ToolCall) => Ruling = rule): Story {
  const told: Story = {
    judged: [],
    withheld: [],
    left: [],
    out: '',
    write: async (bytes) => void (told.out += Buffer.from(bytes).toString()),
    gate: {
      holdsMessage: true,
      judge: async (call) => {
        told.judged.push(call);
        told.left.push(told.out.length);
        await new Promise(setImmediate);
        return ruling(call);
      },
      withheld: async (why, ids) => void told.withheld.push([why, ids]),
    },
  };
  return told;
}

describe.each(ways)('%s', (_, { relayStream, pieces }) => {
  async function relayed(chunks: readonly (string | Error)[], told = story(), more = {}) {
    const { gate, write } = told;
    const { summary } = await relay(chunks, { relayStream, gate, write, ...more });
    return { ...told, out: told.out, summary };
  }

  test('released calls leave byte for byte, all of them behind the last ruling', async () => {
    const chunks = pieces('Allowed', 'AllowedToo', 'AllowedThree');
    const { out, judged, left, summary, withheld } = await relayed(chunks);
    expect(withheld).toEqual([]);
    expect(out).toBe(chunks.join(''));
    expect(judged.map(({ name }) => name)).toEqual(['Allowed', 'AllowedToo', 'AllowedThree']);
    expect(left).toEqual(judged.map(() => chunks[0]?.length));
    expect(summary).toMatchObject({ outcome: 'complete', calls: 3 });
  });

  test('what stands before the first call, or in a message without one, leaves at once', async () => {
    const chunks = pieces();
    const { out } = await relayed(chunks.slice(0, 2));
    expect(out.length).toBeGreaterThanOrEqual(chunks.slice(0, 2).join('').length);
    expect((await relayed(chunks)).out).toBe(chunks.join(''));
  });

  test('of a message with denied calls the others leave, and the denied are replaced', async () => {
    const { out, judged } = await relayed(pieces('Allowed', 'Denied', 'Asked', 'AllowedToo'));
    expect(judged).toHaveLength(4);
    expect(out).toContain('"Allowed"');
    expect(out).toContain('"AllowedToo"');
    expect(out).not.toContain('"name":"Denied"');
    expect(out).not.toContain('"name":"Asked"');
    const plain = await relay([pieces('Allowed', 'Denied', 'Asked', 'AllowedToo').join('')], {
      relayStream,
    });
    expect(withoutSeals(out)).toBe(withoutSeals(plain.out));
  });

  test.each([
    ['ends too early', (all: readonly string[]) => all.slice(0, -1)],
    [
      'breaks off',
      (all: readonly string[]) => [...all.slice(0, -1), new Error('connection reset')],
    ],
    [
      'breaks off within a call',
      (all: readonly string[]) => [...all.slice(0, 2), all[2]!.slice(0, 150)],
    ],
  ])('a message that %s lets none of its calls go, and has them on record', async (_how, cut) => {
    const { out, judged, summary } = await relayed(cut(pieces('Allowed', 'AllowedToo')));
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.every(({ defect }) => defect !== null)).toBe(true);
    expect(out).not.toContain('Allowed');
    expect(summary.outcome).not.toBe('complete');
  });

  test('a client that goes away gets nothing, and its calls are on record', async () => {
    const client = new AbortController();
    const told = story();
    const chunks = pieces('Allowed', 'AllowedToo');
    async function* upstream() {
      for (const chunk of chunks.slice(0, 3)) yield Buffer.from(chunk);
      await new Promise(setImmediate);
      client.abort();
      yield Buffer.from(chunks.slice(3).join(''));
    }
    const { summary } = await relay([], {
      relayStream,
      upstream: upstream(),
      gate: told.gate,
      write: told.write,
      patience: { ...patience, signal: client.signal },
    });
    expect(summary.outcome).toBe('client-gone');
    expect(told.out).not.toContain('Allowed');
    expect(told.judged.map(({ defect }) => defect)).toContain('the client went away');
  });

  test('an answer that is stopped while a person is asked lets go of nothing', async () => {
    const stop = new AbortController();
    const told = story((call) => {
      if (call.name === 'AllowedToo') stop.abort(new Error('stopped'));
      return rule(call);
    });
    const chunks = pieces('Allowed', 'AllowedToo');
    const { out, summary, withheld, judged } = await relayed(chunks, told, { stop: stop.signal });
    expect(summary.outcome).toBe('stopped');
    expect(out).not.toContain('"Allowed"');
    expect(withheld).toEqual([['the answer was stopped', judged.map(({ id }) => id)]]);
  });

  test('a client that goes while calls are ruled on gets none of them, which is told', async () => {
    const client = new AbortController();
    const told = story((call) => {
      if (call.name === 'Denied') client.abort();
      return rule(call);
    });
    const signal = client.signal;
    const { out, summary, withheld, judged } = await relayed(pieces('Allowed', 'Denied'), told, {
      patience: { ...patience, signal },
    });
    expect(summary.outcome).toBe('client-gone');
    expect(out).not.toContain('"Allowed"');
    expect(withheld).toEqual([[expect.stringContaining('went away'), [judged[0]?.id]]]);
  });

  test('a call that has left is not told to be withheld, whatever comes after', async () => {
    const stop = new AbortController();
    const told = story((call) => {
      if (call.name === 'AllowedToo') stop.abort(new Error('stopped'));
      return rule(call);
    });
    const gate = { ...told.gate, holdsMessage: false };
    const chunks = pieces('Allowed', 'AllowedToo');
    const { judged } = await relayed(chunks, { ...told, gate }, { stop: stop.signal });
    expect(told.out).toContain('"Allowed"');
    expect(told.withheld).toEqual([['the answer was stopped', [judged[1]?.id]]]);
  });

  test('without it a call leaves as soon as it is ruled on', async () => {
    const told = story();
    const { left } = await relayed(pieces('Allowed', 'AllowedToo'), {
      ...told,
      gate: { judge: (call, how) => told.gate.judge(call, how) },
    });
    expect(left[1]).toBeGreaterThan(left[0] ?? 0);
  });
});

/** Seals differ each time. */
function withoutSeals(text: string): string {
  return text.replace(/sk?\d?_?[A-Za-z0-9_-]{40,}/g, 'SEAL');
}

test('a message that is more than can be kept is broken off, and its calls are denied', async () => {
  const told = story();
  const mebibyte = 'x'.repeat(1024 * 1024);
  const long = messages.text(1, ...Array.from({ length: 34 }, () => mebibyte));
  const { summary } = await relay([messages.start, messages.call(0, 'Allowed', '{}'), long], {
    relayStream: relayMessages,
    gate: told.gate,
    write: told.write,
  });
  expect(summary.outcome).toBe('unreadable');
  expect(told.judged.map(({ name, defect }) => [name, defect])).toEqual([
    ['Allowed', expect.stringContaining('more than can be kept')],
  ]);
  expect(told.out).not.toContain('Allowed');
  expect(told.out.length).toBeLessThan(10_000);
});

test('an answer in one piece is whole anyway: it is there when the last call is ruled on', async () => {
  const named = (name: string) => ({ name, arguments: '{"a":1}' });
  const answers = [
    [
      replyOfMessages,
      {
        type: 'message',
        content: ['Allowed', 'Denied'].map((name) => {
          return { type: 'tool_use', id: name, name, input: { a: 1 } };
        }),
      },
    ],
    [
      replyOfResponses,
      {
        id: 'r',
        object: 'response',
        status: 'completed',
        output: ['Allowed', 'Denied'].map((name) => {
          const call = { id: `fc_${name}`, call_id: name, status: 'completed', ...named(name) };
          return { type: 'function_call', ...call };
        }),
      },
    ],
    [
      replyOfChat,
      {
        choices: [
          {
            index: 0,
            finish_reason: 'tool_calls',
            message: {
              role: 'assistant',
              tool_calls: ['Allowed', 'Denied'].map((name) => {
                return { id: name, type: 'function', function: named(name) };
              }),
            },
          },
        ],
      },
    ],
  ] as const;
  for (const [relayReply, answer] of answers) {
    const told = story();
    const body = Buffer.from(JSON.stringify(answer));
    const relayed = (await relayReply(body, told.gate, seal, patience)).body.toString();
    expect(told.judged.map(({ name }) => name)).toEqual(['Allowed', 'Denied']);
    expect(relayed).toContain('"name":"Allowed"');
    expect(relayed).not.toContain('"name":"Denied"');
  }
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatewayError } from '../../../../gateway/errors.ts';
import type { Gate, Ruling, ToolCall } from '../../../../gateway/enforce/gate.ts';
import { relayStream } from '../../../../gateway/providers/openai-responses/stream.ts';
import { patience, seal, upstreamOf } from '../anthropic/harness.ts';
import {
  beginning,
  call,
  custom,
  dataOf,
  ending,
  eventsOfResponse,
  type Item,
  message,
  ranBy,
  reasoning,
  relay,
  response,
  typed,
  wire,
} from './harness.ts';

const secret = '{"cmd":"rm -rf /"}';
const exec = { type: 'exec', command: ['rm', '-rf', '/'], env: {} };

describe('what passes', () => {
  test.each<readonly [string, string]>([
    ['text', response(message(0, 'Grüße 😀'))],
    ['reasoning before text', response(reasoning(0), message(1, 'x'))],
    ['a released call', response(message(0, 'a'), call(1, 'Allowed', '', '{"a":', ' 1.0}'))],
    ['a released call of a custom tool', response(custom(0, 'Allowed', '*** Begin', ' Patch\n'))],
    ['released calls in a row', response(call(0, 'Allowed', '{}'), call(1, 'AllowedToo', '{}'))],
    ['comments', `: hi\n\n${response(message(0, 'a'))}: bye\n\n`],
    [
      'an event of a later version',
      wire([...beginning, { type: 'codex.rate_limits', limits: {} }]),
    ],
    ['an empty response', response()],
  ])('%s, byte for byte', async (_, stream) => {
    const { out } = await relay([stream]);
    expect(out).toBe(stream.replace(/: bye\n\n$/, ''));
  });

  test('an item that comes in one event only', async () => {
    const { done } = call(0, 'Allowed', '{}');
    const whole = { type: 'response.output_item.done', output_index: 0, item: done };
    const stream = wire([...beginning, whole, ending([])]);
    const { out, judged } = await relay([stream]);
    expect(out).toBe(stream);
    expect(judged).toHaveLength(1);
  });

  test('usage is taken apart, and the end is told', async () => {
    const { summary } = await relay([response(message(0, 'a'))]);
    expect(summary).toMatchObject({
      messageId: 'resp_1',
      model: 'gpt-5.5-codex',
      stopReason: 'completed',
      usage: { input: 12, output: 42, cacheRead: 30, cacheWrite: 4 },
      outcome: 'complete',
    });
  });
});

describe('a denied call', () => {
  test.each<readonly [string, Item, string]>([
    ['function', call(0, 'Bash', '{"cmd":', '"rm"}'), '{"cmd":"rm"}'],
    ['custom', custom(0, 'apply_patch', '*** Begin ', '"Patch"\n'), '*** Begin "Patch"\n'],
  ])('of a %s tool is renamed wherever it stands', async (_, item, text) => {
    const { out, summary } = await relay([response(message(1, 'hm'), item)]);
    expect(ranBy(out)).toEqual({ items: [], finished: [], parts: [] });
    const events = dataOf(out);
    const member = item.done['type'] === 'function_call' ? 'arguments' : 'input';
    const name = String(item.done['name']);
    const ended = events.find(
      (event) => event['type'] === 'response.output_item.done' && event['output_index'] === 0,
    );
    expect(ended?.['item']).toMatchObject({
      id: item.done['id'],
      call_id: 'call_0',
      name: 'sentrely_denied',
      type: item.done['type'],
    });
    const endedItem = ended?.['item'] as Record<string, unknown> | undefined;
    const sealed = String(endedItem?.[member]);
    expect(JSON.parse(sealed)).toMatchObject({
      reason: 'Not run: denied by rule p.r.',
      original: `${name.length}:${name}${text}`,
    });
    const finished = events.at(-1)?.['response'] as { output: unknown[] };
    expect(finished.output.at(-1)).toEqual(ended?.['item']);
    const parts = events.filter(
      ({ type }) => String(type).endsWith('.delta') && type !== 'response.output_text.delta',
    );
    expect(parts.map(({ delta }) => delta).join('')).toBe(sealed);
    const stated = events.find(
      (event) =>
        event['type'] !== 'response.output_text.done' &&
        event[member] !== undefined &&
        event['item'] === undefined,
    );
    expect(stated?.[member]).toBe(sealed);
    expect(events.map((event) => event['sequence_number'])).toEqual(
      events.map((__, index) => index),
    );
    expect(summary).toMatchObject({ outcome: 'complete', calls: 1 });
  });

  test.each<readonly [string, Item, string, string]>([
    [
      'local_shell_call',
      typed(0, 'local_shell_call', { action: exec }),
      'local_shell',
      JSON.stringify(exec),
    ],
    [
      'shell_call',
      typed(0, 'shell_call', { action: { commands: ['rm'] }, environment: null }, [
        { type: 'response.shell_call_command.added', command: '', command_index: 0 },
        { type: 'response.shell_call_command.delta', delta: 'rm', command_index: 0 },
      ]),
      'shell',
      '{"commands":["rm"]}',
    ],
    [
      'apply_patch_call',
      typed(0, 'apply_patch_call', { operation: { type: 'delete_file', path: 'a' } }),
      'apply_patch',
      '{"type":"delete_file","path":"a"}',
    ],
    [
      'computer_call',
      typed(0, 'computer_call', {
        action: { type: 'click', x: 1, y: 2 },
        pending_safety_checks: [],
      }),
      'computer',
      '{"action":{"type":"click","x":1,"y":2}}',
    ],
    [
      'tool_search_call',
      typed(0, 'tool_search_call', { arguments: { query: 'x' }, execution: 'client' }),
      'tool_search',
      '{"query":"x"}',
    ],
  ])('%s becomes a function call that nobody has', async (type, item, tool, argumentsText) => {
    const { out, judged } = await relay([response(item, message(1, 'x'))]);
    expect(judged).toEqual([{ id: 'call_0', name: tool, argumentsText, defect: null }]);
    expect(ranBy(out)).toEqual({ items: [], finished: [], parts: [] });
    expect(out.replaceAll(/"arguments":"[^\\]*(\\.[^\\]*)*?"/g, '')).not.toContain(type);
    const ends = dataOf(out).filter((event) => event['type'] === 'response.output_item.done');
    expect(ends[0]?.['item']).toMatchObject({
      type: 'function_call',
      id: 'x_0',
      call_id: 'call_0',
    });
  });

  test('stands beside a released one, in either order', async () => {
    for (const names of [
      ['Allowed', 'Bash'],
      ['Bash', 'Allowed'],
    ] as const) {
      const { out } = await relay([response(call(0, names[0], secret), call(1, names[1], secret))]);
      const ran = [`function_call Allowed ${secret}`];
      expect(ranBy(out)).toEqual({ items: ran, finished: ran, parts: ran });
    }
  });

  test('of a namespace is judged by its whole name', async () => {
    const item = call(0, 'create_issue', '{}');
    const inNamespace = (json: unknown): Record<string, unknown> => ({
      ...(json as Record<string, unknown>),
      namespace: 'mcp__github',
    });
    const events = item.events.map((event) =>
      'item' in event ? { ...event, item: inNamespace(event['item']) } : event,
    );
    const done = inNamespace(item.done);
    const { judged, out } = await relay([response({ events, done })]);
    expect(judged[0]?.name).toBe('mcp__github__create_issue');
    expect(ranBy(out).items).toEqual([]);
    expect(out).toContain('"original\\":\\"12:create_issue{}');
  });
});

describe('a call that waits', () => {
  test('is kept alive by events, and nothing of it leaves before the ruling', async () => {
    const rulings: ((ruling: Ruling) => void)[] = [];
    const gate: Gate = { judge: () => new Promise((resolve) => rulings.push(resolve)) };
    const writes: string[] = [];
    const stream = response(message(0, 'a'), call(1, 'Asked', secret));
    const relayed = relayStream({
      upstream: upstreamOf([stream]),
      write: async (bytes) => void writes.push(Buffer.from(bytes).toString()),
      gate,
      seal,
      patience,
      pingMs: 5,
    });
    const isAlive = (): boolean => writes.filter((text) => text.includes('in_progress')).length > 3;
    while (!isAlive()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(writes.join('')).not.toContain('Asked');
    const pings = writes.slice(1).flatMap(dataOf);
    expect(new Set(pings.map(({ type }) => type))).toEqual(new Set(['response.in_progress']));
    expect(pings[0]?.['response']).toEqual(beginning[0]?.['response']);
    rulings[0]?.({ kind: 'release' });
    await relayed;
    const withoutPings = writes.filter(
      (text, index) => index === 0 || !text.startsWith('event: response.in_progress'),
    );
    expect(withoutPings.join('')).toBe(stream);
  });

  test('never leaves once the answer is stopped, also if it is then approved', async () => {
    const stop = new AbortController();
    const gate: Gate = {
      judge: async () => {
        stop.abort(gatewayError('SENTRELY_ERR_ANSWER_STOPPED', 'killed by maria'));
        await new Promise(setImmediate);
        return { kind: 'release' };
      },
    };
    const stream = response(message(0, 'a'), call(1, 'Asked', secret), message(2, 'late'));
    const { out, summary } = await relay([stream], { gate, stop: stop.signal });
    expect(summary.outcome).toBe('stopped');
    expect(out).not.toMatch(/Asked|late/);
    const last = dataOf(out).at(-1) as { response: { id: string; error: object } };
    expect(last).toMatchObject({
      type: 'response.failed',
      response: { id: 'resp_1', status: 'failed' },
    });
    expect(last.response.error).toEqual({
      code: 'invalid_prompt',
      message: expect.stringContaining('killed by maria'),
    });
  });
});

describe('an answer that breaks off', () => {
  test.each<readonly [string, readonly (string | Error)[]]>([
    ['inside a call', [wire([...beginning, ...call(0, 'Allowed', secret).events.slice(0, -1)])]],
    [
      'by a lost connection',
      [wire([...beginning, ...call(0, 'Allowed', secret).events.slice(0, 2)]), new Error('cut')],
    ],
  ])('%s: the call is judged as lost, and the client may try again', async (_, chunks) => {
    const { out, judged } = await relay(chunks);
    expect(judged[0]?.defect).not.toBeNull();
    expect(ranBy(out)).toEqual({ items: [], finished: [], parts: [] });
    expect(dataOf(out).at(-1)).toMatchObject({
      type: 'response.failed',
      response: { error: { code: 'server_error' } },
    });
  });

  test('by the provider’s own failure', async () => {
    const events = [...beginning, ...call(0, 'Allowed', secret).events.slice(0, 2)];
    const error = { type: 'error', code: 'server_error', message: 'x', param: null };
    const { out, judged, summary } = await relay([wire([...events, error])]);
    expect(judged).toHaveLength(1);
    expect(out).not.toContain('Allowed');
    expect(dataOf(out).at(-1)).toMatchObject({ type: 'error' });
    expect(summary.outcome).toBe('cut');
  });

  test.each(['incomplete', 'failed'])('as %s inside a call: the call is denied', async (type) => {
    const item = call(0, 'Allowed', '{"a":1}');
    const partial = { ...item.done, status: 'incomplete' };
    const stream = wire([
      ...beginning,
      ...item.events.slice(0, 2),
      ending([{ ...item, done: partial }], type),
    ]);
    const { out, judged } = await relay([stream]);
    expect(judged[0]?.defect).toBe('the call is not complete');
    expect(ranBy(out)).toEqual({ items: [], finished: [], parts: [] });
    expect(out).toContain('sentrely_denied');
  });
});

/** Every undecided or denied call, in whatever chunks, stays inside. */
describe('chunks', () => {
  const stream = Buffer.from(
    response(
      message(0, 'ä'),
      call(1, 'Bash', '{"x":"é"}'),
      custom(2, 'Allowed', 'text'),
      call(3, 'Asked', '{}'),
    ),
  );
  const ran = ['custom_tool_call Allowed text'];

  test('cut at every byte', async () => {
    const whole = (await relay([stream])).out;
    for (let at = 1; at < stream.length; at += 7) {
      const { out } = await relay([stream.subarray(0, at), stream.subarray(at)]);
      expect(out).toBe(whole);
    }
    const bytes = [...stream].map((byte) => Uint8Array.of(byte));
    expect((await relay(bytes)).out).toBe(whole);
    expect(ranBy(whole)).toEqual({ items: ran, finished: ran, parts: ran });
  }, 60_000);

  const line = fc.constantFrom('\n', '\r\n', '\r');
  test('in any chunks, with any line ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        line,
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 30 }),
        async (end, sizes) => {
          const bytes = Buffer.from(stream.toString().replaceAll('\n', end));
          const chunks: Uint8Array[] = [];
          let at = 0;
          for (const size of sizes) chunks.push(bytes.subarray(at, (at += size)));
          chunks.push(bytes.subarray(at));
          const { out } = await relay(chunks);
          const read = ranBy(out.replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
          expect(read).toEqual({ items: ran, finished: ran, parts: ran });
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  const names = fc.constantFrom('Allowed', 'Asked', 'Bash');
  const items = fc.array(names, { minLength: 1, maxLength: 5 });
  test('interleaved in any way: exactly the released calls come out, and in full', async () => {
    await fc.assert(
      fc.asyncProperty(items, fc.infiniteStream(fc.nat()), async (tools, choices) => {
        const made = tools.map((name, index) => call(index, name, '{"n"', `:${index}}`));
        const queues = made.map(({ events }) => [...events]);
        const events: Readonly<Record<string, unknown>>[] = [];
        while (queues.some((queue) => queue.length > 0)) {
          const open = queues.filter((queue) => queue.length > 0);
          const event = open[(choices.next().value ?? 0) % open.length]?.shift();
          if (event !== undefined) events.push(event);
        }
        const judged: ToolCall[] = [];
        const { out } = await relay([wire([...beginning, ...events, ending(made)])], {
          gate: {
            judge: async (one) => {
              judged.push(one);
              return one.name === 'Allowed' ? { kind: 'release' } : { kind: 'deny', reason: 'no' };
            },
          },
        });
        const allowed = tools.flatMap((name, index) =>
          name === 'Allowed' ? [`function_call Allowed {"n":${index}}`] : [],
        );
        const { items: acted, finished, parts } = ranBy(out);
        expect([...acted].sort()).toEqual([...allowed].sort());
        expect(finished).toEqual(allowed);
        expect([...parts].sort()).toEqual([...allowed].sort());
        expect(judged).toHaveLength(tools.length);
      }),
      { numRuns: 80 },
    );
  }, 60_000);
});

test('the builders make what a client without a gateway runs', () => {
  const ran = [`function_call Bash ${secret}`];
  const stream = wire(eventsOfResponse(call(0, 'Bash', secret)));
  expect(ranBy(stream)).toEqual({ items: ran, finished: ran, parts: ran });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Gate, Ruling } from '../../../../gateway/enforce/gate.ts';
import { gatewayError } from '../../../../gateway/errors.ts';
import { relayStream } from '../../../../gateway/providers/openai-chat/stream.ts';
import { patience, seal, upstreamOf } from '../anthropic/harness.ts';
import {
  call,
  chunk,
  chunksOf,
  completion,
  data,
  delta,
  done,
  finish,
  ranBy,
  relay,
  start,
  text,
  usageChunk,
} from './harness.ts';

const secret = '{"command":"rm -rf /"}';
const other = (entry: object, index = 1): string => delta({ tool_calls: [entry] }, index);

describe('what passes', () => {
  test.each<readonly [string, string]>([
    ['text', completion(text('Grüße'), text(' 😀'))],
    [
      'a text in many parts, whatever they say',
      completion(
        ...['a', 'b', '', '"}}]}', '\\', '\u2028', 'é', '[DONE]', 'tool_calls'].map((part) =>
          text(part),
        ),
      ),
    ],
    ['a released call', completion(text('a'), call(0, 'Allowed', '{"a"', ':1.0}'))],
    ['released calls in a row', completion(call(0, 'Allowed', '{}'), call(1, 'AllowedToo', '{}'))],
    ['comments', `: hi\n\n${completion(text('a'))}`],
    [
      'reasoning',
      completion(delta({ reasoning_content: 'hm', reasoning_details: [{ text: 'x' }] })),
    ],
    [
      'a first chunk without choices',
      data({ choices: [], prompt_filter_results: [{}] }) + completion(),
    ],
    [
      'a custom tool',
      completion(
        other({ index: 0, id: 'c', type: 'custom', custom: { name: 'Allowed', input: '' } }, 0),
        other({ index: 0, custom: { input: 'some "text"' } }, 0),
      ),
    ],
    [
      'parts of two calls in one chunk',
      completion(
        delta({
          tool_calls: [
            { index: 0, id: 'a', type: 'function', function: { name: 'Allowed', arguments: '{}' } },
            { index: 1, id: 'b', type: 'function', function: { name: 'Allowed', arguments: '{}' } },
          ],
        }),
      ),
    ],
    ['no end mark', `${start}${text('a')}${finish('stop')}`],
  ])('%s, byte for byte', async (_, stream) => {
    expect((await relay([stream])).out).toBe(stream);
  });

  test('usage is taken apart; its chunk goes only to a client that asked for it', async () => {
    const stream = completion(text('a'));
    const { out, summary } = await relay([stream], { isUsageWanted: false });
    expect(out).toBe(stream.replace(usageChunk, ''));
    expect(summary).toMatchObject({
      messageId: 'chatcmpl-1',
      model: 'gpt-5.5',
      stopReason: 'tool_calls',
      usage: { input: 12, output: 7, cacheRead: 30 },
      outcome: 'complete',
    });
  });
});

describe('a denied call', () => {
  test('is found behind parts of a text that pass unread, and between them', async () => {
    const { out, judged } = await relay([
      completion(
        text('a'),
        text('b'),
        call(0, 'Bash', '{"command":"rm"}'),
        text('c'),
        text('d'),
        call(1, 'Bash', '{"command":"rm -r"}'),
      ),
    ]);
    expect(judged.map(({ argumentsText }) => argumentsText)).toEqual([
      '{"command":"rm"}',
      '{"command":"rm -r"}',
    ]);
    expect(out).not.toContain('rm -r"');
    for (const part of ['a', 'b', 'c', 'd']) expect(out).toContain(text(part));
  });

  test('is found in a chunk that looks like the text before but for one member', async () => {
    const hidden = text('b').replace(
      '"content":"b"',
      '"content":"b","tool_calls":[{"index":0,"id":"x","type":"function","function":{"name":"Bash","arguments":"{}"}}]',
    );
    const { out, judged } = await relay([completion(text('a'), text('b'), hidden, text('c'))]);
    expect(judged.map(({ name }) => name)).toEqual(['Bash']);
    expect(out).not.toContain('"name":"Bash"');
  });

  test('is renamed in its first part, and has the seal as its arguments', async () => {
    const { out, judged, summary } = await relay([
      completion(text('a'), call(0, 'Bash', '{"command"', ':"rm"}')),
    ]);
    expect(ranBy(out)).toEqual([]);
    expect(judged).toEqual([
      { id: 'call_0', name: 'Bash', argumentsText: '{"command":"rm"}', defect: null },
    ]);
    const entries = chunksOf(out).flatMap(
      ({ choices = [] }) => choices[0]?.delta?.tool_calls ?? [],
    );
    expect(entries[0]).toMatchObject({
      index: 0,
      id: 'call_0',
      function: { name: 'sentrely_denied' },
    });
    const sealed = entries.map((entry) => entry.function?.arguments ?? '').join('');
    expect(JSON.parse(sealed)).toMatchObject({ tool: 'Bash', original: '4:Bash{"command":"rm"}' });
    expect(out).toContain('"finish_reason":"tool_calls"');
    expect(summary).toMatchObject({ calls: 1, outcome: 'complete' });
  });

  test('of a custom tool', async () => {
    const { out } = await relay([
      completion(
        delta({
          tool_calls: [
            { index: 0, id: 'c', type: 'custom', custom: { name: 'Bash', input: 'rm' } },
          ],
        }),
        delta({ tool_calls: [{ index: 0, custom: { input: ' -rf' } }] }),
      ),
    ]);
    expect(ranBy(out)).toEqual([]);
    expect(out).toContain('"original\\":\\"4:Bashrm -rf');
  });

  test('whose first part has no arguments', async () => {
    const entry = { index: 0, id: 'c', type: 'function', function: { name: 'Bash' } };
    const { out } = await relay([
      completion(
        delta({ tool_calls: [entry] }),
        delta({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
      ),
    ]);
    expect(ranBy(out)).toEqual([]);
    expect(out).toContain('original');
  });

  test('stands beside a released one, in either order, also in one chunk', async () => {
    for (const [first, second] of [
      ['Allowed', 'Bash'],
      ['Bash', 'Allowed'],
    ] as const) {
      const apart = completion(call(0, first, secret), call(1, second, secret));
      const entries = [first, second].map((name, index) => ({
        index,
        id: `c${index}`,
        type: 'function',
        function: { name, arguments: secret },
      }));
      for (const stream of [apart, completion(delta({ content: 'both', tool_calls: entries }))]) {
        const { out, judged } = await relay([stream]);
        expect(ranBy(out)).toEqual([`Allowed ${secret}`]);
        expect(judged.map(({ name }) => name)).toEqual([first, second]);
      }
    }
  });

  test('in one of two choices', async () => {
    const entry = (name: string, id: string): object => ({
      index: 0,
      id,
      type: 'function',
      function: { name, arguments: secret },
    });
    const stream = [
      start,
      other(entry('Bash', 'a'), 0),
      other(entry('Allowed', 'b'), 1),
      finish('tool_calls', 1),
      finish('tool_calls', 0),
      done,
    ].join('');
    const { out } = await relay([stream]);
    expect(ranBy(out)).toEqual([`Allowed ${secret}`]);
    expect(
      chunksOf(out)
        .flatMap(({ choices = [] }) => choices.map(({ finish_reason }) => finish_reason))
        .filter(Boolean),
    ).toHaveLength(2);
  });
});

describe('a call that waits', () => {
  test('is kept alive by comments, and nothing of it leaves before the ruling', async () => {
    const rulings: ((ruling: Ruling) => void)[] = [];
    const gate: Gate = { judge: () => new Promise((resolve) => rulings.push(resolve)) };
    const writes: string[] = [];
    const stream = completion(text('a'), call(0, 'Asked', secret));
    const relayed = relayStream({
      upstream: upstreamOf([stream]),
      write: async (bytes) => void writes.push(Buffer.from(bytes).toString()),
      gate,
      seal,
      patience,
      pingMs: 5,
    });
    while (writes.filter((one) => one.startsWith(':')).length < 3)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(writes.join('')).not.toContain('Asked');
    rulings[0]?.({ kind: 'release' });
    await relayed;
    expect(writes.filter((one) => !one.startsWith(':')).join('')).toBe(stream);
  });

  test('never leaves once the answer is stopped', async () => {
    const stop = new AbortController();
    const gate: Gate = {
      judge: async () => {
        stop.abort(gatewayError('SENTRELY_ERR_ANSWER_STOPPED', 'killed by maria'));
        return { kind: 'release' };
      },
    };
    const { out, summary } = await relay([completion(text('a'), call(0, 'Asked', secret))], {
      gate,
      stop: stop.signal,
    });
    expect(summary.outcome).toBe('stopped');
    expect(out).not.toMatch(/Asked|DONE/);
    expect(chunksOf(out).at(-1)).toMatchObject({
      error: { message: expect.stringContaining('killed by maria'), type: 'permission_error' },
    });
  });
});

describe('an answer that breaks off', () => {
  test.each<readonly [string, readonly (string | Error)[]]>([
    ['inside a call', [start + call(0, 'Allowed', secret)]],
    ['by a lost connection', [start + call(0, 'Allowed', secret), new Error('cut')]],
  ])('%s: nothing of the call leaves', async (_, chunks) => {
    const { out, judged } = await relay(chunks);
    expect(judged[0]?.defect).not.toBeNull();
    expect(out).not.toContain('Allowed');
    expect(chunksOf(out).at(-1)?.error).toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_CUT' });
  });

  test('by the provider’s own failure', async () => {
    const error = data({ error: { message: 'x', type: 'server_error' } });
    const { out, judged, summary } = await relay([start + call(0, 'Allowed', secret) + error]);
    expect(judged).toHaveLength(1);
    expect(out).toBe(start + error);
    expect(summary.outcome).toBe('cut');
  });

  test('at the end mark without a finish: the call is judged', async () => {
    const { out } = await relay([start + call(0, 'Allowed', '{}') + call(1, 'Bash', '{}') + done]);
    expect(ranBy(out)).toEqual(['Allowed {}']);
  });
});

const entry = (members: object): string => delta({ tool_calls: [{ index: 0, ...members }] });
const fn = (name: string, args: string, id = 'c'): object => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('ways to get a call past', () => {
  test.each<readonly [string, string]>([
    ['the name escaped', completion(call(0, 'Bash', secret)).replace('"Bash"', '"\\u0042ash"')],
    [
      'keys escaped',
      completion(call(0, 'Bash', secret))
        .replaceAll('"tool_calls"', '"tool\\u005fcalls"')
        .replaceAll('"function":', '"functi\\u006fn":'),
    ],
    ['arguments escaped', completion(call(0, 'Bash', '{"c\\u006dd":"rm"}'))],
    ['an escape split over parts', completion(call(0, 'Bash', '{"c\\u00', '6dd":"rm"}'))],
    ['one character per part', completion(call(0, 'Bash', ...secret.split('')))],
    ['a repeated argument', completion(call(0, 'Allowed', '{"a":1,"a":2}'))],
    ['a repeated argument, escaped', completion(call(0, 'Allowed', '{"a":1,"\\u0061":2}'))],
    ['a lone surrogate', completion(call(0, 'Allowed', '{"a":"\\ud800"}'))],
    ['arguments cut off', completion(call(0, 'Allowed', '{"a":'))],
    ['arguments that are no object', completion(call(0, 'Allowed', '[]'))],
    ['no arguments', completion(call(0, 'Allowed'))],
    [
      'arguments nested very deep',
      completion(call(0, 'Allowed', '{"a":'.repeat(300) + '1' + '}'.repeat(300))),
    ],
    ['a prototype name', completion(call(0, '__proto__', '{}'))],
    ['a reserved name', completion(call(0, 'Sentrely_denied', '{}'))],
    [
      'an id used before',
      completion(
        entry(fn('Bash', '{}')),
        delta({ tool_calls: [{ index: 1, ...fn('Allowed', '{}') }] }),
      ),
    ],
    ['CRLF', completion(call(0, 'Bash', secret)).replaceAll('\n', '\r\n')],
    ['bare CR', completion(call(0, 'Bash', secret)).replaceAll('\n', '\r')],
    ['no space after the colon', completion(call(0, 'Bash', secret)).replaceAll('data: ', 'data:')],
    ['several data lines', completion(call(0, 'Bash', secret)).replaceAll(',"', ',\ndata: "')],
    [
      'comments in a frame',
      completion(call(0, 'Bash', secret)).replaceAll('data: {', ': x\nid: 1\ndata: {'),
    ],
    ['a byte order mark first', `\ufeff${completion(call(0, 'Bash', secret))}`],
  ])('denied: %s', async (_, stream) => {
    const { out, summary } = await relay([stream]);
    const lines = out.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    expect(ranBy(lines)).toEqual([]);
    expect(lines).not.toMatch(/"name":"(Bash|Allowed|__proto__|\\u0042ash)"/);
    expect(lines).toContain('sentrely_denied');
    expect(summary.outcome).toBe('complete');
  });

  test.each<readonly [string, string]>([
    [
      'a repeated delta',
      completion(call(0, 'Bash', secret)).replaceAll('"delta":', '"delta":{},"delta":'),
    ],
    [
      'a repeated name',
      completion(call(0, 'Bash', secret)).replace('"name":', '"name":"Allowed","name":'),
    ],
    [
      'a name in two parts',
      start + entry(fn('Allow', '')) + entry({ function: { name: 'ed', arguments: '{}' } }) + done,
    ],
    [
      'a name that changes',
      start +
        entry(fn('Allowed', '')) +
        entry({ function: { name: 'Bash', arguments: '{}' } }) +
        done,
    ],
    [
      'an id that changes',
      start + entry(fn('Allowed', '')) + entry({ id: 'x', function: { arguments: '{}' } }) + done,
    ],
    [
      'a kind that changes',
      start + entry(fn('Allowed', '{}')) + entry({ custom: { input: 'x' } }) + done,
    ],
    [
      'two kinds at once',
      start + entry({ ...fn('Allowed', '{}'), custom: { name: 'Bash', input: 'x' } }) + done,
    ],
    ['an unknown kind', start + entry({ ...fn('Allowed', '{}'), type: 'shell' }) + done],
    ['no index', start + delta({ tool_calls: [fn('Allowed', '{}')] }) + done],
    [
      'an index that is no number',
      start + delta({ tool_calls: [{ ...fn('Allowed', '{}'), index: '0' }] }) + done,
    ],
    [
      'an index that has ended',
      start +
        call(0, 'Allowed', '{}') +
        call(1, 'Allowed', '{}') +
        entry({ function: { arguments: '{}' } }) +
        done,
    ],
    ['a call after the finish', start + finish() + call(0, 'Allowed', '{}') + done],
    ['no id', start + entry(fn('Allowed', '{}', '')) + done],
    ['no name', start + entry(fn('', '{}')) + done],
    [
      'arguments that are no text',
      start + entry({ id: 'c', function: { name: 'Allowed', arguments: {} } }) + done,
    ],
    [
      'the old kind of call',
      start + delta({ function_call: { name: 'Bash', arguments: '{}' } }) + done,
    ],
    [
      'a message in place of a delta',
      start + chunk({ index: 0, message: { tool_calls: [fn('Bash', '{}')] } }) + done,
    ],
    [
      'calls beside the delta',
      start + chunk({ index: 0, delta: {}, tool_calls: [fn('Bash', '{}')] }) + done,
    ],
    ['an unknown member with a call', start + delta({ new_calls: [fn('Bash', '{}')] }) + done],
    ['calls that are no list', start + delta({ tool_calls: fn('Bash', '{}') }) + done],
    [
      'a choice without an index',
      start + chunk({ delta: { tool_calls: [{ index: 0, ...fn('Bash', '{}') }] } }) + done,
    ],
    [
      'an error with a call',
      start +
        data({
          error: { message: 'x' },
          choices: [{ index: 0, delta: { tool_calls: [fn('Bash', '{}')] } }],
        }),
    ],
    [
      'a chunk that is announced as another event',
      completion(call(0, 'Bash', secret)).replaceAll('data: {', 'event: thread.x\ndata: {'),
    ],
    [
      'a byte order mark before a line',
      start + call(0, 'Bash', secret).replaceAll('data:', '\ufeffdata:') + done,
    ],
    ['no chunk at all', start + data({ tool_calls: [fn('Bash', '{}')] })],
    [
      'a finish that is no text',
      start + call(0, 'Bash', '{}') + chunk({ index: 0, delta: {}, finish_reason: 7 }),
    ],
  ])('ended: %s', async (_, stream) => {
    const { out, summary } = await relay([stream]);
    expect(summary.outcome).toBe('unreadable');
    expect(ranBy(out).filter((one) => one.startsWith('Bash'))).toEqual([]);
    expect(out).not.toContain('"name":"Bash"');
    expect(chunksOf(out).at(-1)?.error).toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE' });
    expect(out).not.toContain('[DONE]');
  });

  test('nothing follows the end mark', async () => {
    for (const mark of ['data: [DONE]\n\n', 'data:[DONE] x\n\n']) {
      const { out } = await relay([
        start + finish('stop') + mark + call(0, 'Bash', secret) + finish(),
      ]);
      expect(out).toBe(start + finish('stop') + mark);
    }
  });
});

describe('chunks', () => {
  const stream = Buffer.from(
    completion(
      text('ä'),
      call(0, 'Bash', '{"x":"é"}'),
      call(1, 'Allowed', '{"y"', ':1}'),
      call(2, 'Asked', '{}'),
    ),
  );
  const ran = ['Allowed {"y":1}'];

  test('cut at every byte', async () => {
    const whole = (await relay([stream])).out;
    expect(ranBy(whole)).toEqual(ran);
    for (let at = 1; at < stream.length; at += 3)
      expect((await relay([stream.subarray(0, at), stream.subarray(at)])).out).toBe(whole);
    expect((await relay([...stream].map((byte) => Uint8Array.of(byte)))).out).toBe(whole);
  }, 60_000);

  const names = fc.constantFrom('Allowed', 'Asked', 'Bash');
  const choices = fc.array(fc.array(names, { maxLength: 3 }), { minLength: 1, maxLength: 3 });
  test('choices interleaved in any way: exactly the released calls come out, and in full', async () => {
    await fc.assert(
      fc.asyncProperty(choices, fc.infiniteStream(fc.nat()), async (wanted, picks) => {
        const queues = wanted.map((tools, choice) => [
          ...tools.flatMap((name, index) => [
            other({ index, ...fn(name, '', `c${choice}_${index}`) }, choice),
            other({ index, function: { arguments: '{"n"' } }, choice),
            other({ index, function: { arguments: `:"${choice} ${index}"}` } }, choice),
          ]),
          finish('tool_calls', choice),
        ]);
        let made = '';
        while (queues.some((queue) => queue.length > 0)) {
          const open = queues.filter((queue) => queue.length > 0);
          made += open[(picks.next().value ?? 0) % open.length]?.shift() ?? '';
        }
        const { out } = await relay([start + made + done]);
        const allowed = wanted.flatMap((tools, choice) =>
          tools.flatMap((name, index) =>
            name === 'Allowed' ? [`Allowed {"n":"${choice} ${index}"}`] : [],
          ),
        );
        expect([...ranBy(out)].sort()).toEqual(allowed.sort());
        if (wanted.flat().every((name) => name === 'Allowed'))
          expect(out).toBe(start + made + done);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

test('the builders make what a client without a gateway runs', () => {
  expect(ranBy(completion(call(0, 'Bash', secret)))).toEqual([`Bash ${secret}`]);
});

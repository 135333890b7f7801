import { describe, expect, test } from 'vitest';
import { block, call, end, event, message, raw, relay, start, text } from './harness.ts';
import { callsIn, readBySdk } from './sdk.ts';

// Ways to get a call past a reader that sees less than the client does. Each case says what happens
// to it here, and the real SDK confirms that it would have run the call, and no longer does.

interface Evasion {
  readonly title: string;
  readonly stream: string | Uint8Array;
  /** `denied`: the call was judged and replaced. `ended`: the answer broke off with an error event. */
  readonly becomes: 'denied' | 'ended';
  /** Whether the SDK runs the call when nobody stands between. */
  readonly runsInSdk: boolean;
}

const secret = '{"command":"rm -rf /"}';
const bash = call(0, 'Bash', secret);
const startOf = (content: string, index = '0'): string =>
  raw(
    'content_block_start',
    `{"type":"content_block_start","index":${index},"content_block":${content}}`,
  );
const deltaOf = (delta: string): string =>
  raw('content_block_delta', `{"type":"content_block_delta","index":0,"delta":${delta}}`);
const stop = event('content_block_stop', { index: 0 });
const part = (json: string): string =>
  deltaOf(`{"type":"input_json_delta","partial_json":${JSON.stringify(json)}}`);
const opened = startOf('{"type":"tool_use","id":"t","name":"Bash","input":{}}');
/** A call of a tool that the gate releases, unless something is wrong with the call. */
const allowed = startOf('{"type":"tool_use","id":"t","name":"Allowed","input":{}}');
const inAllowed = (...deltas: string[]): string => start + allowed + deltas.join('') + stop + end();
const inBlock = (...deltas: string[]): string => start + opened + deltas.join('') + stop + end();

const denied = (title: string, stream: string | Uint8Array, runsInSdk = true): Evasion => ({
  title,
  stream,
  becomes: 'denied',
  runsInSdk,
});
const ended = (title: string, stream: string | Uint8Array, runsInSdk = true): Evasion => ({
  title,
  stream,
  becomes: 'ended',
  runsInSdk,
});

const json: readonly Evasion[] = [
  denied(
    'the name escaped',
    start +
      startOf('{"type":"tool_use","id":"t","name":"\\u0042ash","input":{}}') +
      part(secret) +
      stop +
      end(),
  ),
  denied(
    'keys and types escaped',
    start +
      startOf('{"t\\u0079pe":"tool\\u005fuse","id":"t","n\\u0061me":"Bash","input":{}}') +
      part(secret) +
      stop +
      end(),
  ),
  denied(
    'the event type escaped',
    message(bash.replaceAll('"type":"content_block', '"type":"content\\u005fblock')),
  ),
  denied('arguments escaped', inBlock(part('{"comm\\u0061nd":"\\u0072m -rf /"}'))),
  denied('an escape split over deltas', inBlock(part('{"comm\\u00'), part('61nd":"rm -rf /"}'))),
  denied('one character per delta', inBlock(...secret.split('').map(part))),
  denied('a repeated argument', inAllowed(part('{"command":"ls","command":"rm -rf /"}'))),
  denied(
    'a repeated argument, escaped',
    inAllowed(part('{"command":"ls","comm\\u0061nd":"rm -rf /"}')),
  ),
  denied('a repeated argument, deep', inAllowed(part('{"a":{"b":1,"b":2}}'))),
  denied('a lone surrogate', inAllowed(part('{"command":"rm \\ud800"}'))),
  denied('a prototype key', inBlock(part('{"__proto__":{"command":"rm -rf /"}}'))),
  denied(
    'arguments nested very deep',
    inAllowed(part('{"a":'.repeat(300) + '1' + '}'.repeat(300))),
  ),
  denied('arguments cut off', inAllowed(part('{"command":"rm -rf /'))),
  denied('arguments that are no object', inAllowed(part('["rm -rf /"]'))),
  denied('text after the arguments', inAllowed(part(`${secret} `), part('{}')), false),
  denied(
    'all arguments at the start',
    start + startOf(`{"type":"tool_use","id":"t","name":"Bash","input":${secret}}`) + stop + end(),
  ),
  denied(
    'arguments at the start and in deltas',
    start +
      startOf(`{"type":"tool_use","id":"t","name":"Allowed","input":${secret}}`) +
      part('{"command":"ls"}') +
      stop +
      end(),
  ),
  denied(
    'arguments at the start and an empty delta',
    start +
      startOf(`{"type":"tool_use","id":"t","name":"Allowed","input":${secret}}`) +
      part('') +
      stop +
      end(),
  ),
  denied(
    'null arguments',
    start + startOf('{"type":"tool_use","id":"t","name":"Allowed","input":null}') + stop + end(),
  ),
  denied(
    'space around the JSON',
    message(bash.replaceAll('data: {', 'data:  \t{ ').replaceAll('}\n\n', '} \n\n')),
  ),
  ended(
    'a repeated block type',
    start +
      startOf('{"type":"text","text":"","type":"tool_use","id":"t","name":"Bash","input":{}}') +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'a repeated name',
    start +
      startOf('{"type":"tool_use","id":"t","name":"Allowed","name":"Bash","input":{}}') +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'a repeated block',
    start +
      raw(
        'content_block_start',
        '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""},"content_block":{"type":"tool_use","id":"t","name":"Bash","input":{}}}',
      ) +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'a repeated delta text',
    inBlock(
      deltaOf(
        `{"type":"input_json_delta","partial_json":"{}","partial_json":${JSON.stringify(secret)}}`,
      ),
    ),
  ),
  ended(
    'a repeated event type',
    start +
      raw(
        'content_block_start',
        '{"type":"ping","type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"Bash","input":{}}}',
      ) +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'bytes that are not UTF-8',
    Buffer.from(message(bash).replace('"toolu_0"', '"t\u00ff"'), 'latin1'),
  ),
  ended(
    'an event nested very deep',
    start +
      raw(
        'content_block_start',
        `{"x":${'['.repeat(600)}${']'.repeat(600)},"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"Bash","input":{}}}`,
      ) +
      part(secret) +
      stop +
      end(),
  ),
];

const framing: readonly Evasion[] = [
  denied('CRLF', message(bash).replaceAll('\n', '\r\n')),
  denied('bare CR', message(bash).replaceAll('\n', '\r')),
  denied(
    'no space after the colon',
    message(bash).replaceAll(': {', ':{').replaceAll('event: ', 'event:'),
  ),
  denied('several data lines', message(bash.replaceAll(',"', ',\ndata: "'))),
  denied(
    'comments, id and retry in a frame',
    message(bash.replaceAll('event: ', ': x\nid: 1\nretry: 9\nevent: ')),
  ),
  denied('no event lines', message(bash).replaceAll(/event: .*\n/g, ''), false),
  denied('the event line last', message(bash).replaceAll(/(event: .*\n)(data: .*\n)/g, '$2$1')),
  denied('a byte order mark first', `\ufeff${message(bash)}`),
  ended(
    'a byte order mark before a line',
    start + opened.replace('data:', '\ufeffdata:') + part(secret) + stop + end(),
  ),
  ended(
    'a byte order mark before every line of a call',
    start + call(0, 'Allowed', secret).replaceAll('data:', '\ufeffdata:') + end(),
  ),
  ended(
    'a byte order mark on a blank line',
    start + text(0, 'a').trimEnd() + '\n\ufeff\n' + call(1, 'Bash', secret) + end(),
  ),
  ended(
    'announced as a ping',
    start +
      opened.replace('event: content_block_start', 'event: ping') +
      part(secret) +
      stop +
      end(),
    false,
  ),
  ended(
    'announced as text',
    start +
      opened.replace('event: content_block_start', 'event: content_block_delta') +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'announced twice',
    start + opened.replace('event: ', 'event: ping\nevent: ') + part(secret) + stop + end(),
  ),
  ended(
    'announced in other case',
    start + opened.replace('event: content', 'event: Content') + part(secret) + stop + end(),
  ),
  ended(
    'a field in other case',
    start + opened.replace('data:', 'Data:') + part(secret) + stop + end(),
    false,
  ),
  ended('text that is no event', start + 'data: [DONE]\n\n' + bash + end()),
];

const order: readonly Evasion[] = [
  ended(
    'a call in the message start',
    start.replace(
      '"content":[]',
      `"content":[{"type":"tool_use","id":"t","name":"Bash","input":${secret}}]`,
    ) + end(),
  ),
  ended(
    'a second message start',
    start +
      start.replace(
        '"content":[]',
        `"content":[{"type":"tool_use","id":"t","name":"Bash","input":${secret}}]`,
      ) +
      end(),
    false,
  ),
  ended('a block before the message', bash + message(), false),
  ended('an index too high', start + call(1, 'Bash', secret) + end()),
  ended('an index used before', start + text(0, 'a') + call(0, 'Bash', secret) + end()),
  ended(
    'an index that is a string',
    start +
      startOf('{"type":"tool_use","id":"t","name":"Bash","input":{}}', '"0"') +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'no index',
    start +
      raw(
        'content_block_start',
        '{"type":"content_block_start","content_block":{"type":"tool_use","id":"t","name":"Bash","input":{}}}',
      ) +
      end(),
  ),
  ended(
    'a block inside a block',
    start + startOf('{"type":"text","text":""}') + call(1, 'Bash', secret) + stop + end(),
  ),
  ended(
    'a call inside a call',
    start +
      startOf('{"type":"tool_use","id":"a","name":"Allowed","input":{}}') +
      call(1, 'Bash', secret) +
      stop +
      end(),
  ),
  ended(
    'a delta for another block',
    start +
      text(0, 'a') +
      startOf('{"type":"tool_use","id":"t","name":"Allowed","input":{}}', '1') +
      part(secret) +
      event('content_block_stop', { index: 1 }) +
      end(),
  ),
  ended(
    'a stop for another block',
    start + opened + part(secret) + event('content_block_stop', { index: 1 }) + end(),
  ),
  ended('an end without a stop', start + opened + part(secret) + end()),
  ended('a delta without a block', start + part(secret) + end(), false),
  ended(
    'call arguments in a text block',
    start + startOf('{"type":"text","text":""}') + part(secret) + stop + end(),
    false,
  ),
  ended('text in a call', inBlock(deltaOf('{"type":"text_delta","text":"a"}'), part(secret))),
  ended('a delta of no type', inBlock(deltaOf(`{"partial_json":${JSON.stringify(secret)}}`))),
  ended(
    'arguments that are no text',
    inBlock(deltaOf(`{"type":"input_json_delta","partial_json":${secret}}`)),
    false,
  ),
  ended(
    'a call without an id',
    start + startOf('{"type":"tool_use","name":"Bash","input":{}}') + part(secret) + stop + end(),
  ),
  ended(
    'an id that is a number',
    start +
      startOf('{"type":"tool_use","id":7,"name":"Bash","input":{}}') +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'a call without a name',
    start + startOf('{"type":"tool_use","id":"t","input":{}}') + part(secret) + stop + end(),
  ),
  ended(
    'a name that is a list',
    start +
      startOf('{"type":"tool_use","id":"t","name":["Bash"],"input":{}}') +
      part(secret) +
      stop +
      end(),
  ),
  ended(
    'an event without a type',
    start +
      raw(
        'content_block_start',
        '{"index":0,"content_block":{"type":"tool_use","id":"t","name":"Bash","input":{}}}',
      ) +
      end(),
    false,
  ),
  ended(
    'a type that is a list',
    start +
      raw(
        'content_block_start',
        '{"type":["content_block_start"],"index":0,"content_block":{"type":"tool_use","id":"t","name":"Bash","input":{}}}',
      ) +
      end(),
    false,
  ),
  ended(
    'an unknown event that carries a block',
    start +
      event('content_block_full', {
        index: 0,
        content_block: { type: 'tool_use', id: 't', name: 'Bash', input: {} },
      }) +
      end(),
    false,
  ),
  ended(
    'an unknown event that carries content',
    start +
      event('snapshot', { content: [{ type: 'tool_use', id: 't', name: 'Bash', input: {} }] }) +
      end(),
    false,
  ),
];

const blocks: readonly Evasion[] = [
  ...[
    'server_tool_use',
    'mcp_tool_use',
    'mcp_tool_result',
    'web_search_tool_result',
    'code_execution_tool_result',
    'container_upload',
    'Tool_use',
    'tool_use ',
    '',
    '__proto__',
    'constructor',
  ].map((type) =>
    ended(
      `a block of the type "${type}"`,
      message(block(0, { type, id: 't', name: 'Bash', input: {} }, [])),
      false,
    ),
  ),
  ...[
    'bash',
    'BASH',
    'B\u0430sh',
    'Bash\u200b',
    'Bash ',
    '__proto__',
    'constructor',
    'mcp__a__b',
  ].map((name) => denied(`a tool called ${JSON.stringify(name)}`, message(call(0, name, secret)))),
  denied(
    'the name of a tombstone',
    message(
      call(0, 'sentrely_denied', '{"reason":"","tool":"","original":"4:Bash{}","seal":"v1.k1.x"}'),
    ),
  ),
  denied(
    'a released tool called by code',
    message(
      block(
        0,
        {
          type: 'tool_use',
          id: 't',
          name: 'Allowed',
          input: {},
          caller: { type: 'code_execution_20250825', tool_id: 'x' },
        },
        [],
      ),
    ),
  ),
  denied(
    'a released tool of a toolset',
    message(
      block(
        0,
        { type: 'tool_use', id: 't', name: 'Allowed', input: {}, toolset_name: 'browser' },
        [],
      ),
    ),
  ),
];

describe.each([
  ['JSON', json],
  ['framing', framing],
  ['order', order],
  ['blocks and names', blocks],
] as const)('%s', (_, evasions) => {
  test.each(evasions)('$title: $becomes', async ({ stream, becomes, runsInSdk }) => {
    const unguarded = callsIn(await readBySdk(stream)).length > 0;
    expect({ runsInSdk: unguarded }).toEqual({ runsInSdk });
    for (const chunks of [[stream], [...Buffer.from(stream)].map((byte) => Buffer.of(byte))]) {
      const { out, summary } = await relay(chunks);
      const guarded = await readBySdk(out);
      expect(callsIn(guarded).filter((name) => !name.startsWith('sentrely_denied '))).toEqual([]);
      if (becomes === 'denied') {
        expect(callsIn(guarded)).toHaveLength(runsInSdk ? 1 : callsIn(guarded).length);
        expect([summary.outcome, summary.calls]).toEqual(['complete', 1]);
      } else {
        expect(summary.outcome).toBe('unreadable');
        expect(out).toMatch(/event: error\ndata: .*SENTRELY_ERR_UPSTREAM_UNREADABLE.*\n\n$/);
        expect(guarded).toBeInstanceOf(Error);
      }
    }
  });
});

describe('across calls', () => {
  test('an id used before is denied', async () => {
    const twice = [call(0, 'Allowed', '{}'), call(1, 'Allowed', '{}')]
      .join('')
      .replace('toolu_1', 'toolu_0');
    const { judged } = await relay([message(twice)]);
    expect(judged.map(({ defect }) => defect)).toEqual([
      null,
      'the id of the call was used before',
    ]);
  });

  test('after the end of the message nothing passes', async () => {
    for (const extra of [
      bash,
      call(1, 'Allowed', '{}'),
      start + bash + end(),
      'junk\n\n',
      ': c\n\n',
    ]) {
      const { out, judged, summary } = await relay([message(text(0, 'a')) + extra]);
      expect([out, judged, summary.outcome]).toEqual([message(text(0, 'a')), [], 'complete']);
    }
  });

  test('after an end under another stop reason a call is judged all the same', async () => {
    const { judged } = await relay([start + bash + end('end_turn')]);
    expect(judged).toHaveLength(1);
  });

  test('a call that becomes unreadable is judged, with the reason, before the answer ends', async () => {
    const { judged, out } = await relay([
      start + opened + part('{"a":') + 'data: {\n\n' + stop + end(),
    ]);
    expect(judged).toHaveLength(1);
    expect(judged[0]?.defect).toContain('the provider answered with something');
    expect(out.startsWith(`${start}event: error\n`)).toBe(true);
  });
});

describe('size', () => {
  const big = 'x'.repeat(64 * 1024);

  test('arguments beyond the cap are denied, and none of them is kept', async () => {
    const { judged, out, summary } = await relay([
      start + opened + part('{"a":"'),
      ...Array.from({ length: 130 }, () => part(big)),
      part('"}') + stop + end(),
    ]);
    expect(judged[0]).toMatchObject({
      argumentsText: '{}',
      defect: 'the call is too large to be judged',
    });
    expect(out.length).toBeLessThan(4096);
    expect(summary.outcome).toBe('complete');
  });

  test('so is a call padded with comments', async () => {
    const padding = Array.from({ length: 600 }, () => `: ${big}\n\n`);
    const { judged } = await relay([start + opened, ...padding, part('{}') + stop + end()]);
    expect(judged[0]?.defect).toBe('the call is too large to be judged');
  });

  test('so is one padded with very many small frames', async () => {
    const padding = Array.from({ length: 600 }, () => '\n'.repeat(1000));
    const { judged } = await relay([start + opened, ...padding, part('{}') + stop + end()]);
    expect(judged[0]?.defect).toBe('the call is too large to be judged');
  });

  test('but the longest answer of a model is not, in frames of one token', async () => {
    const content = 'abcd'.repeat(128_000);
    const tokens = content.match(/.{4}/g) ?? [];
    const { judged } = await relay([
      start +
        allowed +
        part('{"content":"') +
        tokens.map(part).join('') +
        part('"}') +
        stop +
        end(),
    ]);
    expect(judged[0]).toMatchObject({ argumentsText: `{"content":"${content}"}`, defect: null });
  });
});

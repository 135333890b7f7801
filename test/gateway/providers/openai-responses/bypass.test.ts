import { describe, expect, test } from 'vitest';
import {
  beginning,
  call,
  custom,
  ending,
  type Item,
  message,
  ranBy,
  relay,
  response,
  typed,
  wire,
} from './harness.ts';

// Ways to get a call past a reader that sees less than the client does. Whatever happens to the
// answer, no client may run anything of it but what the gate released.

type Json = Readonly<Record<string, unknown>>;

const secret = '{"cmd":"rm -rf /"}';
const bash = call(0, 'Bash', secret);
/** A call of a tool that the gate releases, unless something is wrong with it. */
const allowed = (...parts: string[]): Item => call(0, 'Allowed', ...parts);
const changed = (item: Item, change: (event: Json) => Json): Item => ({
  ...item,
  events: item.events.map(change),
});
const inItem = (event: Json, members: Json): Json =>
  'item' in event ? { ...event, item: { ...(event['item'] as Json), ...members } } : event;
const ofType = (event: Json, end: string): boolean => String(event['type']).endsWith(end);

interface Evasion {
  readonly title: string;
  readonly stream: string;
  readonly becomes: 'denied' | 'ended';
}

const denied = (title: string, stream: string): Evasion => ({ title, stream, becomes: 'denied' });
const ended = (title: string, stream: string): Evasion => ({ title, stream, becomes: 'ended' });

const json: readonly Evasion[] = [
  denied('the name escaped', response(bash).replaceAll('"name":"Bash"', '"name":"\\u0042ash"')),
  denied(
    'keys and types escaped',
    response(bash)
      .replaceAll('"type":"function_call"', '"t\\u0079pe":"function\\u005fcall"')
      .replaceAll('"name":', '"n\\u0061me":'),
  ),
  denied(
    'the event type escaped',
    response(bash).replaceAll('"type":"response.', '"type":"respons\\u0065.'),
  ),
  denied('arguments escaped', response(call(0, 'Bash', '{"c\\u006dd":"rm"}'))),
  denied('an escape split over parts', response(call(0, 'Bash', '{"c\\u00', '6dd":"rm"}'))),
  denied('one character per part', response(call(0, 'Bash', ...secret.split('')))),
  denied('a repeated argument', response(allowed('{"cmd":"ls","cmd":"rm -rf /"}'))),
  denied('a repeated argument, escaped', response(allowed('{"cmd":"ls","c\\u006dd":"rm -rf /"}'))),
  denied('a lone surrogate', response(allowed('{"cmd":"\\ud800"}'))),
  denied(
    'a lone surrogate in the input of a custom tool',
    response(custom(0, 'Allowed', 'x\ud800')),
  ),
  denied(
    'arguments nested very deep',
    response(allowed('{"a":'.repeat(300) + '1' + '}'.repeat(300))),
  ),
  denied('arguments cut off', response(allowed('{"cmd":"rm'))),
  denied('arguments that are no object', response(allowed('["rm"]'))),
  denied('no arguments', response(allowed(''))),
  denied('a prototype name', response(call(0, '__proto__', secret))),
  denied(
    'the name of another tool of a namespace',
    response(changed(allowed('{}'), (event) => inItem(event, { namespace: 'mcp__evil' }))).replace(
      /"output":\[\{"id":"fc_0"/,
      '"output":[{"namespace":"mcp__evil","id":"fc_0"',
    ),
  ),
  denied('a reserved name', response(call(0, 'sentrely_denied', '{}'))),
  denied(
    'a call of the provider’s own code',
    response(
      changed(allowed('{}'), (event) =>
        inItem(event, { caller: { type: 'program', caller_id: 'p' } }),
      ),
    ),
  ),
  denied(
    'a shell of the provider',
    response(
      typed(0, 'shell_call', {
        action: { commands: ['ls'] },
        environment: { type: 'container_reference' },
      }),
    ),
  ),
  denied(
    'a search of the provider',
    response(
      typed(0, 'tool_search_call', { arguments: {}, execution: 'server' }),
      typed(1, 'local_shell_call', {}),
    ),
  ),
  denied(
    'an incomplete call',
    response(
      changed(allowed('{}'), (event) =>
        ofType(event, '.done') ? inItem(event, { status: 'incomplete' }) : event,
      ),
    ),
  ),
  ended(
    'a repeated item type',
    response(bash).replaceAll('"type":"function_call"', '"type":"message","type":"function_call"'),
  ),
  ended(
    'a repeated name',
    response(bash).replaceAll('"name":"Bash"', '"name":"Allowed","name":"Bash"'),
  ),
  ended(
    'a repeated item',
    response(bash).replaceAll('"item":{', '"item":{"type":"message"},"item":{'),
  ),
  ended(
    'a repeated event type',
    response(bash).replaceAll('{"type":"response.output', '{"type":"x","type":"response.output'),
  ),
];

/** The parts, their end, the end of the item and the end of the answer tell the same call. */
const disagreement: readonly Evasion[] = [
  denied(
    'other parts',
    response(
      changed(allowed('{"cmd":"ls"}'), (event) =>
        ofType(event, 'delta') ? { ...event, delta: secret } : event,
      ),
    ),
  ),
  denied(
    'another end of the parts',
    response(
      changed(allowed('{"cmd":"ls"}'), (event) =>
        ofType(event, 'arguments.done') ? { ...event, arguments: secret } : event,
      ),
    ),
  ),
  denied(
    'another end of the item',
    response(
      changed(allowed('{"cmd":"ls"}'), (event) =>
        ofType(event, 'item.done') ? inItem(event, { arguments: secret }) : event,
      ),
    ).replace(/("output":\[.*"arguments":)"[^\n]*?\}",/, `$1${JSON.stringify(secret)},`),
  ),
  denied(
    'arguments at the beginning',
    response(
      changed(allowed('{"cmd":"ls"}'), (event) =>
        ofType(event, 'added') ? inItem(event, { arguments: secret }) : event,
      ),
    ),
  ),
  ended(
    'another name at the end of the item',
    response(
      changed(allowed('{}'), (event) =>
        ofType(event, 'item.done') ? inItem(event, { name: 'Bash' }) : event,
      ),
    ),
  ),
  ended(
    'another id at the end of the item',
    response(
      changed(allowed('{}'), (event) =>
        ofType(event, 'item.done') ? inItem(event, { call_id: 'x' }) : event,
      ),
    ),
  ),
  ended(
    'another type at the end of the item',
    response(
      changed(message(0, 'a'), (event) =>
        ofType(event, 'item.done') ? { ...event, item: bash.done } : event,
      ),
    ),
  ),
  ended('a call only at the end of the answer', wire([...beginning, ending([bash])])),
  ended(
    'another call at the end of the answer',
    wire([...beginning, ...allowed('{}').events, ending([bash])]),
  ),
  ended(
    'other arguments at the end of the answer',
    wire([...beginning, ...allowed('{"cmd":"ls"}').events, ending([allowed(secret)])]),
  ),
  ended(
    'a shell call with another action at the end of the answer',
    wire([
      ...beginning,
      ...typed(0, 'local_shell_call', { action: { command: ['ls'] } }).events,
      ending([typed(0, 'local_shell_call', { action: { command: ['rm'] } })]),
    ]),
  ),
];

const order: readonly Evasion[] = [
  ended(
    'a call in the first event',
    response(message(0, 'a')).replace('"output":[]', `"output":[${JSON.stringify(bash.done)}]`),
  ),
  ended('an item before the response', wire([...bash.events, ...beginning])),
  ended('an index used twice', wire([...beginning, ...message(0, 'a').events, ...bash.events])),
  ended(
    'an index that is no number',
    response(changed(bash, (event) => ({ ...event, output_index: '0' }))),
  ),
  ended('no index', response(changed(bash, (event) => ({ ...event, output_index: undefined })))),
  ended(
    'a part of another item',
    response(
      changed(bash, (event) => (ofType(event, 'delta') ? { ...event, item_id: 'fc_9' } : event)),
    ),
  ),
  ended('a part of no item', wire([...beginning, bash.events[1] ?? {}])),
  ended(
    'a part of another kind',
    response(
      changed(bash, (event) =>
        ofType(event, 'delta')
          ? { ...event, type: 'response.custom_tool_call_input.delta' }
          : event,
      ),
    ),
  ),
  ended(
    'text inside a call',
    response({
      ...bash,
      events: [
        bash.events[0] ?? {},
        { type: 'response.output_text.delta', output_index: 0, delta: 'x' },
        ...bash.events.slice(1),
      ],
    }),
  ),
  ended(
    'two calls of one id',
    response(allowed('{}'), {
      ...call(1, 'Allowed', '{}'),
      events: changed(call(1, 'Allowed', '{}'), (event) => inItem(event, { call_id: 'call_0' }))
        .events,
    }),
  ),
  ended('no id', response(changed(bash, (event) => inItem(event, { call_id: '' })))),
  ended('no name', response(changed(bash, (event) => inItem(event, { name: '' })))),
  ended('an end inside a call', wire([...beginning, ...bash.events.slice(0, 2), ending([])])),
];

const types: readonly Evasion[] = [
  ...[
    'mcp_call',
    'web_search_call',
    'code_interpreter_call',
    'image_generation_call',
    'program',
    'robot_call',
    'Function_call',
    '',
  ].map((type) =>
    ended(
      `an item of the type "${type}"`,
      response(typed(0, type, { name: 'Bash', arguments: secret })),
    ),
  ),
  ended(
    'an unknown event with an item',
    wire([...beginning, { type: 'response.item', item: bash.done }]),
  ),
  ended(
    'an unknown event with a response',
    wire([...beginning, { type: 'response.done', response: { output: [bash.done] } }]),
  ),
];

const framing: readonly Evasion[] = [
  denied('CRLF', response(bash).replaceAll('\n', '\r\n')),
  denied('bare CR', response(bash).replaceAll('\n', '\r')),
  denied(
    'no space after the colon',
    response(bash).replaceAll(': {', ':{').replaceAll('event: ', 'event:'),
  ),
  denied('several data lines', response(bash).replaceAll(',"', ',\ndata: "')),
  denied(
    'comments, id and retry in a frame',
    response(bash).replaceAll('event: ', ': x\nid: 1\nretry: 9\nevent: '),
  ),
  denied('no event lines', response(bash).replaceAll(/event: .*\n/g, '')),
  denied('the event line last', response(bash).replaceAll(/(event: .*\n)(data: .*\n)/g, '$2$1')),
  denied('a byte order mark first', `\ufeff${response(bash)}`),
  ended('a byte order mark before a line', response(bash).replaceAll('data:', '\ufeffdata:')),
  ended(
    'announced as text',
    response(bash).replaceAll('event: response.output_item', 'event: response.text'),
  ),
  ended('announced twice', response(bash).replaceAll('event: ', 'event: x\nevent: ')),
  ended('a field in other case', response(bash).replaceAll('data:', 'Data:')),
  ended(
    'text that is no event',
    response(bash).replace('event: response.output', 'data: [DONE]\n\nevent: response.output'),
  ),
];

describe.each([
  ['JSON', json],
  ['disagreement', disagreement],
  ['order', order],
  ['types', types],
  ['framing', framing],
] as const)('%s', (_, evasions) => {
  test.each(evasions)('$title: $becomes', async ({ stream, becomes }) => {
    const { out, judged, summary } = await relay([stream]);
    const lines = out.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    const ran = ranBy(lines);
    for (const calls of Object.values(ran))
      for (const one of calls)
        expect(judged.map(({ defect, name }) => (defect === null ? name : ''))).toContain(
          one.split(' ')[1],
        );
    expect(lines).not.toMatch(/"name":"(Bash|\\u0042ash)"/);
    expect(summary.outcome).toBe(becomes === 'denied' ? 'complete' : 'unreadable');
    if (becomes === 'denied') expect(lines).toContain('sentrely_denied');
    if (becomes === 'denied') expect(ran).toEqual({ items: [], finished: [], parts: [] });
    else expect(lines.trimEnd().split('\n\n').at(-1)).toContain('response.failed');
  });
});

describe('size', () => {
  const big = 'x'.repeat(64 * 1024);
  test('arguments beyond the cap are denied, and none of them is kept', async () => {
    const parts = Array.from({ length: 130 }, () => big);
    const item = allowed('{"a":"', ...parts, '"}');
    const { judged, out } = await relay([wire([...beginning, ...item.events, ending([item])])]);
    expect(judged[0]?.defect).toBe('the call is too large to be judged');
    expect(ranBy(out)).toEqual({ items: [], finished: [], parts: [] });
  }, 30_000);

  test('a call padded with comments is denied', async () => {
    const [first = {}, ...rest] = allowed('{}').events;
    const padding = Array.from({ length: 600 }, () => `: ${big}\n\n`);
    const { judged } = await relay([
      wire([...beginning, first]),
      ...padding,
      wire([...rest, ending([])]),
    ]);
    expect(judged[0]?.defect).toBe('the call is too large to be judged');
  }, 30_000);
});

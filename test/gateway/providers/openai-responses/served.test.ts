import { describe, expect, test } from 'vitest';
import type { Gate, ServedCall, ServerTool } from '../../../../gateway/enforce/gate.ts';
import { relayReply } from '../../../../gateway/providers/openai-responses/reply.ts';
import { patience, type Relayed, scriptedGate, seal } from '../anthropic/harness.ts';
import {
  beginning,
  call,
  ending,
  envelope,
  eventsOfResponse,
  type Item,
  message,
  relay,
  usage,
  wire,
} from './harness.ts';

// Items that tell what the provider ran itself pass only where their tool was offered and granted.

const url = 'https://mcp.example.com/sse';
const search: ServerTool = { name: 'web_search', type: 'web_search' };
const find: ServerTool = { name: `${url}#find`, type: 'mcp', label: 'tickets' };
const store: ServerTool = { name: 'vs_1', type: 'file_search' };

type Json = Readonly<Record<string, unknown>>;

/** An item of the provider's own tool, with what happens between its beginning and its end. */
function served(output_index: number, type: string, members: Json, between: string[] = []): Item {
  const open = { id: `srv_${output_index}`, type, status: 'in_progress', ...members };
  const done = { ...open, status: 'completed' };
  const at = { output_index, item_id: open.id };
  return {
    done,
    events: [
      { type: 'response.output_item.added', output_index, item: open },
      ...between.map((name) => ({ type: `response.${name}`, ...at, delta: 'x' })),
      { type: 'response.output_item.done', output_index, item: done },
    ],
  };
}

const searched = served(0, 'web_search_call', { action: { type: 'search', query: 'cats' } }, [
  'web_search_call.in_progress',
  'web_search_call.searching',
  'web_search_call.completed',
]);
const called = (name = 'find', more: Json = {}): Item =>
  served(
    0,
    'mcp_call',
    { server_label: 'tickets', name, arguments: '{"q":1}', output: 'two', ...more },
    ['mcp_call_arguments.delta', 'mcp_call.completed'],
  );
const listed = served(1, 'mcp_list_tools', { server_label: 'tickets', tools: [{ name: 'find' }] }, [
  'mcp_list_tools.completed',
]);

function gateOf(serverTools: readonly ServerTool[], recorded: ServedCall[]): Gate {
  return {
    ...scriptedGate([]),
    serverTools,
    served: async (call) => void recorded.push(call),
  };
}

async function streamed(
  events: readonly Json[],
  granted: readonly ServerTool[],
): Promise<Relayed & { readonly recorded: readonly ServedCall[] }> {
  const recorded: ServedCall[] = [];
  const relayed = await relay([wire(events)], { gate: gateOf(granted, recorded) });
  return { ...relayed, recorded };
}

async function whole(
  items: readonly Item[],
  granted: readonly ServerTool[],
): Promise<{ readonly out: string; readonly recorded: readonly ServedCall[] }> {
  const recorded: ServedCall[] = [];
  const output = items.map(({ done }) => done);
  const body = JSON.stringify({ ...envelope, status: 'completed', output, usage });
  const relayed = await relayReply(Buffer.from(body), gateOf(granted, recorded), seal, patience);
  return { out: relayed.body.toString(), recorded };
}

const unreadable = expect.objectContaining({ code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE' }) as Error;

describe.each<readonly [string, readonly Item[], readonly ServerTool[], readonly ServedCall[]]>([
  [
    'a search',
    [searched],
    [search],
    [{ id: 'srv_0', tool: search, argumentsText: '{"action":{"type":"search","query":"cats"}}' }],
  ],
  [
    'calls of an MCP server',
    [called(), listed],
    [search, find],
    [{ id: 'srv_0', tool: find, argumentsText: '{"q":1}' }],
  ],
  [
    'a search with its domains',
    [searched],
    [{ ...search, domains: ['a.example'] }],
    [
      {
        id: 'srv_0',
        tool: { ...search, domains: ['a.example'] },
        argumentsText: '{"action":{"type":"search","query":"cats"}}',
      },
    ],
  ],
  [
    'one of two searches: which, and so where, is not told',
    [searched],
    [
      { ...search, domains: ['a.example'] },
      { name: 'web_search', type: 'web_search_preview', domains: 'any' },
    ],
    [{ id: 'srv_0', tool: search, argumentsText: '{"action":{"type":"search","query":"cats"}}' }],
  ],
  [
    'a search of files',
    [served(0, 'file_search_call', { queries: ['x'], results: null })],
    [store],
    [{ id: 'srv_0', tool: store, argumentsText: '{"queries":["x"]}' }],
  ],
  [
    'a run of code',
    [
      served(0, 'code_interpreter_call', { code: '1', container_id: 'c', outputs: [] }, [
        'code_interpreter_call_code.delta',
        'code_interpreter_call.interpreting',
      ]),
    ],
    [{ name: 'code_interpreter', type: 'code_interpreter' }],
    [
      {
        id: 'srv_0',
        tool: { name: 'code_interpreter', type: 'code_interpreter' },
        argumentsText: '{"container_id":"c","code":"1"}',
      },
    ],
  ],
  [
    'a picture',
    [
      served(0, 'image_generation_call', { result: 'aGk=', revised_prompt: 'a cat' }, [
        'image_generation_call.partial_image',
      ]),
    ],
    [{ name: 'image_generation', type: 'image_generation' }],
    [
      {
        id: 'srv_0',
        tool: { name: 'image_generation', type: 'image_generation' },
        argumentsText: '{"revised_prompt":"a cat"}',
      },
    ],
  ],
])('%s', (_name, items, granted, expected) => {
  const beside = message(items.length, 'Done.');

  test('passes as it came where it is granted, and is recorded once', async () => {
    const events = eventsOfResponse(...items, beside);
    const one = await streamed(events, granted);
    expect([one.out, one.summary.outcome]).toEqual([wire(events), 'complete']);
    expect(one.recorded).toEqual(expected);
    expect((await whole([...items, beside], granted)).recorded).toEqual(expected);
  });

  test('ends the answer where it is not', async () => {
    const { out, summary, recorded } = await streamed(eventsOfResponse(...items, beside), []);
    expect([summary.outcome, recorded]).toEqual(['unreadable', []]);
    expect(out).not.toContain('srv_0');
    await expect(whole([...items, beside], [])).rejects.toEqual(unreadable);
  });
});

test('a call beside it is judged as ever', async () => {
  const events = eventsOfResponse(searched, call(1, 'Denied', '{}'), call(2, 'Allowed', '{}'));
  const { out, recorded, summary } = await streamed(events, [search]);
  expect([recorded.length, summary.calls, summary.outcome]).toEqual([1, 2, 'complete']);
  expect(out).toContain('sentrely_denied');
  expect(out).not.toContain('"Denied"');
});

test('one that is under way when the answer ends is recorded too', async () => {
  const [added] = searched.events as [Json];
  const { recorded } = await streamed(
    [...beginning, added, ending([searched], 'incomplete')],
    [search],
  );
  expect(recorded).toHaveLength(1);
});

test('what cannot be recorded does not leave', async () => {
  const gate = {
    ...gateOf([search], []),
    served: () => Promise.reject(new Error('the disk is full')),
  };
  const writes: string[] = [];
  const chunks = [wire(eventsOfResponse(searched))];
  await expect(
    relay(chunks, {
      gate,
      write: async (bytes) => void writes.push(Buffer.from(bytes).toString()),
    }),
  ).rejects.toThrow('the disk is full');
  expect(writes.join('')).not.toContain('"completed"');
});

describe('attacks', () => {
  const request = served(0, 'mcp_approval_request', {
    server_label: 'tickets',
    name: 'find',
    arguments: '{}',
  });

  test.each<readonly [string, Item, readonly ServerTool[]]>([
    ['another tool of a granted server', called('close'), [find]],
    ['a tool by the end of its name', called('d'), [find]],
    ['the same tool of another server', called('find', { server_label: 'other' }), [find]],
    ['a server without a label', called('find', { server_label: undefined }), [search, find]],
    ['a call that somebody approved', called('find', { approval_request_id: 'a' }), [find]],
    ['a request to approve a call', request, [find]],
    ['one tool in the place of another', searched, [find, store]],
    ['a call without an id', served(0, 'web_search_call', { id: undefined }), [search]],
    ['a program', served(0, 'program', { code: 'x' }), [search]],
    ['a shell of the provider', served(0, 'shell_call_output', { output: [] }), [search]],
  ])('%s ends the answer', async (_, item, granted) => {
    const { summary, recorded } = await streamed(eventsOfResponse(item), granted);
    expect([summary.outcome, recorded]).toEqual(['unreadable', []]);
    await expect(whole([item], granted)).rejects.toEqual(unreadable);
  });

  const [added, ...rest] = searched.events as [Json, ...Json[]];
  const done = rest.at(-1) as Json;
  const bash = call(0, 'Bash', '{}').done;
  test.each<readonly [string, readonly Json[]]>([
    ['ends as another item', [added, { ...done, item: { ...(done['item'] as Json), id: 'x' } }]],
    ['ends as a call', [added, { ...done, item: bash }]],
    ['ends twice', [added, done, done]],
    ['has the id of another', [added, done, { ...added, output_index: 1 }]],
    [
      'is carried by a part',
      [added, { type: 'response.web_search_call.x', output_index: 0, item: bash }],
    ],
    [
      'has parts of another item',
      [added, { type: 'response.mcp_call.completed', output_index: 0 }],
    ],
    [
      'has parts with another id',
      [added, { type: 'response.web_search_call.x', output_index: 0, item_id: 'y' }],
    ],
    [
      'has parts before it begins',
      [{ type: 'response.web_search_call.searching', output_index: 0 }],
    ],
    [
      'has the parts of a call',
      [
        added,
        {
          type: 'response.function_call_arguments.delta',
          output_index: 0,
          item_id: 'srv_0',
          delta: 'x',
        },
      ],
    ],
    ['stands only in the finished answer', [ending([searched])]],
    ['is another in the finished answer', [added, done, ending([called()])]],
  ])('an item that %s ends it', async (_, events) => {
    const { summary } = await streamed([...beginning, ...events], [search, find]);
    expect(summary.outcome).toBe('unreadable');
  });
});

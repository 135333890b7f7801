import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../../../../gateway/enforce/gate.ts';
import type { ModelRequest } from '../../../../gateway/providers/dialect.ts';
import { openaiChat } from '../../../../gateway/providers/openai-chat/dialect.ts';
import { relayReply } from '../../../../gateway/providers/openai-chat/reply.ts';
import { keys, patience, scriptedGate, seal, tenant } from '../anthropic/harness.ts';
import { usage } from './harness.ts';

const go = { role: 'user', content: 'go' };

function read(members: object): ModelRequest {
  return openaiChat.read(
    Buffer.from(JSON.stringify({ model: 'gpt-5.5', messages: [go], ...members })),
    {},
  );
}

const restored = (text: string): string =>
  openaiChat.read(Buffer.from(text), {}).restore(keys, tenant).body.toString();

describe('a request', () => {
  test('says what the main flow needs', () => {
    const request = read({
      stream: true,
      n: 3,
      max_tokens: 5,
      max_completion_tokens: 100,
      prompt_cache_key: 's',
      messages: [
        { role: 'system', content: 'be brief' },
        go,
        { role: 'assistant', tool_calls: [] },
        { role: 'tool', tool_call_id: 'c', content: 'done' },
      ],
    });
    expect(request).toMatchObject({
      model: 'gpt-5.5',
      isStream: true,
      statedSession: 's',
      workspace: null,
      outputMax: 300,
      results: [{ toolUseId: 'c', isError: false, bytes: 6 }],
      isUsageWanted: false,
    });
    expect(request.promptTexts()).toEqual([]);
    expect(
      read({
        messages: [{ role: 'user', content: [{ type: 'text', text: 'a b' }] }],
      }).promptTexts(),
    ).toEqual(['a b']);
  });

  test('has the same seed in all its turns', () => {
    const later = [go, { role: 'assistant', content: 'a' }, { role: 'user', content: 'b' }];
    expect(read({ messages: later }).seed()).toBe(read({}).seed());
    expect(read({ messages: [{ role: 'user', content: 'x' }] }).seed()).not.toBe(read({}).seed());
  });

  test('names the tools of the provider', () => {
    expect(read({ tools: [{ type: 'web_search' }] }).serverTools).toEqual([
      { name: 'web_search', type: 'web_search', domains: 'perhaps' },
    ]);
  });

  test.each([
    'gpt-4o-search-preview',
    'gpt-4o-mini-search-preview-2025-03-11',
    'gpt-5-search-api',
    'gpt-5-search-api-2025-10-14',
    'openai/gpt-4o-search-preview',
    'openai/gpt-5.2:online',
    'openai/gpt-5.2:Online',
    'deepseek/deepseek-r1:free:online',
  ])('to the model %s is a search of any domain', (model) => {
    const search = { name: 'web_search', type: 'web_search', domains: 'any' };
    expect(read({ model }).serverTools).toEqual([search]);
    const tools = [{ type: 'image_generation' }];
    expect(read({ model, tools }).serverTools).toHaveLength(2);
  });

  test.each(['gpt-5.5', 'research-preview', 'x/online', 'deep-search'])(
    'to the model %s is none',
    (model) => expect(read({ model }).serverTools).toEqual([]),
  );

  test.each<readonly [string, object, string]>([
    ['a type that is none', { tools: [{ type: 'Web search' }] }, 'SENTRELY_ERR_SERVER_TOOL'],
    ['no type', { tools: [{ function: { name: 'x' } }] }, 'SENTRELY_ERR_SERVER_TOOL'],
    ['web_search_options', { web_search_options: {} }, 'SENTRELY_ERR_SERVER_TOOL'],
    ['plug-ins', { plugins: [{ id: 'web' }] }, 'SENTRELY_ERR_SERVER_TOOL'],
    ['more models', { models: ['x/large'] }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['models to fall back to', { fallbacks: [{ model: 'x' }] }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['old functions', { functions: [{ name: 'x' }] }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    [
      'a reserved name',
      { tools: [{ type: 'function', function: { name: 'sentrely_x' } }] },
      'SENTRELY_ERR_REQUEST_TOOL_NAME',
    ],
    [
      'a name twice',
      { tools: ['x', 'x'].map((name) => ({ type: 'function', function: { name } })) },
      'SENTRELY_ERR_REQUEST_TOOL_NAME',
    ],
    [
      'the body of another dialect',
      { messages: undefined, input: 'go' },
      'SENTRELY_ERR_REQUEST_SHAPE',
    ],
    [
      'stream options of another kind',
      { stream: true, stream_options: 'x' },
      'SENTRELY_ERR_REQUEST_SHAPE',
    ],
    ['no model', { model: '' }, 'SENTRELY_ERR_REQUEST_SHAPE'],
  ])('refused: %s', (_, members, code) => {
    expect(() => read(members)).toThrow(expect.objectContaining({ code }));
  });
});

describe('usage in a stream', () => {
  test.each([
    [
      '{"model":"m","stream":true,"messages":[]}',
      '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    ],
    [
      '{"model":"m","stream":true,"messages":[],"stream_options":null }',
      '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true} }',
    ],
    [
      '{"model":"m","stream":true,"messages":[],"stream_options":{}}',
      '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    ],
    [
      '{"model":"m","stream":true,"messages":[],"stream_options":{"x":1.0}}',
      '{"model":"m","stream":true,"messages":[],"stream_options":{"x":1.0,"include_usage":true}}',
    ],
    [
      '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":false}}',
      '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    ],
  ])('is asked for: %s', (body, want) => {
    expect(restored(body)).toBe(want);
    expect(openaiChat.read(Buffer.from(body), {}).isUsageWanted).toBe(false);
  });

  test.each([
    '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    '{"model":"m","messages":[]}',
  ])('is left alone where it comes anyway: %s', (body) => {
    expect(restored(body)).toBe(body);
    expect(openaiChat.read(Buffer.from(body), {}).isUsageWanted).toBe(true);
  });
});

describe('restoring', () => {
  const reason = 'Not run: denied by rule "p.r".\n(é)';
  const call: ToolCall = {
    id: 'c',
    name: 'bash',
    argumentsText: '{"a" : "\\u00e9"}',
    defect: null,
  };
  const stone = seal(call, 'denied', reason);
  const body = (entry: object): string =>
    JSON.stringify({
      model: 'm',
      messages: [
        go,
        { role: 'assistant', content: null, tool_calls: [entry] },
        { role: 'tool', tool_call_id: 'c', content: 'no such tool' },
      ],
    });
  const sent = {
    id: 'c',
    type: 'function',
    function: { name: stone.name, arguments: stone.input },
  };

  test('puts the call and the reason back, and leaves every other byte', () => {
    const want = body({ ...sent, function: { name: 'bash', arguments: call.argumentsText } });
    expect(restored(body(sent))).toBe(want.replace('"no such tool"', JSON.stringify(reason)));
  });

  test('of a custom tool', () => {
    const custom = seal({ ...call, argumentsText: 'rm "x"' }, 'pending', reason);
    const entry = { id: 'c', type: 'custom', custom: { name: custom.name, input: custom.input } };
    const want = body({ ...entry, custom: { name: 'bash', input: 'rm "x"' } });
    expect(restored(body(entry))).toBe(want.replace('"no such tool"', JSON.stringify(reason)));
  });

  test.each<readonly [string, object]>([
    ['another call', { ...sent, id: 'd' }],
    [
      'changed arguments',
      {
        ...sent,
        function: { name: stone.name, arguments: stone.input.replace('4:bash', '4:bish') },
      },
    ],
    ['another kind', { ...sent, function: { ...sent.function, name: 'sentrely_pending' } }],
    ['no JSON', { ...sent, function: { name: stone.name, arguments: '' } }],
  ])('leaves a tombstone with %s as it is', (_, entry) => {
    expect(restored(body(entry))).toBe(body(entry));
  });
});

describe('an answer in one piece', () => {
  const completion = (...choices: object[]): string =>
    JSON.stringify({ id: 'x', object: 'chat.completion', model: 'm', choices, usage });
  const choice = (index: number, ...calls: object[]): object => ({
    index,
    message: { role: 'assistant', content: null, tool_calls: calls, annotations: [] },
    finish_reason: 'tool_calls',
  });
  const fn = (id: string, name: string, text = '{}'): object => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  });

  async function relay(text: string): Promise<{ out: string; judged: readonly ToolCall[] }> {
    const judged: ToolCall[] = [];
    const { body, summary } = await relayReply(
      Buffer.from(text),
      scriptedGate(judged),
      seal,
      patience,
    );
    expect(summary).toMatchObject({
      usage: { input: 12, output: 7, cacheRead: 30 },
      calls: judged.length,
    });
    return { out: body.toString(), judged };
  }

  test('released calls leave it as it came', async () => {
    const text = completion(
      choice(0, fn('a', 'Allowed', '{"x" : 1.0}')),
      choice(1, fn('b', 'Allowed')),
    );
    expect((await relay(text)).out).toBe(text);
  });

  test('denied calls are replaced in place, in every choice', async () => {
    const custom = { id: 'd', type: 'custom', custom: { name: 'Bash', input: 'x' } };
    const { out } = await relay(
      completion(
        choice(0, fn('a', 'Bash'), fn('b', 'Allowed')),
        choice(1, fn('c', 'Asked'), custom),
      ),
    );
    const { choices } = JSON.parse(out) as {
      choices: {
        message: { tool_calls: { function?: { name: string }; custom?: { name: string } }[] };
      }[];
    };
    const names = choices.flatMap(({ message }) =>
      message.tool_calls.map((one) => (one.function ?? one.custom)?.name),
    );
    expect(names).toEqual(['sentrely_denied', 'Allowed', 'sentrely_pending', 'sentrely_denied']);
  });

  test('an id used before is denied', async () => {
    const { judged } = await relay(completion(choice(0, fn('a', 'Allowed'), fn('a', 'Allowed'))));
    expect(judged.map(({ defect }) => defect)).toEqual([
      null,
      'the id of the call was used before',
    ]);
  });

  test.each<readonly [string, string]>([
    [
      'the old kind of call',
      completion({ index: 0, message: { function_call: { name: 'x', arguments: '{}' } } }),
    ],
    ['no id', completion(choice(0, fn('', 'Allowed')))],
    [
      'no text',
      completion(choice(0, { id: 'a', type: 'function', function: { name: 'Allowed' } })),
    ],
    ['an unknown type', completion(choice(0, { ...fn('a', 'Allowed'), type: 'x' }))],
    [
      'a repeated message',
      completion(choice(0, fn('a', 'Bash'))).replace('"message":', '"message":{},"message":'),
    ],
    ['no choices', '{"object":"chat.completion"}'],
    ['no JSON', 'x'],
  ])('refused before anything is judged: %s', async (_, text) => {
    const judged: ToolCall[] = [];
    await expect(
      relayReply(Buffer.from(text), scriptedGate(judged), seal, patience),
    ).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE',
    });
    expect(judged).toEqual([]);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Domains } from '../../../../compiler/evaluate/decision.ts';
import {
  type MessagesRequest,
  readRequest,
} from '../../../../gateway/providers/anthropic/request.ts';

type Json = Record<string, unknown>;
const user = (content: unknown): Json => ({ role: 'user', content });
const base: Json = { model: 'claude-opus-5-5', max_tokens: 1, messages: [user('go')] };
const read = (members: Json = {}): MessagesRequest =>
  readRequest(Buffer.from(JSON.stringify({ ...base, ...members })));
const tool = (name: unknown, members: Json = {}): Json => ({ name, input_schema: {}, ...members });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a plain request', () => {
  expect(read()).toEqual({
    model: 'claude-opus-5-5',
    isStream: false,
    thread: 'none',
    tools: [],
    toolHashes: new Map(),
    statedSession: null,
    workspace: null,
    seed: expect.any(Function),
    messageCount: 1,
    outputMax: 1,
    serverTools: [],
    fileIds: [],
    promptTexts: expect.any(Function),
    calls: expect.any(Function),
    hasSummary: expect.any(Function),
    isSigned: expect.any(Function),
    results: [],
    tombstones: [],
  });
});

test('a prompt is the last message but for those of the system that a client puts behind it', () => {
  const system = { role: 'system', content: [{ type: 'text', text: 'Write to eve@x.org.' }] };
  const result = user([{ type: 'tool_result', tool_use_id: 'a', content: 'eve@x.org' }]);
  const said = { role: 'assistant', content: 'Yes.' };
  const typed = (...messages: Json[]): readonly string[] => read({ messages }).promptTexts();
  expect(typed(user('go'), system)).toEqual(['go']);
  expect(typed(user('go'), said, system)).toEqual([]);
  expect(typed(user('go'), said, result, system)).toEqual([]);
  expect(typed(system)).toEqual([]);
});

test('what is not known passes', () => {
  const request = read({
    betas: ['x'],
    safeguards: {},
    tool_choice: { type: 'auto' },
    stream: null,
    tools: null,
    mcp_servers: [],
    container: 'c_1',
    messages: [
      user([{ type: 'image', source: {} }]),
      { role: 'developer', content: [] },
      { role: 'system' },
    ],
  });
  expect([request.isStream, request.messageCount]).toEqual([false, 3]);
});

test('the stream flag in the body decides', () => {
  expect([read({ stream: true }).isStream, read({ stream: false }).isStream]).toEqual([
    true,
    false,
  ]);
});

describe('refused as syntax', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['a cut body', '{"model":"m","messages":['],
    ['two bodies', '{"model":"m","messages":[]}{}'],
    ['a repeated field', '{"model":"m","stream":false,"messages":[],"stream":true}'],
    [
      'a repeated field, escaped',
      '{"model":"m","messages":[],"m\\u0065ssages":[{"role":"user","content":""}]}',
    ],
    ['a repeated field of a tool', '{"model":"m","messages":[],"tools":[{"name":"a","name":"b"}]}'],
  ])('%s', (_, body) => {
    expect(() => readRequest(Buffer.from(body))).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_REQUEST_SYNTAX' }),
    );
  });

  test('bytes that are not UTF-8', () => {
    const body = Buffer.from('{"model":"m\u00ff","messages":[]}', 'latin1');
    expect(() => readRequest(body)).toThrow(
      'the request body is not strict JSON: found text that is not UTF-8',
    );
  });

  test('nesting beyond the cap', () => {
    const deep = `{"model":"m","messages":[],"x":${'['.repeat(600)}${']'.repeat(600)}}`;
    expect(() => readRequest(Buffer.from(deep))).toThrow('more than 512 levels');
  });
});

describe('refused as shape', () => {
  test.each([
    ['no object', '[]'],
    ['no model', '{"messages":[]}'],
    ['a model that is no name', '{"model":7,"messages":[]}'],
    ['no messages', '{"model":"m"}'],
    ['messages that are no list', '{"model":"m","messages":{"role":"user"}}'],
    ['a message that is no object', '{"model":"m","messages":["go"]}'],
    ['a message without a role', '{"model":"m","messages":[{"content":"go"}]}'],
    ['a content that is neither', '{"model":"m","messages":[{"role":"user","content":7}]}'],
    [
      'a block without a type',
      '{"model":"m","messages":[{"role":"user","content":[{"text":""}]}]}',
    ],
    ['a stream flag that is a string', '{"model":"m","messages":[],"stream":"true"}'],
    ['a stream flag that is a number', '{"model":"m","messages":[],"stream":1}'],
    ['tools that are no list', '{"model":"m","messages":[],"tools":{"0":{"name":"a"}}}'],
    ['a tool without a name', '{"model":"m","messages":[],"tools":[{}]}'],
    ['a tool that is no object', '{"model":"m","messages":[],"tools":["a"]}'],
    ['servers that are no list', '{"model":"m","messages":[],"mcp_servers":{"a":{}}}'],
  ])('%s', (_, body) => {
    expect(() => readRequest(Buffer.from(body))).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_REQUEST_SHAPE' }),
    );
  });
});

describe('tools', () => {
  test('by name and type, each with the hash of its bytes', () => {
    const body = `{"model":"m","messages":[],"tools":[{"name" : "Read"},{"type":"custom","name":"mcp__a__b"},{"type":"bash_20250124","name":"bash"}]}`;
    const { tools, toolHashes } = readRequest(Buffer.from(body));
    expect(tools.map(({ name, type }) => [name, type])).toEqual([
      ['Read', null],
      ['mcp__a__b', null],
      ['bash', 'bash_20250124'],
    ]);
    expect(toolHashes.get('Read')).toBe(sha256('{"name" : "Read"}'));
    expect(toolHashes.get('__proto__')).toBeUndefined();
  });

  test.each(['text_editor_20250728', 'computer_20251124', 'memory_20250818'])(
    '%s runs at the client',
    (type) => {
      expect(read({ tools: [tool('x', { type })] }).tools[0]?.type).toBe(type);
    },
  );

  test.each<readonly [string, Domains | undefined]>([
    ['web_search_20250305', 'any'],
    ['web_fetch_20260318', 'any'],
    ['code_execution_20260521', undefined],
    ['bash_code_execution_20250825', undefined],
    ['text_editor_code_execution_20250825', undefined],
    ['tool_search_tool_regex_20251119', undefined],
    ['computer_toolset_20260801', 'perhaps'],
    ['browser_toolset_20260801', 'perhaps'],
    ['advisor_20260301', undefined],
    ['bash_20250124x', 'perhaps'],
  ])('%s runs at the provider: rules decide', (type, domains) => {
    const { tools, serverTools } = read({ tools: [tool('x', { type })] });
    expect([tools, serverTools]).toEqual([[], [{ name: 'x', type, domains }]]);
    expect(() => read({ tools: [{ type }] })).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_SERVER_TOOL' }),
    );
  });

  test.each(['Custom', '', 7, ['custom'], {}])('%j is refused', (type) => {
    expect(() => read({ tools: [tool('x', { type })] })).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_SERVER_TOOL' }),
    );
  });

  test.each([
    ['servers', { mcp_servers: [{ type: 'url', url: 'https://x', name: 'x' }] }],
    ['skills', { container: { skills: [{ skill_id: 'x' }] } }],
  ])('%s are refused', (_, members) => {
    expect(() => read(members)).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_SERVER_TOOL' }),
    );
  });

  test.each([
    ['a list', { fallbacks: [{ model: 'm', max_tokens: 64_000 }] }],
    ['the word of the provider', { fallbacks: 'default' }],
    ['a list of none', { fallbacks: [] }],
    ['the older name', { fallback: { model: 'm' } }],
    ['as a router spells it', { models: ['m'] }],
  ])('models that nobody has judged are refused: %s', (_, members) => {
    expect(() => read(members)).toThrow(
      expect.objectContaining({
        code: 'SENTRELY_ERR_REQUEST_SHAPE',
        message: expect.stringMatching(/The `(?:fallbacks?|models)` parameter is not supported\./),
      }),
    );
  });

  test.each([
    'sentrely_denied',
    'Sentrely_x',
    'B\u0430sh',
    'a b',
    'a/b',
    '',
    'x'.repeat(129),
    'a\n',
  ])('the name %j is refused', (name) => {
    expect(() => read({ tools: [tool(name)] })).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_REQUEST_TOOL_NAME' }),
    );
  });

  test('a name defined twice is refused, other case is another name', () => {
    expect(read({ tools: [tool('a'), tool('A')] }).tools).toHaveLength(2);
    expect(() => read({ tools: [tool('a'), tool('a')] })).toThrow('`a` is defined twice');
  });

  test('the message of a refusal hides nothing', () => {
    expect(() => read({ tools: [tool(`\u202e${'x'.repeat(80)}`)] })).toThrow(/`\\u\{202e\}x{59}…`/);
  });
});

describe('tools added in the middle of the conversation', () => {
  const add = (tool: unknown): Json => ({
    messages: [user('go'), { role: 'system', content: [{ type: 'tool_addition', tool }] }],
  });
  const define = (definition: Json): Json => add({ type: 'tool_definition', definition });

  test('are tools of the request', () => {
    expect(read(define(tool('Late'))).tools.map(({ name }) => name)).toEqual(['Late']);
    expect(read({ ...define(tool('a')), tools: [tool('a')] }).tools).toHaveLength(1);
    expect(read(add({ type: 'tool_reference', name: 'Late' })).tools).toEqual([]);
  });

  test.each([
    [
      'a tool of a server',
      add({ type: 'mcp_tool_reference', name: 'x', server_name: 'y' }),
      'SENTRELY_ERR_SERVER_TOOL',
    ],
    [
      'a server',
      add({ type: 'mcp_toolset_reference', server_name: 'y' }),
      'SENTRELY_ERR_SERVER_TOOL',
    ],
    ['something else', add({ type: 'plugin' }), 'SENTRELY_ERR_SERVER_TOOL'],
    ['nothing', add(undefined), 'SENTRELY_ERR_SERVER_TOOL'],
    ['a reserved name', define(tool('sentrely_denied')), 'SENTRELY_ERR_REQUEST_TOOL_NAME'],
    [
      'another definition of a tool',
      { ...define(tool('a', { x: 1 })), tools: [tool('a')] },
      'SENTRELY_ERR_REQUEST_TOOL_NAME',
    ],
  ])('not %s', (_, members, code) => {
    expect(() => read(members)).toThrow(expect.objectContaining({ code }));
  });

  test('also where a compaction repeats them', () => {
    const definition = tool('w', { type: 'web_search_20250305' });
    const change = { type: 'tool_addition', tool: { type: 'tool_definition', definition } };
    const compaction = {
      type: 'compaction',
      content: '',
      tool_changes: [{ type: 'tool_removal' }, change],
    };
    const { serverTools } = read({ messages: [{ role: 'assistant', content: [compaction] }] });
    expect(serverTools).toEqual([{ name: 'w', type: 'web_search_20250305', domains: 'any' }]);
  });
});

describe('the stated session', () => {
  test.each([
    ['{"device_id":"d","session_id":"s-1"}', 's-1'],
    ['{"session_id":7}', null],
    ['{"session_id":"a","session_id":"b"}', null],
    ['user_123', null],
    ['', null],
  ])('in %s', (user_id, session) => {
    expect(read({ metadata: { user_id } }).statedSession).toBe(session);
  });

  test('is absent without metadata, or with other kinds in it', () => {
    for (const metadata of [null, {}, { user_id: { session_id: 's' } }, 'x'])
      expect(read({ metadata }).statedSession).toBeNull();
  });
});

describe('the seed', () => {
  const long = {
    system: [{ type: 'text', text: 'You.' }],
    messages: [user([{ type: 'text', text: 'go' }])],
  };

  test('stays the same over the turns, wherever the cache marks stand', () => {
    const mark = { cache_control: { type: 'ephemeral' } };
    const later = {
      system: [{ type: 'text', text: 'You.', ...mark }],
      messages: [
        user([{ ...mark, type: 'text', text: 'go' }]),
        { role: 'assistant', content: 'x' },
        user('more'),
      ],
    };
    expect(read(later).seed()).toBe(read(long).seed());
  });

  test('is that of the first texts, as they stand in the body', () => {
    expect(read().seed()).toBe(sha256('"go"'));
  });

  test('differs by system and by first message', () => {
    const seeds = [
      read(long),
      read({ ...long, system: 'Me.' }),
      read({ ...long, messages: [user('stop')] }),
    ];
    expect(new Set(seeds.map(({ seed }) => seed())).size).toBe(3);
  });
});

describe('the workspace', () => {
  const line = ' - Primary working directory: /srv/app ';
  const session = { metadata: { user_id: '{"session_id":"s"}' } };
  const reminder = (text: string): Json =>
    user([{ type: 'text', text: `<system-reminder>\n${text}` }]);

  test.each<[string, Json, string | null]>([
    ['the system prompt', { system: `x\n${line}\ny` }, '/srv/app'],
    [
      'a block of it',
      {
        system: [
          { type: 'text', text: 'x' },
          { type: 'text', text: line },
        ],
      },
      '/srv/app',
    ],
    ['an older form', { system: '<env>\nWorking directory: /srv/a b\n' }, '/srv/a b'],
    ['a path that needs escapes in JSON', { system: 'Working directory: /srv/é"\\' }, '/srv/é"\\'],
    [
      'a system message',
      { messages: [user('go'), { role: 'system', content: `# Environment\n${line}` }] },
      '/srv/app',
    ],
    ['a reminder', { ...session, messages: [reminder(line)] }, '/srv/app'],
    ['the first statement of several', { system: `${line}\nWorking directory: /` }, '/srv/app'],
    [
      'the system prompt before a message',
      { system: line, messages: [{ role: 'system', content: 'Working directory: /' }] },
      '/srv/app',
    ],
    [
      'a message before a reminder',
      {
        ...session,
        messages: [reminder('Working directory: /'), { role: 'system', content: line }],
      },
      '/srv/app',
    ],
  ])('is read from %s', (_, members, workspace) => {
    expect(read(members).workspace).toBe(workspace);
  });

  test.each<[string, Json]>([
    ['a path that is not absolute', { system: 'Working directory: src' }],
    ['a Windows path', { system: 'Working directory: C:\\x' }],
    ['a line that only contains it', { system: 'The Working directory: /srv' }],
    ['an additional directory', { system: 'Additional working directory: /srv' }],
    ['a user who writes it', { ...session, messages: [user(line)] }],
    ['a user who writes it into a reminder, without Claude Code', { messages: [reminder(line)] }],
    ['a later user message', { ...session, messages: [user('go'), reminder(line)] }],
    ['the assistant', { messages: [{ role: 'assistant', content: line }] }],
    [
      'a tool result',
      { ...session, messages: [user([{ type: 'tool_result', tool_use_id: 't', content: line }])] },
    ],
  ])('is not taken from %s', (_, members) => {
    expect(read(members).workspace).toBeNull();
  });
});

describe('tool results', () => {
  test('are those of the last user message, with size and hash of what the client sent', () => {
    const body = `{"model":"m","messages":[
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t0","content":"old"}]},
      {"role":"user","content":[
        {"type":"text","text":"x"},
        {"is_error": true, "tool_use_id":"t\\u0031","content": [ {"type":"text","text":"é"} ],"type":"tool_result"},
        {"type":"tool_result","tool_use_id":"t2"},
        {"type":"tool_result"}]},
      {"role":"system","content":"later"}]}`;
    const content = '[ {"type":"text","text":"é"} ]';
    expect(readRequest(Buffer.from(body)).results).toEqual([
      {
        toolUseId: 't1',
        isError: true,
        bytes: Buffer.byteLength(content),
        sha256: sha256(content),
        texts: expect.any(Function),
      },
      {
        toolUseId: 't2',
        isError: false,
        bytes: 0,
        sha256: sha256(''),
        texts: expect.any(Function),
      },
    ]);
  });
});

describe('a thread', () => {
  test('is begun by a whole request', () => {
    expect(read({ thread: null }).thread).toBe('none');
    expect(read({ thread: { type: 'create' } }).thread).toBe('create');
    expect(() => readRequest(Buffer.from('{"thread":{"type":"create"}}'))).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_REQUEST_SHAPE' }),
    );
  });

  test.each(['{"type":"continue"}', '{"type":"fork"}', '{}', '"create"', '[]'])(
    'may leave out everything else when it is %s',
    (thread) => {
      expect(readRequest(Buffer.from(`{"thread":${thread}}`))).toMatchObject({
        thread: 'continue',
        model: '',
        messageCount: 0,
      });
    },
  );

  test('opens no door: tools and servers are refused all the same', () => {
    expect(() => read({ thread: {}, mcp_servers: [{}] })).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_SERVER_TOOL' }),
    );
  });
});

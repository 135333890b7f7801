import { describe, expect, test } from 'vitest';
import { openaiResponses } from '../../../../gateway/providers/openai-responses/dialect.ts';
import type { ModelRequest } from '../../../../gateway/providers/dialect.ts';
import type { ToolCall } from '../../../../gateway/enforce/gate.ts';
import { keys, seal, tenant } from '../anthropic/harness.ts';

const codex = { originator: 'codex_exec' };

function read(members: object, headers: Record<string, string> = {}): ModelRequest {
  return openaiResponses.read(
    Buffer.from(JSON.stringify({ model: 'gpt-5.5-codex', input: 'go', ...members })),
    headers,
  );
}

const said = (text: string, role = 'user'): object => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
});
const surroundings = (cwd: string): object =>
  said(`<environment_context>\n  <cwd>${cwd}</cwd>\n  <shell>bash</shell>\n</environment_context>`);
const output = (call_id: string, text: string, type = 'function_call_output'): object => ({
  type,
  call_id,
  output: text,
});

describe('a request', () => {
  test('says what the main flow needs', () => {
    const request = read(
      {
        stream: true,
        prompt_cache_key: 'sess-1',
        max_output_tokens: 500,
        input: [surroundings('/work'), said('Do it.')],
      },
      codex,
    );
    expect(request).toMatchObject({
      model: 'gpt-5.5-codex',
      isStream: true,
      statedSession: 'sess-1',
      workspace: '/work',
      outputMax: 500,
      results: [],
      answer: null,
    });
    expect(request.promptTexts()).toEqual(['Do it.']);
  });

  test('has the same seed in all its turns, and another in another conversation', () => {
    const first = read({ instructions: 'i', input: [said('a')] });
    const later = read({
      instructions: 'i',
      input: [said('a'), said('b', 'assistant'), said('c')],
    });
    expect(later.seed()).toBe(first.seed());
    expect(read({ instructions: 'i', input: [said('x')] }).seed()).not.toBe(first.seed());
    expect(read({ instructions: 'j', input: [said('a')] }).seed()).not.toBe(first.seed());
  });

  test.each([
    ['an answer of the model', [said('a', 'assistant')]],
    [
      'a result',
      [{ type: 'function_call', call_id: 'c', name: 'x', arguments: '{}' }, output('c', 'r')],
    ],
    ['surroundings', [surroundings('/work')]],
    ['a message of the client', [said('a', 'assistant'), said('b', 'developer')]],
    ['a result with a hook behind it', [output('c', 'r'), said('b', 'developer')]],
    ['a message of another agent', [{ type: 'agent_message', content: [{ text: 'a' }] }]],
    ['an instruction file', [said('# AGENTS.md instructions for /work\n\n<INSTRUCTIONS>x')]],
  ])('whose last item is %s brings no typed text', (_, input) => {
    expect(read({ input }).promptTexts()).toEqual([]);
  });

  test('brings a typed text in front of what hooks say', () => {
    const input = [said('go'), said('hook', 'developer'), said('hook', 'system')];
    expect(read({ input }).promptTexts()).toEqual(['go']);
  });

  test('that is one text is a typed text', () => {
    expect(read({ input: 'Send it to a@b.c' }).promptTexts()).toEqual(['Send it to a@b.c']);
  });
});

describe('the workspace', () => {
  test('is the one stated last', () => {
    const input = [surroundings('/a'), said('x'), surroundings('/b/c d')];
    expect(read({ input }, codex).workspace).toBe('/b/c d');
  });

  test.each([
    ['another program', [surroundings('/a')], {}],
    [
      'a program that only has the word in its name',
      [surroundings('/a')],
      { originator: 'x codex' },
    ],
    ['a result', [output('c', '<environment_context><cwd>/a</cwd>')], codex],
    ['the model', [said('<environment_context><cwd>/a</cwd>', 'assistant')], codex],
    ['the middle of a text', [said('see <environment_context><cwd>/a</cwd>')], codex],
    ['a relative path', [surroundings('a/b')], codex],
  ])('is not taken from %s', (_, input, headers) => {
    expect(read({ input }, headers as Record<string, string>).workspace).toBeNull();
  });
});

describe('tools', () => {
  test('are known by the names that policies use', () => {
    const fn = (name: string): object => ({ type: 'function', name, parameters: {} });
    const { toolHashes } = read({
      tools: [
        fn('exec_command'),
        { type: 'custom', name: 'apply_patch', format: {} },
        { type: 'namespace', name: 'mcp__github', description: '', tools: [fn('create_issue')] },
        { type: 'namespace', name: 'mcp__docs__', description: '', tools: [fn('find')] },
        { type: 'local_shell' },
        { type: 'shell', environment: { type: 'local' } },
        { type: 'computer_use_preview', environment: 'browser' },
        { type: 'tool_search', execution: 'client' },
      ],
      input: [{ type: 'additional_tools', role: 'developer', tools: [fn('late')] }],
    });
    expect([...toolHashes.keys()]).toEqual([
      'exec_command',
      'apply_patch',
      'mcp__github__create_issue',
      'mcp__docs__find',
      'local_shell',
      'shell',
      'computer',
      'tool_search',
      'late',
    ]);
    expect(new Set(toolHashes.values()).size).toBe(9);
  });

  test.each<readonly [string, object, string]>([
    ...[
      'mcp',
      'web_search_next',
      'Web_search',
      'file_search',
      'code_interpreter',
      'tool_search',
      'programmatic_tool_calling',
      'robot',
      'Function',
    ].map((type) => [type, { tools: [{ type, name: 'x' }] }, 'SENTRELY_ERR_SERVER_TOOL'] as const),
    ['no type', { tools: [{ name: 'x' }] }, 'SENTRELY_ERR_SERVER_TOOL'],
    ['a shell of the provider', { tools: [{ type: 'shell' }] }, 'SENTRELY_ERR_SERVER_TOOL'],
    [
      'a shell in a container',
      { tools: [{ type: 'shell', environment: { type: 'container_auto' } }] },
      'SENTRELY_ERR_SERVER_TOOL',
    ],
    [
      'mcp in a namespace',
      { tools: [{ type: 'namespace', name: 'n', tools: [{ type: 'mcp' }] }] },
      'SENTRELY_ERR_SERVER_TOOL',
    ],
    [
      'mcp added later',
      { input: [{ type: 'additional_tools', tools: [{ type: 'mcp' }] }] },
      'SENTRELY_ERR_SERVER_TOOL',
    ],
    [
      'mcp found by a search',
      { input: [{ type: 'tool_search_output', tools: [{ type: 'mcp' }] }] },
      'SENTRELY_ERR_SERVER_TOOL',
    ],
    [
      'a reserved name',
      { tools: [{ type: 'function', name: 'Sentrely_denied' }] },
      'SENTRELY_ERR_REQUEST_TOOL_NAME',
    ],
    [
      'a name that is not ASCII',
      { tools: [{ type: 'function', name: 'bаsh' }] },
      'SENTRELY_ERR_REQUEST_TOOL_NAME',
    ],
    [
      'one name for two tools',
      {
        tools: [
          { type: 'function', name: 'a__b' },
          { type: 'namespace', name: 'a', tools: [{ type: 'function', name: 'b' }] },
        ],
      },
      'SENTRELY_ERR_REQUEST_TOOL_NAME',
    ],
    ['tools that are no list', { tools: { type: 'mcp' } }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['previous_response_id', { previous_response_id: 'resp_1' }, 'SENTRELY_ERR_SERVER_HISTORY'],
    ['conversation', { conversation: { id: 'c' } }, 'SENTRELY_ERR_SERVER_HISTORY'],
    ['a stored prompt', { prompt: { id: 'p' } }, 'SENTRELY_ERR_SERVER_HISTORY'],
    ['background', { background: true }, 'SENTRELY_ERR_SERVER_HISTORY'],
    ['background as a text', { background: 'true' }, 'SENTRELY_ERR_SERVER_HISTORY'],
    [
      'a reference to an item',
      { input: [{ type: 'item_reference', id: 'x' }] },
      'SENTRELY_ERR_SERVER_HISTORY',
    ],
    [
      'an image that only the provider has',
      { input: [{ type: 'image_generation_call', id: 'ig_1' }] },
      'SENTRELY_ERR_SERVER_HISTORY',
    ],
    ['more models', { models: ['x/large'] }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['models to fall back to', { fallbacks: [{ model: 'x' }] }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['no model', { model: null }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['a stream that is no boolean', { stream: 'true' }, 'SENTRELY_ERR_REQUEST_SHAPE'],
    ['an input of another kind', { input: 7 }, 'SENTRELY_ERR_REQUEST_SHAPE'],
  ])('refused: %s', (_, members, code) => {
    expect(() => read(members)).toThrow(expect.objectContaining({ code }));
  });

  test('null means not given', () => {
    const members = {
      previous_response_id: null,
      conversation: null,
      background: false,
      tools: null,
      prompt: null,
    };
    expect(() => read(members)).not.toThrow();
  });
});

describe('results', () => {
  test('are those since the model last spoke', () => {
    const call = (call_id: string): object => ({
      type: 'function_call',
      call_id,
      name: 'x',
      arguments: '{}',
    });
    const { results } = read({
      input: [
        said('go'),
        call('a'),
        output('a', 'old'),
        { type: 'reasoning', summary: [] },
        call('b'),
        call('c'),
        output('b', 'Process exited with code 2\nx'),
        output('c', 'Process exited with code 0'),
        said('and then?'),
      ],
    });
    expect(results).toMatchObject([
      { toolUseId: 'b', isError: true },
      { toolUseId: 'c', isError: false, bytes: 28 },
    ]);
  });
});

describe('restoring', () => {
  const reason = 'Not run: denied by rule "p.r".\n(é)';
  const call: ToolCall = {
    id: 'call_1',
    name: 'exec_command',
    argumentsText: '{"cmd" : "x\\u00e9", "2":1.0}',
    defect: null,
  };
  const stone = seal(call, 'denied', reason);
  const sent = {
    type: 'function_call',
    id: 'fc_1',
    call_id: 'call_1',
    name: stone.name,
    arguments: stone.input,
  };
  const body = (...input: object[]): string =>
    JSON.stringify({ model: 'm', input, temperature: 1 });
  const restored = (text: string): string =>
    openaiResponses.read(Buffer.from(text), {}).restore(keys, tenant).body.toString();

  test('puts the call and the reason back, and leaves every other byte', () => {
    const result = { type: 'function_call_output', call_id: 'call_1', output: 'unsupported call' };
    const text = body(said('a'), sent, result).replace(
      '"temperature":1',
      '"temperature": 1.0, "x":1e3',
    );
    const want = body(
      said('a'),
      { ...sent, name: 'exec_command', arguments: call.argumentsText },
      { ...result, output: reason },
    ).replace('"temperature":1', '"temperature": 1.0, "x":1e3');
    expect(restored(text)).toBe(want);
  });

  test('of a custom tool', () => {
    const custom = {
      id: 'call_1',
      name: 'apply_patch',
      argumentsText: '*** Begin "Patch"\n',
      defect: null,
    };
    const tombstone = seal(custom, 'pending', reason);
    const item = {
      type: 'custom_tool_call',
      call_id: 'call_1',
      name: tombstone.name,
      input: tombstone.input,
    };
    const result = {
      type: 'custom_tool_call_output',
      call_id: 'call_1',
      output: 'unsupported custom tool call',
    };
    expect(restored(body(item, result))).toBe(
      body(
        { ...item, name: 'apply_patch', input: custom.argumentsText },
        { ...result, output: reason },
      ),
    );
  });

  test.each<readonly [string, object, readonly object[]]>([
    [
      'local_shell_call',
      { action: { command: ['x'] } },
      [
        {
          type: 'local_shell_call_output',
          id: 'call_1',
          output: JSON.stringify({ output: reason, metadata: { exit_code: 1 } }),
        },
      ],
    ],
    [
      'shell_call',
      { action: { commands: ['x'] } },
      [
        {
          type: 'shell_call_output',
          call_id: 'call_1',
          output: [{ stdout: '', stderr: reason, outcome: { type: 'exit', exit_code: 1 } }],
        },
      ],
    ],
    [
      'apply_patch_call',
      { operation: { type: 'delete_file', path: 'a' } },
      [{ type: 'apply_patch_call_output', call_id: 'call_1', status: 'failed', output: reason }],
    ],
    [
      'tool_search_call',
      { arguments: {}, execution: 'client' },
      [
        {
          type: 'tool_search_output',
          call_id: 'call_1',
          execution: 'client',
          status: 'completed',
          tools: [],
        },
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: reason }] },
      ],
    ],
    [
      'computer_call',
      { action: { type: 'wait' } },
      [
        {
          type: 'computer_call_output',
          call_id: 'call_1',
          output: {
            type: 'computer_screenshot',
            image_url: expect.stringMatching(/^data:image\/png;base64,/),
          },
        },
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: reason }] },
      ],
    ],
  ])('of a %s gives back the whole item and a result of its kind', (type, members, results) => {
    const original = { id: 'x_1', type, call_id: 'call_1', status: 'completed', ...members };
    const whole = {
      id: 'call_1',
      name: `item:${type}`,
      argumentsText: JSON.stringify(original),
      defect: null,
    };
    const tombstone = seal(whole, 'denied', reason);
    const item = {
      type: 'function_call',
      id: 'x_1',
      call_id: 'call_1',
      name: tombstone.name,
      arguments: tombstone.input,
    };
    const result = { type: 'function_call_output', call_id: 'call_1', output: 'unsupported call' };
    const { input } = JSON.parse(restored(body(item, result))) as { input: object[] };
    expect(input).toEqual([original, ...results]);
  });

  test.each<readonly [string, object]>([
    ['another call', { ...sent, call_id: 'call_2' }],
    ['another kind', { ...sent, name: 'sentrely_pending' }],
    ['changed arguments', { ...sent, arguments: stone.input.replace('12:exec', '12:evil') }],
    ['no JSON', { ...sent, arguments: '{' }],
    ['a repeated seal', { ...sent, arguments: stone.input.replace('{', '{"seal":"x",') }],
    ['no arguments', { ...sent, arguments: undefined }],
  ])('leaves a tombstone with %s as it is', (_, item) => {
    const text = body(item);
    const request = openaiResponses.read(Buffer.from(text), {});
    expect(request.restore(keys, tenant)).toMatchObject({ restored: 0, broken: 1 });
    expect(restored(text)).toBe(text);
    expect(openaiResponses.read(Buffer.from(body(sent)), {}).restore(keys, 'another').broken).toBe(
      1,
    );
  });

  test('without a tombstone the same buffer goes on', () => {
    const bytes = Buffer.from(body(said('a')));
    expect(openaiResponses.read(bytes, {}).restore(keys, tenant).body).toBe(bytes);
  });
});

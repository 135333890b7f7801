import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../../../../gateway/enforce/gate.ts';
import { relayReply } from '../../../../gateway/providers/anthropic/reply.ts';
import type { RelayedReply } from '../../../../gateway/providers/dialect.ts';
import { patience, scriptedGate, seal } from './harness.ts';
import { callsIn, readReplyBySdk } from './sdk.ts';

const usage =
  '"usage":{"input_tokens":12,"output_tokens":42,"cache_read_input_tokens":30,"cache_creation_input_tokens":null}';
const reply = (...blocks: string[]): string =>
  `{"id":"msg_1","type":"message", "role":"assistant","model":"m","x":1.0,"content":[${blocks.join(', ')}],"stop_reason":"tool_use","stop_sequence":null,${usage}}\n`;
const text = '{"type":"text","text":"a \\u00e9 b"}';
const use = (name: string, input = '{"command": "ls 1.0"}', id = 't1'): string =>
  `{"type":"tool_use","id":"${id}","name":"${name}","input":${input},"caller":{"type":"direct"}}`;

async function relay(body: string | Buffer): Promise<RelayedReply & { judged: ToolCall[] }> {
  const judged: ToolCall[] = [];
  const relayed = await relayReply(Buffer.from(body), scriptedGate(judged), seal, patience);
  return { ...relayed, judged };
}

describe('a reply whose calls are all released', () => {
  test.each([
    [
      'no calls',
      reply(
        text,
        '{"type":"thinking","thinking":"","signature":""}',
        '{"type":"redacted_thinking","data":""}',
      ),
    ],
    ['a call', reply(text, use('Allowed'))],
    ['two calls', reply(use('Allowed'), use('AllowedToo', '{}', 't2'))],
    ['nothing', reply()],
  ])('%s, is the very buffer that came in', async (_, body) => {
    const bytes = Buffer.from(body);
    const relayed = await relayReply(bytes, scriptedGate([]), seal, patience);
    expect(relayed.body).toBe(bytes);
  });
});

test('a call that is not released is replaced in place, and every other byte stays', async () => {
  const { body, judged, summary } = await relay(
    reply(text, use('Bash'), use('Allowed', '{}', 't2'), use('Asked', '{"a":[]}', 't3')),
  );
  const denied = seal(judged[0] as ToolCall, 'denied', 'Not run: denied by rule p.r.');
  const pending = seal(judged[2] as ToolCall, 'pending', 'Not run yet: approval a_1 is pending.');
  expect(body.toString()).toBe(
    reply(
      text,
      use('sentrely_denied', denied.input),
      use('Allowed', '{}', 't2'),
      use('sentrely_pending', pending.input, 't3'),
    ),
  );
  expect(judged.map(({ name, argumentsText }) => [name, argumentsText])).toEqual([
    ['Bash', '{"command": "ls 1.0"}'],
    ['Allowed', '{}'],
    ['Asked', '{"a":[]}'],
  ]);
  expect(summary).toEqual({
    messageId: 'msg_1',
    model: 'm',
    stopReason: 'tool_use',
    usage: { input: 12, output: 42, cacheRead: 30, cacheWrite: undefined },
    outcome: 'complete',
    calls: 3,
    bytesOut: body.length,
  });
});

describe('a call that tries to get past is replaced', () => {
  test.each([
    ['the name escaped', use('\\u0042ash')],
    [
      'keys and type escaped',
      '{"t\\u0079pe":"tool\\u005fuse","id":"t1","n\\u0061me":"Bash","\\u0069nput":{"command":"x"}}',
    ],
    ['the input first', '{"input":{"command":"x"},"name":"Bash","id":"t1","type":"tool_use"}'],
    ['no input', '{"type":"tool_use","id":"t1","name":"Bash"}'],
    ['an input that is no object', use('Allowed', '"rm -rf /"')],
    ['a null input', use('Allowed', 'null')],
    ['a lone surrogate', use('Allowed', '{"a":"\\ud800"}')],
    ['very deep arguments', use('Allowed', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`)],
    ['other case', use('bash')],
    ['a look-alike', use('B\u0430sh')],
    ['a prototype name', use('__proto__')],
    ['the name of a tombstone', use('sentrely_denied')],
    ['called by code', use('Allowed').replace('"direct"', '"code_execution_20250825"')],
    ['of a toolset', use('Allowed').replace('"caller"', '"toolset_name":"browser","caller"')],
  ])('%s', async (_, block) => {
    const { body, judged } = await relay(reply(text, block));
    expect(judged).toHaveLength(1);
    const message = await readReplyBySdk(body);
    expect(callsIn(message)).toEqual([expect.stringMatching(/^sentrely_denied \{"reason"/)]);
  });

  test('an id used before', async () => {
    const { judged } = await relay(reply(use('Allowed'), use('Allowed')));
    expect(judged.map(({ defect }) => defect)).toEqual([
      null,
      'the id of the call was used before',
    ]);
  });
});

describe('what cannot be read is refused before anything is judged', () => {
  test.each([
    ['no JSON', 'hello'],
    ['cut JSON', reply(use('Bash')).slice(0, -30)],
    ['text after it', `${reply()}${reply(use('Bash'))}`],
    ['no object', '[]'],
    ['an error', '{"type":"error","error":{"type":"api_error","message":""}}'],
    ['no type', '{"content":[]}'],
    ['no content', '{"type":"message"}'],
    ['content that is no list', '{"type":"message","content":{"0":{}}}'],
    ['a repeated content', `{"type":"message","content":[],"content":[${use('Bash')}]}`],
    [
      'a repeated content, escaped',
      `{"type":"message","content":[],"c\\u006fntent":[${use('Bash')}]}`,
    ],
    [
      'a repeated name',
      reply('{"type":"tool_use","id":"t","name":"Allowed","name":"Bash","input":{}}'),
    ],
    ['a repeated argument', reply(use('Allowed', '{"a":1,"\\u0061":2}'))],
    [
      'a repeated block type',
      reply('{"type":"text","text":"","type":"tool_use","id":"t","name":"Bash","input":{}}'),
    ],
    ['a block without a type', reply('{"id":"t","name":"Bash","input":{}}')],
    ['a block that is no object', reply('"tool_use"')],
    [
      'a server tool',
      reply(use('Allowed'), '{"type":"server_tool_use","id":"s","name":"web_search","input":{}}'),
    ],
    ['an MCP tool', reply('{"type":"mcp_tool_use","id":"s","name":"x","input":{}}')],
    ['other case', reply(use('Bash').replace('tool_use', 'Tool_Use'))],
    ['no id', reply('{"type":"tool_use","name":"Bash","input":{}}')],
    ['an id that is a number', reply('{"type":"tool_use","id":1,"name":"Bash","input":{}}')],
    ['no name', reply('{"type":"tool_use","id":"t","input":{}}')],
    ['a name that is a list', reply('{"type":"tool_use","id":"t","name":["Bash"],"input":{}}')],
  ])('%s', async (_, body) => {
    const judged: ToolCall[] = [];
    const relayed = relayReply(Buffer.from(body), scriptedGate(judged), seal, patience);
    await expect(relayed).rejects.toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE' });
    expect(judged).toEqual([]);
  });

  test('bytes that are not UTF-8', async () => {
    const body = Buffer.from(reply(use('Bash\u00ff')), 'latin1');
    await expect(relay(body)).rejects.toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE' });
  });
});

test('a client that is gone is on record', async () => {
  const signal = AbortSignal.abort();
  const body = Buffer.from(reply(use('Asked')));
  const { summary } = await relayReply(body, scriptedGate([]), seal, { holdMs: 0, signal });
  expect(summary.outcome).toBe('client-gone');
});

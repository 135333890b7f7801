import { describe, expect, test } from 'vitest';
import type { ToolCall } from '../../../../gateway/enforce/gate.ts';
import { relayReply } from '../../../../gateway/providers/openai-responses/reply.ts';
import type { RelayedReply } from '../../../../gateway/providers/dialect.ts';
import { patience, scriptedGate, seal } from '../anthropic/harness.ts';
import { call, custom, envelope, type Item, message, typed, usage } from './harness.ts';

const reply = (...items: readonly Item[]): string =>
  JSON.stringify({
    ...envelope,
    status: 'completed',
    output: items.map(({ done }) => done),
    usage,
    x: 1,
  }).replace('"x":1', '"x" : 1.0');

async function relay(
  body: string,
): Promise<RelayedReply & { judged: readonly ToolCall[]; out: string }> {
  const judged: ToolCall[] = [];
  const relayed = await relayReply(Buffer.from(body), scriptedGate(judged), seal, patience);
  return { ...relayed, judged, out: relayed.body.toString() };
}

test('released calls leave the answer as it came', async () => {
  const body = reply(message(0, 'é'), call(1, 'Allowed', '{"a" : 1.0}'), custom(2, 'Allowed', 'x'));
  const { out, summary } = await relay(body);
  expect(out).toBe(body);
  expect(summary).toMatchObject({
    calls: 2,
    usage: { input: 12, cacheRead: 30 },
    outcome: 'complete',
  });
});

test('denied calls are replaced in place', async () => {
  const body = reply(
    call(0, 'Bash', '{}'),
    custom(1, 'Asked', 'x'),
    call(2, 'Allowed', '{}'),
    typed(3, 'local_shell_call', { action: { command: ['ls'] } }),
  );
  const { out, judged } = await relay(body);
  const { output } = JSON.parse(out) as {
    output: { type: string; name: string; call_id: string }[];
  };
  expect(output.map(({ type, name, call_id }) => [type, name, call_id])).toEqual([
    ['function_call', 'sentrely_denied', 'call_0'],
    ['custom_tool_call', 'sentrely_pending', 'call_1'],
    ['function_call', 'Allowed', 'call_2'],
    ['function_call', 'sentrely_denied', 'call_3'],
  ]);
  expect(judged.map(({ name }) => name)).toEqual(['Bash', 'Asked', 'Allowed', 'local_shell']);
  expect(out.slice(-12)).toBe(body.slice(-12));
});

describe('refused before anything is judged', () => {
  test.each([
    ['an unknown item', reply(call(0, 'Allowed', '{}'), typed(1, 'mcp_call', { name: 'x' }))],
    [
      'another kind of answer',
      reply(call(0, 'Allowed', '{}')).replace('"object":"response"', '"object":"list"'),
    ],
    [
      'a repeated output',
      reply(call(0, 'Bash', '{}')).replace('"output":', '"output":[],"output":'),
    ],
    ['two calls of one id', reply(call(0, 'Allowed', '{}'), call(0, 'Allowed', '{}'))],
    ['no name', reply(call(0, '', '{}'))],
    ['no text', reply(call(0, 'Allowed', '{}')).replace('"arguments":"{}"', '"arguments":null')],
  ])('%s', async (_, body) => {
    const judged: ToolCall[] = [];
    const relayed = relayReply(Buffer.from(body), scriptedGate(judged), seal, patience);
    await expect(relayed).rejects.toMatchObject({ code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE' });
    expect(judged).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Gate } from '../../../../gateway/enforce/gate.ts';
import { MessageState } from '../../../../gateway/providers/anthropic/message-state.ts';
import { relayReply } from '../../../../gateway/providers/anthropic/reply.ts';
import { scanJson } from '../../../../gateway/json/scan.ts';

// Calls that the provider runs itself pass only where a rule has granted their tools.

const block = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} };
const result = { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] };
const call = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} };
const patience = { holdMs: 1, signal: new AbortController().signal };
const seal = (): never => {
  throw new Error('nothing is denied here');
};

function gateOf(hasServerTools: boolean, judged: string[]): Gate {
  return {
    serverTools: hasServerTools ? [{ name: 'web_search', type: 'web_search_20250305' }] : [],
    judge: ({ name }) => {
      judged.push(name);
      return Promise.resolve({ kind: 'release' });
    },
  };
}

describe.each([
  ['a search', block],
  ['its result', result],
])('%s', (_name, content) => {
  const body = Buffer.from(JSON.stringify({ type: 'message', content: [content, call] }));

  test('passes in one piece where it is granted, and other calls are judged beside it', async () => {
    const judged: string[] = [];
    await relayReply(body, gateOf(true, judged), seal, patience);
    expect(judged).toEqual(['Bash']);
    await expect(relayReply(body, gateOf(false, judged), seal, patience)).rejects.toMatchObject({
      code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE',
    });
  });

  test('passes in a stream where it is granted', () => {
    const start = (state: MessageState): string => {
      const event = (type: string, more: object) => ({
        type,
        json: scanJson(Buffer.from(JSON.stringify({ type, ...more }))),
      });
      state.accept(event('message_start', { message: { content: [] } }));
      return state.accept(event('content_block_start', { index: 0, content_block: content })).kind;
    };
    expect(start(new MessageState([{ name: 'web_search', type: 'web_search_20250305' }]))).toBe(
      'pass',
    );
    expect(() => start(new MessageState())).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE' }),
    );
  });
});

test('a tool of an MCP server of the provider never passes', async () => {
  const content = [{ type: 'mcp_tool_use', id: 'x', name: 'y', server_name: 'z', input: {} }];
  const body = Buffer.from(JSON.stringify({ type: 'message', content }));
  await expect(relayReply(body, gateOf(true, []), seal, patience)).rejects.toMatchObject({
    code: 'SENTRELY_ERR_UPSTREAM_UNREADABLE',
  });
});

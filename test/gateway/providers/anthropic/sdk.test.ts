import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { threadNotFound } from '../../../../gateway/providers/anthropic/failure.ts';
import { readRequest } from '../../../../gateway/providers/anthropic/request.ts';
import { restoreRequest } from '../../../../gateway/providers/anthropic/restore.ts';
import { relayStream } from '../../../../gateway/providers/anthropic/stream.ts';
import {
  call,
  end,
  keys,
  message,
  patience,
  scriptedGate,
  seal,
  start,
  tenant,
  text,
  upstreamOf,
} from './harness.ts';

// The real SDK over a real connection, with the dialect between it and a scripted provider.

let server: Server;
let client: Anthropic;
let answers: string[];
let seen: Anthropic.MessageCreateParams[];
const chunkBytes = 37;

beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming);
    const request = readRequest(body);
    if (request.thread === 'continue') {
      const failure = threadNotFound();
      response.writeHead(failure.status, failure.headers).end(failure.body);
      return;
    }
    const restored = restoreRequest(body, request, keys, tenant);
    seen.push(JSON.parse(restored.body.toString()));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const answer = Buffer.from(answers[seen.length - 1] ?? message(text(0, 'out of script')));
    const chunks = Array.from({ length: Math.ceil(answer.length / chunkBytes) }, (_, index) =>
      answer.subarray(index * chunkBytes, (index + 1) * chunkBytes),
    );
    await relayStream({
      upstream: upstreamOf(chunks),
      write: async (bytes) => void response.write(bytes),
      gate: scriptedGate([]),
      seal,
      patience,
    });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new Anthropic({ apiKey: 'unused', baseURL: `http://127.0.0.1:${port}`, maxRetries: 0 });
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const request = {
  model: 'claude-opus-5-5',
  max_tokens: 64,
  messages: [{ role: 'user' as const, content: 'go' }],
};

test('messages.stream sees text, a released call and a tombstone', async () => {
  answers = [
    message(
      text(0, 'Héllo', ' 😀'),
      call(1, 'Allowed', '{"a":', '1}'),
      call(2, 'Bash', '{"command":"ls"}'),
    ),
  ];
  const final = await client.messages.stream(request).finalMessage();
  expect(final.content).toEqual([
    { type: 'text', text: 'Héllo 😀' },
    { type: 'tool_use', id: 'toolu_1', name: 'Allowed', input: { a: 1 } },
    {
      type: 'tool_use',
      id: 'toolu_2',
      name: 'sentrely_denied',
      input: expect.objectContaining({ reason: 'Not run: denied by rule p.r.', tool: 'Bash' }),
    },
  ]);
  expect([final.stop_reason, final.usage.output_tokens]).toEqual(['tool_use', 42]);
});

describe('the tool runner', () => {
  test('goes on after a denial, runs what was released only, and the history stays true', async () => {
    answers = [
      message(call(0, 'Bash', '{"command": "rm -rf /"}'), call(1, 'Allowed', '{"a": 1}')),
      start + text(0, 'Understood.') + end('end_turn'),
    ];
    const ran: string[] = [];
    const toolNamed = (name: string) =>
      betaTool({
        name,
        description: '',
        inputSchema: { type: 'object' },
        run: (input) => {
          ran.push(`${name} ${JSON.stringify(input)}`);
          return 'ok';
        },
      });
    const runner = client.beta.messages.toolRunner({
      ...request,
      stream: true,
      tools: [toolNamed('Bash'), toolNamed('Allowed')],
    });
    const final = await runner.runUntilDone();
    expect(final.content).toEqual([{ type: 'text', text: 'Understood.' }]);
    expect(ran).toEqual(['Allowed {"a":1}']);
    const [, called, answered] = seen[1]?.messages ?? [];
    expect(called?.content).toEqual([
      { type: 'tool_use', id: 'toolu_0', name: 'Bash', input: { command: 'rm -rf /' } },
      { type: 'tool_use', id: 'toolu_1', name: 'Allowed', input: { a: 1 } },
    ]);
    expect(answered?.content).toEqual([
      {
        type: 'tool_result',
        tool_use_id: 'toolu_0',
        content: 'Not run: denied by rule p.r.',
        is_error: true,
      },
      expect.objectContaining({ tool_use_id: 'toolu_1', content: 'ok' }),
    ]);
  });
});

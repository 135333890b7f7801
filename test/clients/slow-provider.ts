import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A provider that begins every answer with a word and never goes on. */
export interface SlowProvider {
  readonly url: string;
  /** Requests that reached it and asked for tools: those of a client's own are not counted. */
  readonly count: () => number;
  /** Resolves with the first of them. */
  readonly asked: Promise<void>;
  close(): Promise<void>;
}

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
};

const beginnings: ReadonlyMap<string, readonly object[]> = new Map([
  [
    '/v1/messages',
    [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Let me see' } },
    ],
  ],
  [
    '/v1/responses',
    [
      {
        type: 'response.created',
        sequence_number: 0,
        response: {
          id: 'resp_1',
          object: 'response',
          created_at: 1,
          model: 'm',
          status: 'in_progress',
          output: [],
        },
      },
    ],
  ],
  [
    '/v1/chat/completions',
    [
      {
        id: 'c1',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'm',
        choices: [{ index: 0, delta: { role: 'assistant', content: 'Let me see' } }],
      },
    ],
  ],
]);

export async function startSlow(): Promise<SlowProvider> {
  let count = 0;
  const asked = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://p').pathname;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const hasTools = /"tools":\[\{/.test(body);
      if (hasTools) count += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of beginnings.get(path) ?? []) {
        const { type } = event as { readonly type?: string };
        const name = type === undefined ? '' : `event: ${type}\n`;
        response.write(`${name}data: ${JSON.stringify(event)}\n\n`);
      }
      if (hasTools) asked.resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    asked: asked.promise,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

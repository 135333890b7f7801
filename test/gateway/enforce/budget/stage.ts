import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { loadConfig } from '../../../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../../../gateway/gateway.ts';
import { jsonLog } from '../../../../gateway/operator-log.ts';
import { openSqliteState } from '../../../../gateway/state/sqlite/state.ts';
import type { LedgerUnit } from '../../../../gateway/state/ledger.ts';
import { preparePremises } from '../../harness.ts';

/** Tokens that the provider says an answer had. */
export interface ScriptedUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens?: number;
  readonly cache_creation_input_tokens?: number;
}

/** What the provider does with one request. */
export type Answer =
  | { readonly kind: 'usage'; readonly usage: ScriptedUsage; readonly content?: readonly object[] }
  | { readonly kind: 'error'; readonly status: number }
  /** Ends the connection in the middle of a stream. */
  | { readonly kind: 'cut' }
  /** Begins a stream and says nothing more. */
  | { readonly kind: 'silent' };

/** A gateway whose agent has limits, with a provider that says what a script tells it to. */
export interface BudgetStage {
  readonly url: string;
  readonly key: string;
  /** Requests that reached the provider. */
  readonly arrived: readonly object[];
  readonly log: readonly string[];
  readonly dataFolder: string;
  ask(
    changes?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  /** What is settled and reserved in the store, read past the gateway. */
  count(key: string, unit: LedgerUnit): Promise<number>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** `limits` is what the policy says of its agent; `respond` decides each answer. */
export async function startBudgetStage(options: {
  readonly limits: string;
  readonly respond: (request: object, ordinal: number) => Answer | Promise<Answer>;
  readonly settings?: Readonly<Record<string, string>>;
}): Promise<BudgetStage> {
  const premises = preparePremises((keyHash, limits) => [
    {
      file: 'policy.sentrely',
      text: `edition 1
agent dev { owner user "maria" id 1 identify key "${keyHash}" ${limits} }
tool read_file { path: Path, why?: String inert }
tool status { id: String }
policy work for agent dev { allow read_file when .path != "secret" allow status }
`,
    },
  ]);
  premises.publish(options.limits);
  const arrived: object[] = [];
  const provider = await startScripted(arrived, options.respond);
  const { port } = provider.address() as AddressInfo;
  const log: string[] = [];
  const start = (): Promise<RunningGateway> =>
    startGateway(
      loadConfig(undefined, {
        ...premises.settings,
        SENTRELY_UPSTREAM_URL: `http://127.0.0.1:${port}`,
        SENTRELY_UPSTREAM_API_KEY: 'provider-key',
        ...options.settings,
      }),
      jsonLog((line) => log.push(line), Date.now),
    );
  let gateway = await start();
  return {
    get url() {
      return gateway.url;
    },
    key: premises.agentKey,
    arrived,
    log,
    dataFolder: premises.dataFolder,
    ask: (changes = {}, headers = {}) =>
      fetch(`${gateway.url}/v1/messages`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-sentrely-key': premises.agentKey,
          'x-sentrely-session': 's1',
          ...headers,
        },
        body: JSON.stringify({ ...question, ...changes }),
      }),
    count: async (key, unit) => {
      const state = openSqliteState(join(premises.dataFolder, 'state.db'));
      try {
        return await state.ledger.count(key, unit);
      } finally {
        await state.close();
      }
    },
    restart: async () => {
      await gateway.close();
      gateway = await start();
    },
    close: async () => {
      provider.closeAllConnections();
      provider.close();
      await gateway.close();
      premises.remove();
    },
  };
}

/** What a client asks unless a test says otherwise. */
export const question = {
  model: 'claude-opus-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'go' }],
};

async function startScripted(
  arrived: object[],
  respond: (request: object, ordinal: number) => Answer | Promise<Answer>,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { stream?: boolean };
    arrived.push(body);
    const answer = await respond(body, arrived.length);
    if (answer.kind === 'error') {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end('{"type":"error","error":{"type":"overloaded_error","message":"busy"}}');
      return;
    }
    const message = {
      id: `msg_${arrived.length}`,
      type: 'message',
      role: 'assistant',
      model: question.model,
      content: [] as readonly object[],
      stop_reason: null as string | null,
      usage: { input_tokens: 1, output_tokens: 1 },
    };
    if (answer.kind === 'usage') {
      const { content = [{ type: 'text', text: 'done' }], usage } = answer;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...message, content, stop_reason: 'end_turn', usage }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const start = { type: 'message_start', message };
    response.write(`event: message_start\ndata: ${JSON.stringify(start)}\n\n`);
    if (answer.kind === 'cut') setTimeout(() => response.socket?.destroy(), 50);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

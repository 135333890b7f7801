import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { loadConfig } from '../../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../../gateway/gateway.ts';
import { jsonLog } from '../../../gateway/operator-log.ts';
import type { LedgerUnit } from '../../../gateway/state/ledger.ts';
import { openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import { type PolicySources, preparePremises } from '../harness.ts';
import { block, call, message, text } from '../providers/anthropic/harness.ts';

/** What an upstream of these tests does with one request. */
export type Deed =
  | 'answer'
  /** Answers with a call of a tool that the policy denies, or with signed thinking. */
  | 'call'
  | 'think'
  /** Closes the connection: as soon as it has the request, behind the head, inside the answer. */
  | 'reset'
  | 'head-only'
  | 'cut'
  /** Says nothing, or begins its stream with an error. */
  | 'hang'
  /** Says nothing more behind the head. */
  | 'stall'
  | 'overloaded'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

/** A request as an upstream got it. */
export interface Arrival {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  /** Whether the upstream answered it in full. */
  isAnswered: boolean;
  /** Whether its connection was closed while the upstream said nothing. */
  isLeft: boolean;
}

/** A provider on loopback that does as it is told. */
export interface Faulty {
  readonly url: string;
  readonly arrivals: Arrival[];
  /** What it does with each request; `answer` unless told. */
  deed: Deed | ((arrival: Arrival) => Deed);
  close(): Promise<void>;
}

export async function startFaulty(): Promise<Faulty> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const { url: path = '', headers } = request;
    const arrival: Arrival = { path, headers, raw, isAnswered: false, isLeft: false };
    faulty.arrivals.push(arrival);
    const deed = typeof faulty.deed === 'function' ? faulty.deed(arrival) : faulty.deed;
    perform(deed, arrival, response);
  });
  const url = await listening(server);
  const faulty: Faulty = {
    url,
    arrivals: [],
    deed: 'answer',
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return faulty;
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address at which nobody listens. */
export async function closedUrl(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

const thinking = block(0, { type: 'thinking', thinking: '', signature: '' }, [
  { type: 'signature_delta', signature: 'c2ln' },
]);

const streams = {
  answer: message(text(0, 'done')),
  call: message(text(0, 'now'), call(1, 'deploy', '{"environment":"prod","version":"1"}')),
  think: message(thinking, text(1, 'thought')),
};

/** What an answer in full says it used. */
export const usedTokens = 12 + 42 + 30 + 4;

function perform(deed: Deed, arrival: Arrival, response: ServerResponse): void {
  const sse = { 'content-type': 'text/event-stream' };
  const isStream = /"stream":true/.test(arrival.raw.toString());
  if (typeof deed === 'object') {
    const type = deed.status === 429 ? 'rate_limit_error' : 'api_error';
    response.writeHead(deed.status, { 'content-type': 'application/json', ...deed.headers });
    response.end(`{"type":"error","error":{"type":"${type}","message":"scripted"}}`);
  } else if (deed === 'reset') response.socket?.destroy();
  else if (deed === 'hang') response.once('close', () => (arrival.isLeft = true));
  else if (deed === 'stall') {
    const type = isStream ? sse : { 'content-type': 'application/json' };
    response.writeHead(200, type).write(isStream ? ': \n\n' : ' ');
    response.once('close', () => (arrival.isLeft = true));
  } else if (deed === 'overloaded') {
    const error = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    response.writeHead(200, sse).end(`event: error\ndata: ${error}\n\n`);
  } else if (deed === 'head-only') {
    response.writeHead(200, sse).flushHeaders();
    setImmediate(() => response.socket?.destroy());
  } else if (deed === 'cut') {
    response.writeHead(200, sse).write(streams.answer.slice(0, 400));
    setTimeout(() => response.socket?.destroy(), 20);
  } else {
    arrival.isAnswered = true;
    if (isStream) response.writeHead(200, sse).end(streams[deed]);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
  }
}

const reply = JSON.stringify({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'done' }],
  stop_reason: 'end_turn',
  usage: {
    input_tokens: 12,
    output_tokens: 42,
    cache_read_input_tokens: 30,
    cache_creation_input_tokens: 4,
  },
});

/** Where these tests hold the credential of every upstream. */
const keyVariable = 'UPSTREAM_TEST_KEY';
process.env[keyVariable] = 'provider-key';

/** A gateway in front of several upstreams. */
export interface UpstreamStage {
  readonly gateway: RunningGateway;
  readonly log: readonly string[];
  /** Asks for a turn of a conversation; see {@link question}. */
  ask(
    changes?: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Response>;
  get(path: string): Promise<Response>;
  post(path: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Response>;
  audit(sql: string): Promise<readonly (readonly string[])[]>;
  count(key: string, unit?: LedgerUnit): Promise<number>;
  health(): Promise<readonly { readonly name: string; readonly state: string }[]>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** What a client asks unless a test says otherwise. */
export const question = {
  model: 'claude-opus-4-5',
  max_tokens: 100,
  stream: true,
  messages: [{ role: 'user', content: 'go' }] as readonly object[],
};

/** `config` is what sentrely.yaml says; `limits` what the policy says of its agent. */
export async function startUpstreams(config: object, limits = ''): Promise<UpstreamStage> {
  const policies: PolicySources = (keyHash) => [
    {
      file: 'policy.sentrely',
      text: `edition 1
agent dev { owner user "maria" id 1 identify key "${keyHash}" ${limits} }
tool deploy { environment: String, version: String }
policy work for agent dev { rule d deny deploy }
`,
    },
  ];
  const premises = preparePremises(policies);
  premises.publish('');
  const path = join(premises.folder, 'sentrely.yaml');
  writeFileSync(path, stringify(config));
  const log: string[] = [];
  const start = (): Promise<RunningGateway> =>
    startGateway(
      loadConfig(path, premises.settings),
      jsonLog((line) => log.push(line), Date.now),
    );
  let gateway = await start();
  const send = (route: string, init: RequestInit): Promise<Response> =>
    fetch(`${gateway.url}${route}`, init);
  const keys = { 'x-sentrely-key': premises.agentKey, 'x-sentrely-session': 's1' };
  const post: UpstreamStage['post'] = (route, body, headers = {}) =>
    send(route, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...keys, ...headers },
      body: JSON.stringify(body),
    });
  return {
    get gateway() {
      return gateway;
    },
    log,
    ask: (changes = {}, headers = {}, signal) =>
      send('/v1/messages', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...keys, ...headers },
        body: JSON.stringify({ ...question, ...changes }),
        ...(signal === undefined ? {} : { signal }),
      }),
    get: (route) => send(route, { headers: { ...keys, 'anthropic-version': '2023-06-01' } }),
    post,
    audit: async (sql) => {
      const { rows } = await queryAudit({ folder: premises.dataFolder, sql });
      return rows.map((row) => row.map(String));
    },
    count: async (key, unit = 'tokens') => {
      const state = openSqliteState(join(premises.dataFolder, 'state.db'));
      try {
        return await state.ledger.count(key, unit);
      } finally {
        await state.close();
      }
    },
    health: async () => {
      const ready = await (await fetch(`${gateway.adminUrl}/readyz`)).json();
      return (ready as { upstreams: { name: string; state: string }[] }).upstreams;
    },
    restart: async () => {
      await gateway.close();
      gateway = await start();
    },
    close: async () => {
      await gateway.close();
      premises.remove();
    },
  };
}

/** Settings of tests: no failure closes anything unless a test wants it to. */
export function upstreamsAt(
  upstreams: Readonly<Record<string, Faulty | string>>,
  changes: object = {},
): object {
  return {
    upstreams: Object.entries(upstreams).map(([name, at]) => ({
      name,
      kind: 'anthropic',
      url: typeof at === 'string' ? at : at.url,
      credential_env: keyVariable,
    })),
    failover: { failures: 1000, silence_ms: 300, reply_silence_ms: 400, last_silence_ms: 900 },
    ...changes,
  };
}

import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  type Message,
  type Provider,
  type Script,
  startProvider,
} from '../../cli/demo/provider.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { loadConfig } from '../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../gateway/gateway.ts';
import { jsonLog } from '../../gateway/operator-log.ts';
import { preparePremises } from '../gateway/harness.ts';
import { chunks, exception } from '../gateway/providers/bedrock/frames.ts';
import {
  refuse,
  signatory,
  startBedrock,
  streamFrames,
} from '../gateway/providers/bedrock/server.ts';
import { send, startVertex } from '../gateway/providers/vertex/server.ts';
import { bedrockOver, type Cloud, vertexOver } from './cloud-stage.ts';

// A gateway before Anthropic's API and both clouds at once, each of which fails when a test says so.

/** How an upstream fails. */
export type Fault =
  /** A status that says that there is no room, in the words of that upstream. */
  | 'busy'
  /** The connection ends before a byte of an answer. */
  | 'reset'
  /** A stream whose first event is an error. */
  | 'error-first'
  /** The same, and behind it a whole answer: this text of events. */
  | { readonly errorThen: string }
  /** The beginning of an answer, as a text of events, and then an error. */
  | { readonly errorAfter: string };

/** What each upstream is told for the model, whichever of the names a client has for it. */
const models: Readonly<Record<Cloud, string>> = {
  anthropic: 'claude-sonnet-5-20260601',
  bedrock: 'eu.anthropic.claude-sonnet-5-v1:0',
  vertex: 'claude-sonnet-5@20260601',
};

/** A request as an upstream got it. */
export interface Arrival {
  readonly at: Cloud;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a test wants to be different. */
export interface FailoverOptions {
  /** Upstreams of every model, in this order. */
  readonly route: readonly Cloud[];
  readonly script: Script;
  readonly rules: string;
  /** How an upstream fails at a turn of a conversation: 0 is the first. */
  readonly faultOf: (at: Cloud, turn: number) => Fault | undefined;
  /** Settings under `failover`. */
  readonly failover?: object;
}

/** The running gateway and what stands behind it. */
export interface FailoverStage {
  readonly gateway: RunningGateway;
  readonly agentKey: string;
  /** Asked by whoever does not fail. */
  readonly provider: Provider;
  /** Everything that an upstream took, in order. */
  readonly arrivals: readonly Arrival[];
  /** Why Bedrock let a request not in. */
  readonly refusals: readonly string[];
  readonly audit: (sql: string) => Promise<readonly (readonly string[])[]>;
  close(): Promise<void>;
}

export async function startFailoverStage(options: FailoverOptions): Promise<FailoverStage> {
  const { script, rules } = options;
  const premises = preparePremises();
  premises.publish(rules);
  const provider = await startProvider(script);
  const arrivals: Arrival[] = [];
  const anthropic = await startAnthropic(provider, arrivals, options);
  const served = { bedrock: bedrockOver(provider), vertex: vertexOver(provider) };
  const bedrock = await startBedrock((asked, reply) => {
    arrivals.push({ at: 'bedrock', headers: asked.headers, text: asked.text });
    const fault = options.faultOf('bedrock', turnOf(asked.body));
    if (fault === undefined) served.bedrock(asked, reply);
    else failBedrock(fault, reply);
  });
  const vertex = await startVertex((asked, reply) => {
    arrivals.push({ at: 'vertex', headers: asked.headers, text: asked.text });
    const fault = options.faultOf('vertex', turnOf(asked.body));
    if (fault === undefined) served.vertex(asked, reply);
    else failVertex(fault, reply);
  });
  const urls = { anthropic: anthropic.url, bedrock: bedrock.url, vertex: vertex.url };
  const configFile = join(premises.folder, 'sentrely.yaml');
  writeFileSync(configFile, JSON.stringify(configOf(options, urls, premises.folder)));
  const gateway = await startGateway(
    loadConfig(configFile, premises.settings),
    jsonLog(() => {}, Date.now),
  );
  return {
    gateway,
    agentKey: premises.agentKey,
    provider,
    arrivals,
    refusals: bedrock.refusals,
    audit: async (sql) => {
      const { rows } = await queryAudit({ folder: premises.dataFolder, sql });
      return rows.map((row) => row.map(String));
    },
    close: async () => {
      await gateway.close();
      await Promise.all([anthropic.close(), bedrock.close(), vertex.close(), provider.close()]);
      premises.remove();
    },
  };
}

function configOf(
  { route, failover }: FailoverOptions,
  urls: Readonly<Record<Cloud, string>>,
  folder: string,
): object {
  const keys = { AccessKeyId: signatory.accessKeyId, SecretAccessKey: signatory.secretAccessKey };
  const credentials = {
    anthropic: 'provider-key',
    bedrock: JSON.stringify(keys),
    vertex: 'ya29.configured',
  };
  const places = {
    anthropic: {},
    bedrock: { region: signatory.region },
    vertex: { region: 'europe-west1', project: 'acme-1' },
  };
  const upstreams = route.map((kind) => {
    const file = join(folder, `${kind}-credential`);
    writeFileSync(file, `${credentials[kind]}\n`);
    const named = { name: kind, kind, url: urls[kind], credential_file: file };
    return { ...named, ...places[kind], models: { '*claude-sonnet-5*': models[kind] } };
  });
  return {
    upstreams,
    routes: [{ models: ['*'], upstreams: route }],
    failover: { failures: 1000, ...failover },
  };
}

/** Turns that the model has spoken in the history of a request. */
function turnOf(body: { readonly messages?: unknown }): number {
  const messages = (body.messages ?? []) as readonly Message[];
  return messages.filter(({ role }) => role === 'assistant').length;
}

/** Anthropic's own API: the provider, unless it fails. */
async function startAnthropic(
  provider: Provider,
  arrivals: Arrival[],
  { faultOf }: FailoverOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, reply) => {
    const text = (await buffer(request)).toString();
    arrivals.push({ at: 'anthropic', headers: request.headers, text });
    const fault = faultOf('anthropic', turnOf(JSON.parse(text) as object));
    if (fault !== undefined) return failAnthropic(fault, reply);
    const answer = await fetch(`${provider.url}${request.url}`, { method: 'POST', body: text });
    reply.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    reply.end(await answer.text());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const overloaded =
  '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded by script"}}';
const errorEvent = `event: error\ndata: ${overloaded}\n\n`;
const sse = { 'content-type': 'text/event-stream; charset=utf-8' };

function failAnthropic(fault: Fault, reply: ServerResponse): void {
  if (fault === 'reset') reply.socket?.destroy();
  else if (fault === 'busy')
    reply.writeHead(529, { 'content-type': 'application/json' }).end(overloaded);
  else reply.writeHead(200, sse).end(failingStream(fault));
}

function failVertex(fault: Fault, reply: ServerResponse): void {
  const error = { code: 503, status: 'UNAVAILABLE', message: 'No room in projects/acme-1.' };
  if (fault === 'reset') reply.socket?.destroy();
  else if (fault === 'busy') send(reply, 503, { error });
  else reply.writeHead(200, sse).end(failingStream(fault));
}

function failingStream(fault: Exclude<Fault, 'busy' | 'reset'>): string {
  if (fault === 'error-first') return errorEvent;
  return 'errorThen' in fault ? errorEvent + fault.errorThen : fault.errorAfter + errorEvent;
}

function failBedrock(fault: Fault, reply: ServerResponse): void {
  const unavailable = exception('serviceUnavailableException', 'No room for 123456789012.');
  if (fault === 'reset') reply.socket?.destroy();
  else if (fault === 'busy') refuse(reply, 503, 'ServiceUnavailableException', 'No room.');
  else if (fault === 'error-first') streamFrames(reply, [unavailable]);
  else if ('errorThen' in fault) streamFrames(reply, [unavailable, ...chunks(fault.errorThen)]);
  else streamFrames(reply, [...chunks(fault.errorAfter), unavailable]);
}

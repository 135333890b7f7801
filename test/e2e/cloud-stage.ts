import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Provider, type Script, startProvider } from '../../cli/demo/provider.ts';
import { loadConfig } from '../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../gateway/gateway.ts';
import { jsonLog } from '../../gateway/operator-log.ts';
import { type PolicySources, preparePremises } from '../gateway/harness.ts';
import {
  type BedrockScript,
  type BedrockServer,
  refuse,
  sendJson,
  signatory,
  startBedrock,
  streamEvents,
} from '../gateway/providers/bedrock/server.ts';
import {
  send,
  startVertex,
  streamEvents as streamVertex,
  type VertexScript,
  type VertexServer,
} from '../gateway/providers/vertex/server.ts';

// A gateway whose model is in a cloud. The clouds ask the scripted provider, whose checks of calls and
// their results hold there too.

/** Where the model is. */
export type Cloud = 'bedrock' | 'vertex' | 'anthropic';

/** A gateway with a cloud behind it. */
export interface CloudStage {
  readonly gateway: RunningGateway;
  readonly agentKey: string;
  readonly dataFolder: string;
  readonly provider: Provider;
  readonly bedrock: BedrockServer;
  readonly vertex: VertexServer;
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** What a test wants to be different. */
export interface CloudOptions {
  readonly cloud: Cloud;
  readonly script: Script;
  readonly rules: string;
  readonly policies?: PolicySources;
  /** What Bedrock says, instead of asking the provider. */
  readonly bedrockScript?: BedrockScript;
  readonly vertexScript?: VertexScript;
  /** A Bedrock API key instead of keys that sign. */
  readonly bedrockKey?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Names of models at the upstream. */
  readonly models?: Readonly<Record<string, string>>;
}

export async function startCloudStage(options: CloudOptions): Promise<CloudStage> {
  const { cloud, script, rules, bedrockKey, models } = options;
  const premises = preparePremises(options.policies);
  premises.publish(rules);
  const provider = await startProvider(script);
  const bedrock = await startBedrock(options.bedrockScript ?? bedrockOver(provider), {
    signatory,
    ...(bedrockKey === undefined ? {} : { apiKey: bedrockKey }),
  });
  const vertex = await startVertex(options.vertexScript ?? vertexOver(provider));
  const keys = { AccessKeyId: signatory.accessKeyId, SecretAccessKey: signatory.secretAccessKey };
  const credentials: Record<Cloud, string> = {
    bedrock: bedrockKey ?? JSON.stringify(keys),
    vertex: 'ya29.configured',
    anthropic: 'provider-key',
  };
  const credentialFile = join(premises.folder, 'credential');
  writeFileSync(credentialFile, `${credentials[cloud]}\n`);
  const places = {
    bedrock: { url: bedrock.url, region: signatory.region },
    vertex: { url: vertex.url, region: 'europe-west1', project: 'acme-1' },
    anthropic: { url: provider.url },
  };
  const upstream = {
    name: 'cloud',
    kind: cloud,
    ...places[cloud],
    credential_file: credentialFile,
  };
  const configFile = join(premises.folder, 'sentrely.yaml');
  writeFileSync(
    configFile,
    JSON.stringify({ upstreams: [models === undefined ? upstream : { ...upstream, models }] }),
  );
  const log: string[] = [];
  const gateway = await startGateway(
    loadConfig(configFile, { ...premises.settings, ...options.settings }),
    jsonLog((line) => log.push(line), Date.now),
  );
  return {
    gateway,
    agentKey: premises.agentKey,
    dataFolder: premises.dataFolder,
    provider,
    bedrock,
    vertex,
    log,
    close: async () => {
      await gateway.close();
      await Promise.all([bedrock.close(), vertex.close(), provider.close()]);
      premises.remove();
    },
  };
}

/** What Anthropic's API answers to a Messages request. */
async function ask(provider: Provider, body: object): Promise<Response> {
  return await fetch(`${provider.url}/v1/messages`, { method: 'POST', body: JSON.stringify(body) });
}

/** Bedrock whose models say what the provider says. */
export function bedrockOver(provider: Provider): BedrockScript {
  return ({ model, operation, body }, reply) => {
    if (operation === 'count-tokens') return sendJson(reply, '{"inputTokens":42}');
    const { anthropic_version: _version, anthropic_beta: _betas, ...rest } = body;
    const stream = operation === 'invoke-with-response-stream';
    void pass(ask(provider, { model, stream, ...rest }), reply, (status, text) => {
      if (status !== 200) return refuse(reply, status, 'ValidationException', text);
      if (stream) streamEvents(reply, text);
      else sendJson(reply, text);
    });
  };
}

/** The same for Vertex AI. */
export function vertexOver(provider: Provider): VertexScript {
  return ({ target, body }, reply) => {
    const [, model, method] = /\/models\/([^:]+):(\w+)$/.exec(target) ?? [];
    if (model === 'count-tokens') return send(reply, 200, { input_tokens: 42 });
    const { anthropic_version: _version, ...rest } = body;
    const stream = method === 'streamRawPredict';
    void pass(ask(provider, { ...rest, model, stream }), reply, (status, text) => {
      if (status === 200 && stream) streamVertex(reply, text);
      else send(reply, status, text);
    });
  };
}

async function pass(
  answer: Promise<Response>,
  reply: ServerResponse,
  write: (status: number, text: string) => void,
): Promise<void> {
  try {
    const { status, text } = await answer.then(async (one) => ({
      status: one.status,
      text: await one.text(),
    }));
    write(status, text);
  } catch {
    reply.destroy();
  }
}

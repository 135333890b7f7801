import AnthropicBedrock from '@anthropic-ai/bedrock-sdk';
import AnthropicVertex from '@anthropic-ai/vertex-sdk';
import type Anthropic from '@anthropic-ai/sdk';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ProviderRequest, Script } from '../../cli/demo/provider.ts';
import { type Cloud, type CloudOptions, type CloudStage, startCloudStage } from './cloud-stage.ts';
import { callIn, calls, resultIn, says, text } from './script.ts';
import { runToolLoop, sdkClient, type ToolLoopOptions } from './tool-loop.ts';

const rules = `
let secrets = paths("**/.env", "**/*.pem")
guard house for all agents {
  rule no-secrets deny read_file when .path in secrets because "Credentials stay out of model context."
}
policy work for agent dev { allow read_file, write_file when .path under workspace }`;

const notes = ['read_file', { path: 'notes.txt' }] as const;
const secret = ['read_file', { path: 'config/.env' }] as const;
const notesRan = 'read_file {"path":"notes.txt"}';

/** One call that may run beside one that may not, and one of each afterwards. */
const work: Script = says(
  calls('a', notes, secret),
  calls('b', secret),
  calls('c', notes),
  text('All is done.'),
);

/** The models of the upstream in each cloud, by the name that clients of Anthropic's API use. */
const models: Readonly<Record<Cloud, Readonly<Record<string, string>>>> = {
  bedrock: { 'claude-sonnet-5': 'eu.anthropic.claude-sonnet-5-v1:0' },
  vertex: { 'claude-sonnet-5': 'claude-sonnet-5@20260601' },
  anthropic: { 'claude-sonnet-5': 'claude-sonnet-5-20260601' },
};

const stages = new Map<Cloud, Promise<CloudStage>>();
afterAll(async () => {
  for (const stage of stages.values()) await (await stage).close();
});

/** A gateway before this cloud, for every test that has no wish of its own. */
async function at(cloud: Cloud): Promise<CloudStage & { readonly task: string }> {
  const stage =
    stages.get(cloud) ?? startCloudStage({ cloud, script: work, rules, models: models[cloud] });
  stages.set(cloud, stage);
  // A conversation of its own: two that begin alike are one to a client that states no session.
  return { ...(await stage), task: `Do the work, ${tasks++}.` };
}

let tasks = 0;

async function stageOf(options: Partial<CloudOptions> & { readonly cloud: Cloud }) {
  const stage = await startCloudStage({ script: work, rules, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

function expectDenied(request: ProviderRequest | undefined, id: string): void {
  if (request === undefined) throw new Error('the provider was not asked again');
  expect(callIn(request, id)).toEqual({ type: 'tool_use', id, name: secret[0], input: secret[1] });
  expect(resultIn(request, id)).toMatchObject({
    content: expect.stringMatching(/^Not run\. Denied by rule house\.no-secrets/),
    is_error: true,
  });
}

/** Runs the loop; what every client must come to: allowed calls ran, denied ones are told as denied. */
async function expectWork(stage: CloudStage, loop: ToolLoopOptions): Promise<void> {
  const before = stage.provider.requests.length;
  const outcome = await runToolLoop(loop);
  expect(outcome).toEqual({ ran: [notesRan, notesRan], lastText: 'All is done.' });
  const requests = stage.provider.requests.slice(before);
  expect(requests).toHaveLength(4);
  expectDenied(requests[1], 'toolu_a_1');
  expectDenied(requests[3], 'toolu_b_0');
  expect(stage.bedrock.refusals).toEqual([]);
}

const streaming = [
  ['streamed', true],
  ['in one piece', false],
] as const;

/** A client that is set up for Bedrock, with its key in a header of its own. */
function bedrockClient({ gateway, agentKey }: CloudStage): Anthropic {
  return new AnthropicBedrock({
    baseURL: gateway.url,
    awsRegion: 'us-east-1',
    skipAuth: true,
    maxRetries: 0,
    defaultHeaders: { 'X-Sentrely-Key': agentKey },
  }) as unknown as Anthropic;
}

/** The same for Vertex AI. */
function vertexClient({ gateway, agentKey }: CloudStage, version = '/v1'): Anthropic {
  return new AnthropicVertex({
    baseURL: `${gateway.url}${version}`,
    region: 'us-east5',
    projectId: 'of-the-client',
    authClient: new PassThroughClient() as never,
    maxRetries: 0,
    defaultHeaders: { 'X-Sentrely-Key': agentKey },
  }) as unknown as Anthropic;
}

describe('a client of Anthropic’s API', () => {
  it.each(streaming)('works with Bedrock, %s', async (_how, isStreaming) => {
    const { task, ...stage } = await at('bedrock');
    const { gateway, agentKey: key, bedrock } = stage;
    const before = bedrock.requests.length;
    await expectWork(stage, { baseUrl: gateway.url, key, isStreaming, task });
    for (const { model, operation, headers } of bedrock.requests.slice(before)) {
      expect(model).toBe('eu.anthropic.claude-sonnet-5-v1:0');
      expect(operation).toBe(isStreaming ? 'invoke-with-response-stream' : 'invoke');
      expect(JSON.stringify(headers)).not.toContain(key);
    }
  });

  it.each(streaming)('works with Vertex AI, %s', async (_how, isStreaming) => {
    const { task, ...stage } = await at('vertex');
    const { gateway, agentKey: key, vertex } = stage;
    await expectWork(stage, { baseUrl: gateway.url, key, isStreaming, task });
    const { target, headers } = vertex.requests.at(-1) ?? {};
    const method = isStreaming ? 'streamRawPredict' : 'rawPredict';
    expect(target).toBe(
      `/v1/projects/acme-1/locations/europe-west1/publishers/anthropic/models/claude-sonnet-5@20260601:${method}`,
    );
    expect(JSON.stringify(headers)).not.toContain(key);
  });

  it.each(['bedrock', 'vertex'] as const)(
    'may want its history kept, which %s does not do',
    async (cloud) => {
      const { task, ...stage } = await at(cloud);
      const { gateway, agentKey: key } = stage;
      const loop = { baseUrl: gateway.url, key, isStreaming: true, hasThread: true, task };
      await expectWork(stage, loop);
    },
  );

  it('may be let in by a Bedrock API key', async () => {
    const stage = await stageOf({
      cloud: 'bedrock',
      bedrockKey: 'ABSK-example',
      models: models.bedrock,
    });
    const { gateway, agentKey: key } = stage;
    await expectWork(stage, { baseUrl: gateway.url, key, isStreaming: true });
  });

  it.each(['bedrock', 'vertex'] as const)('counts tokens at %s', async (cloud) => {
    const { gateway, agentKey: key, bedrock, vertex } = await at(cloud);
    const { messages } = sdkClient({ baseUrl: gateway.url, key });
    const count = await messages.countTokens({
      model: 'claude-sonnet-5',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(count.input_tokens).toBe(42);
    const asked = cloud === 'bedrock' ? bedrock.requests.at(-1) : vertex.requests.at(-1);
    expect(asked?.target).toMatch(/count-tokens/);
  });

  it.each(['bedrock', 'vertex'] as const)('is told an error of %s', async (cloud) => {
    const script: Script = () => ({
      status: 400,
      type: 'invalid_request_error',
      message: 'Input is too long.',
    });
    const { gateway, agentKey: key } = await stageOf({ cloud, script });
    await expect(runToolLoop({ baseUrl: gateway.url, key })).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: expect.stringContaining('Input is too long.') as string,
    });
  });
});

describe.each([
  ['Bedrock', bedrockClient],
  ['Vertex AI', vertexClient],
] as const)('a client of %s', (_name, clientOf) => {
  describe.each(['bedrock', 'vertex', 'anthropic'] as const)('with a model at %s', (cloud) => {
    it.each(streaming)('runs what it may, and nothing else, %s', async (_how, isStreaming) => {
      const { task, ...stage } = await at(cloud);
      const client = clientOf(stage);
      await expectWork(stage, { baseUrl: '', key: '', client, isStreaming, task });
    });
  });

  it('is told why it is refused', async () => {
    const { bedrock, ...stage } = await at('bedrock');
    const before = bedrock.requests.length;
    const client = clientOf({ bedrock, ...stage });
    const asked = client.beta.messages.create({
      model: 'claude-sonnet-5',
      max_tokens: 8,
      messages: [{ role: 'user', content: 'Search.' }],
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    });
    await expect(asked).rejects.toMatchObject({
      status: 402,
      message: expect.stringContaining('SENTRELY_ERR_SERVER_TOOL') as string,
    });
    expect(bedrock.requests).toHaveLength(before);
  });

  it('is told an error of the provider', async () => {
    const script: Script = () => ({
      status: 400,
      type: 'invalid_request_error',
      message: 'Input is too long.',
    });
    const stage = await stageOf({ cloud: 'anthropic', script });
    await expect(
      runToolLoop({ baseUrl: '', key: '', client: clientOf(stage), isStreaming: true }),
    ).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Input is too long.') as string,
    });
  });

  it('is told that it has no key', async () => {
    const stage = await at('bedrock');
    const client = clientOf({ ...stage, agentKey: 'sk-sentrely-unknown' });
    await expect(runToolLoop({ baseUrl: '', key: '', client })).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('SENTRELY_ERR_IDENTITY_UNKNOWN') as string,
    });
  });
});

describe('a client of Vertex AI', () => {
  it('may leave the version out of its address, and counts tokens', async () => {
    const stage = await at('vertex');
    const { messages } = vertexClient(stage, '');
    const count = await messages.countTokens({
      model: 'claude-sonnet-5',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(count.input_tokens).toBe(42);
    expect(stage.vertex.requests.at(-1)?.body).toMatchObject({ model: 'claude-sonnet-5@20260601' });
  });
});

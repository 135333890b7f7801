import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Script } from '../../cli/demo/provider.ts';
import { type CloudOptions, type CloudStage, startCloudStage } from '../e2e/cloud-stage.ts';
import {
  call as callBlock,
  end as endOfMessage,
  message,
  start as startOfMessage,
  text as say,
} from '../gateway/providers/anthropic/harness.ts';
import { chunks } from '../gateway/providers/bedrock/frames.ts';
import { sendJson, streamEvents } from '../gateway/providers/bedrock/server.ts';
import { callIn, calls, resultIn, says, text } from '../e2e/script.ts';
import {
  type ClaudeRun,
  claudeVersion,
  type Desk,
  examplePolicies,
  installClaude,
  newDesk,
  runClaude,
} from './claude-code.ts';

// Claude Code that is set up for a cloud, and finds the gateway there.

const installation = await installClaude();
const isInstalled = installation.kind === 'installed';
const program = isInstalled ? installation.program : '';
if (!isInstalled) console.warn(`Claude Code is not tested: ${installation.reason}`);

const list = ['Bash', { command: 'pwd', description: 'Where am I' }] as const;
const touch = ['Bash', { command: 'touch ran.txt', description: 'Leave a mark' }] as const;

/** The last answer of a conversation. */
const farewell = startOfMessage + say(0, 'Then I leave it.') + endOfMessage('end_turn');

/** An answer of one token. */
const probed = JSON.stringify({
  id: 'msg_probe',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'I' }],
  stop_reason: 'max_tokens',
  stop_sequence: null,
  usage: { input_tokens: 8, output_tokens: 1 },
});

/** Time that the model takes inside a call; the client gets signs of life in between. */
const heldMs = 1000;

type Variables = Readonly<Record<string, string>>;

/** How Claude Code is told of each cloud. The key goes into a header of its own. */
const setUps: readonly (readonly [string, (stage: CloudStage) => Variables])[] = [
  [
    'for Bedrock',
    ({ gateway, agentKey }) => ({
      CLAUDE_CODE_USE_BEDROCK: '1',
      CLAUDE_CODE_SKIP_BEDROCK_AUTH: '1',
      ANTHROPIC_BEDROCK_BASE_URL: gateway.url,
      ANTHROPIC_CUSTOM_HEADERS: `X-Sentrely-Key: ${agentKey}`,
      AWS_REGION: 'eu-west-1',
    }),
  ],
  [
    'for Bedrock, with a Bedrock API key',
    ({ gateway, agentKey }) => ({
      CLAUDE_CODE_USE_BEDROCK: '1',
      ANTHROPIC_BEDROCK_BASE_URL: gateway.url,
      AWS_BEARER_TOKEN_BEDROCK: agentKey,
      AWS_REGION: 'eu-west-1',
    }),
  ],
  [
    'for Vertex AI',
    ({ gateway, agentKey }) => ({
      CLAUDE_CODE_USE_VERTEX: '1',
      CLAUDE_CODE_SKIP_VERTEX_AUTH: '1',
      ANTHROPIC_VERTEX_BASE_URL: `${gateway.url}/v1`,
      ANTHROPIC_VERTEX_PROJECT_ID: 'acme-1',
      CLOUD_ML_REGION: 'europe-west1',
      ANTHROPIC_CUSTOM_HEADERS: `X-Sentrely-Key: ${agentKey}`,
    }),
  ],
];

function newDeskOf(): Desk {
  const desk = newDesk();
  onTestFinished(() => desk.remove());
  return desk;
}

async function start(script: Script, options: Partial<CloudOptions> = {}): Promise<CloudStage> {
  const base = { cloud: 'bedrock', script, rules: '', policies: examplePolicies } as const;
  const stage = await startCloudStage({ ...base, ...options });
  onTestFinished(() => stage.close());
  return stage;
}

async function run(desk: Desk, credential: Variables): Promise<ClaudeRun> {
  return await runClaude({ program, desk, baseUrl: 'http://127.0.0.1:9', credential });
}

describe.skipIf(!isInstalled).each(setUps)(
  `Claude Code ${claudeVersion} %s`,
  (_name, variables) => {
    it.each(['bedrock', 'vertex', 'anthropic'] as const)(
      'runs an allowed command and no denied one, with a model at %s',
      async (cloud) => {
        const stage = await start(says(calls('1', list, touch), text('Then I leave it.')), {
          cloud,
        });
        const desk = newDeskOf();
        expect(await run(desk, variables(stage))).toMatchObject({
          exitCode: 0,
          result: 'Then I leave it.',
          isError: false,
        });
        expect(existsSync(join(desk.work, 'ran.txt'))).toBe(false);
        const last = stage.provider.requests.at(-1);
        if (last === undefined) throw new Error('the provider was never asked');
        expect(callIn(last, 'toolu_1_1')).toMatchObject({ name: touch[0], input: touch[1] });
        expect(resultIn(last, 'toolu_1_0')).toMatchObject({ content: desk.work, is_error: false });
        expect(resultIn(last, 'toolu_1_1')).toMatchObject({
          content: expect.stringMatching(/^Not run\. Denied by policy: /) as string,
          is_error: true,
        });
      },
    );

    it('is told once why it is refused', async () => {
      const rules =
        'guard models for all agents { rule none deny model.use when .model matches "*" because "No models today." }';
      const stage = await start(says(text('Never said.')), { rules });
      const { result, isError } = await run(newDeskOf(), variables(stage));
      expect(isError).toBe(true);
      expect(result).toContain('No models today.');
      expect(stage.bedrock.requests).toEqual([]);
      const refusals = stage.log.filter((line) => line.includes('SENTRELY_ERR_REQUEST_DENIED'));
      // With an API key it first asks every model that it knows whether it is there, for one token.
      if (!('AWS_BEARER_TOKEN_BEDROCK' in variables(stage))) expect(refusals).toHaveLength(1);
    });

    it('waits for a call that is held', async () => {
      let asked = 0;
      const stage = await start(says(), {
        settings: { SENTRELY_HOLD_PING_MS: '50' },
        bedrockScript: ({ operation }, reply) => {
          if (operation === 'invoke') return sendJson(reply, probed);
          if (asked++ > 0) return streamEvents(reply, farewell);
          const frames = chunks(message(callBlock(0, 'Bash', JSON.stringify(touch[1]))));
          reply.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
          for (const frame of frames.slice(0, 3)) reply.write(frame);
          setTimeout(() => reply.end(Buffer.concat(frames.slice(3))), heldMs);
        },
      });
      const desk = newDeskOf();
      const { result } = await run(desk, variables(stage));
      expect(result).toBe('Then I leave it.');
      expect(existsSync(join(desk.work, 'ran.txt'))).toBe(false);
      expect(asked).toBe(2);
    });
  },
);

describe.skipIf(!isInstalled)(`Claude Code ${claudeVersion}`, () => {
  it.each(['bedrock', 'vertex'] as const)('knows nothing of a model at %s', async (cloud) => {
    const stage = await start(says(calls('1', list, touch), text('Then I leave it.')), {
      cloud,
      models: {
        '*': cloud === 'bedrock' ? 'eu.anthropic.claude-opus-5-5-v1:0' : 'claude-opus-5-5',
      },
    });
    const desk = newDeskOf();
    const variables = { ANTHROPIC_BASE_URL: stage.gateway.url, ANTHROPIC_API_KEY: stage.agentKey };
    expect(await run(desk, variables)).toMatchObject({ exitCode: 0, result: 'Then I leave it.' });
    expect(existsSync(join(desk.work, 'ran.txt'))).toBe(false);
    expect(stage.bedrock.refusals).toEqual([]);
  });
});

import Anthropic from '@anthropic-ai/sdk';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { startStage, type TestStage } from '../harness.ts';
import { type BatchProvider, type Results, startBatchProvider } from './provider.ts';

/** A gateway with a provider of batches behind it, and those who ask it. */
export interface BatchStage {
  readonly stage: TestStage;
  readonly provider: BatchProvider;
  readonly url: string;
  /** The SDK as the agent `dev`; with its second key; as another agent. */
  readonly dev: Anthropic;
  readonly devElsewhere: Anthropic;
  readonly other: Anthropic;
  /** A bare request as `dev`. */
  send(
    path: string,
    init?: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
  audit(sql: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** What a test wants to be different. */
export interface BatchStageOptions {
  readonly results: Results;
  /** What the policy says after its agents and tools. */
  readonly rules?: string;
  /** What the block of the agent `dev` says besides its keys. */
  readonly limits?: string;
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

const plainRules = `
policy work for agent dev { allow read_file, write_file when .path under workspace allow report }`;

const secondKey = 'sk-sentrely-second';
const otherKey = 'sk-sentrely-other';
const hashOf = (key: string): string => `sha256:${sha256Hex(Buffer.from(key))}`;

export async function startBatchStage(options: BatchStageOptions): Promise<BatchStage> {
  const provider = await startBatchProvider(options.results);
  const stage = await startStage({
    script: () => ({ content: [] }),
    rules: options.rules ?? plainRules,
    policies: (keyHash, rules) => [
      {
        file: 'policy.sentrely',
        text: `edition 1
agent dev {
  owner user "maria" id 1
  identify key "${keyHash}"
  identify key "${hashOf(secondKey)}"
  ${options.limits ?? ''}
}
agent other { identify key "${hashOf(otherKey)}" }
tool read_file { path: Path }
tool write_file { path: Path, content: String }
tool deploy { environment: String }
tool report { label: String }
policy others for agent other { allow read_file }
${rules}
`,
      },
    ],
    settings: { SENTRELY_UPSTREAM_URL: provider.url, ...options.settings },
  });
  const client = (apiKey: string): Anthropic =>
    new Anthropic({ baseURL: stage.gateway.url, apiKey, maxRetries: 0, logLevel: 'off' });
  return {
    stage,
    provider,
    get url() {
      return stage.gateway.url;
    },
    dev: client(stage.agentKey),
    devElsewhere: client(secondKey),
    other: client(otherKey),
    send: (path, init = {}) =>
      fetch(`${stage.gateway.url}${path}`, {
        ...init,
        headers: { 'x-api-key': stage.agentKey, ...init.headers },
      }),
    audit: async (sql) => (await queryAudit({ folder: stage.dataFolder, sql })).rows,
    close: async () => {
      await stage.close();
      await provider.close();
    },
  };
}

/** A request of a batch. */
export function asked(customId: string, changes: object = {}) {
  return {
    custom_id: customId,
    params: {
      model: 'claude-opus-4-5',
      max_tokens: 100,
      tools: ['read_file', 'deploy', 'report'].map((name) => ({
        name,
        input_schema: { type: 'object' as const },
      })),
      messages: [{ role: 'user' as const, content: `do ${customId}` }],
      ...changes,
    },
  };
}

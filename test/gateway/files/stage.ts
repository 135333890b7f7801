import Anthropic from '@anthropic-ai/sdk';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { startStage, type TestStage } from '../harness.ts';
import { type FileProvider, startFileProvider } from './provider.ts';

/** A gateway with a provider of files behind it, and those who ask it. */
export interface FileStage {
  readonly stage: TestStage;
  readonly provider: FileProvider;
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
export interface FileStageOptions {
  /** What the policy says after its agents and tools. */
  readonly rules?: string;
  /** What the block of the agent `dev` says besides its keys. */
  readonly limits?: string;
  readonly settings?: Readonly<Record<string, string | undefined>>;
}

/** Rules under which `dev` may do everything with files that these tests do. */
const plainRules = `
policy work for agent dev {
  allow file.upload when .bytes <= 1000000
  allow file.download
  allow file.delete
  allow read_file
  allow server.tool when .name == "code_execution"
}`;

export const secondKey = 'sk-sentrely-second';
const otherKey = 'sk-sentrely-other';
const hashOf = (key: string): string => `sha256:${sha256Hex(Buffer.from(key))}`;

export async function startFileStage(options: FileStageOptions = {}): Promise<FileStage> {
  const provider = await startFileProvider();
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
tool fetch_url { url: Url }
policy others for agent other { allow file.upload allow file.download allow file.delete allow server.tool }
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

/** Uploads a file; resolves with its id. */
export async function upload(
  client: Anthropic,
  name: string,
  text: string = name,
): Promise<string> {
  const file = new File([text], name, { type: 'text/plain' });
  return (await client.beta.files.upload({ file })).id;
}

/** The body of a Messages request. */
export function turn(content: unknown, changes: object = {}): string {
  const messages = [{ role: 'user', content }];
  return JSON.stringify({ model: 'claude-opus-4-5', max_tokens: 100, messages, ...changes });
}

/** A block that brings a file. */
export function documentOf(id: string): object {
  return { type: 'document', source: { type: 'file', file_id: id } };
}

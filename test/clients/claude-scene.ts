import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProviderRequest, Script } from '../../cli/demo/provider.ts';
import { resultIn } from '../e2e/script.ts';
import { type StageOptions, startStage, type TestStage } from '../gateway/harness.ts';
import {
  type ClaudeOptions,
  type ClaudeRun,
  type Desk,
  examplePolicies,
  newDesk,
  runClaude,
} from './claude-code.ts';

/** Tools of the real client that the example policies do not declare, for rules of these tests. */
export const moreTools = `
tool Agent {
  description: String inert, prompt: String inert, subagent_type?: String inert,
  run_in_background?: Bool inert,
}
tool SendMessage { to: String inert, summary?: String inert, message: String inert }
`;

/** Claude Code, a gateway and a scripted provider, with what was done and said there. */
export interface Scene {
  readonly desk: Desk;
  readonly stage: TestStage;
  run(options?: Partial<ClaudeOptions>): Promise<ClaudeRun>;
  /** Puts a file below the home of the client, or into the folder where it works. */
  put(where: 'home' | 'work', name: string, content: string): void;
  /** A call that writes a file of this name. */
  readonly write: (name: string) => readonly [name: string, input: object];
  has(name: string): boolean;
  /** The content of the result of a call, as the model read it; undefined where it never did. */
  resultOf(id: string): unknown;
  /** Whether a text stood in a request to the model, without which a denial would show nothing. */
  wasSent(part: string): boolean;
  close(): Promise<void>;
}

/** Starts a gateway under these rules and the example's declarations of tools. */
export async function startScene(
  program: string,
  script: Script,
  rules: string,
  options: Partial<StageOptions> = {},
): Promise<Scene> {
  const policies: typeof examplePolicies = (keyHash, own) =>
    examplePolicies(keyHash, own).filter(({ file }) => file !== 'policy.sentrely');
  const stage = await startStage({ script, rules, policies, ...options });
  const desk = newDesk();
  const credential = { ANTHROPIC_API_KEY: stage.agentKey };
  const { requests } = stage.provider;
  return {
    desk,
    stage,
    run: (more) => runClaude({ program, desk, baseUrl: stage.gateway.url, credential, ...more }),
    put: (where, name, content) => {
      const path = join(desk[where], name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    },
    write: (name) => ['Write', { file_path: join(desk.work, name), content: 'ok' }],
    has: (name) => existsSync(join(desk.work, name)),
    resultOf: (id) => requests.map((request) => resultIn(request, id)).find(Boolean)?.['content'],
    wasSent: (part) => requests.some(({ raw }) => raw.includes(part)),
    close: async () => {
      await stage.close();
      desk.remove();
    },
  };
}

/** How the result of a denied call begins. */
export const denied = /^Not run\. Denied by policy: /;

/** The sub-agent that a request is of, as the client says; undefined for the main conversation. */
export function agentOf({ headers }: ProviderRequest): string | undefined {
  const id = headers['x-claude-code-agent-id'];
  return id === undefined ? undefined : String(id);
}

/** Turns that the model has spoken in the history of a request. */
export function turnOf({ body }: ProviderRequest): number {
  return (body.messages ?? []).filter(({ role }) => role === 'assistant').length;
}

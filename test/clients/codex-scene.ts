import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { queryAudit } from '../../gateway/audit/query.ts';
import {
  type MadeCall,
  type OpenaiProvider,
  type OpenaiScript,
  type ReceivedRequest,
  startScripted,
} from '../e2e/openai-provider.ts';
import { text } from '../e2e/script.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { type Desk, newDesk } from './claude-code.ts';
import type { Installation } from './installation.ts';
import { type OtherClient, otherClients, type Run, runOther } from './other-clients.ts';

/** Codex as the other tests run it. */
export const codex: OtherClient = otherClients.find(({ name }) =>
  name.startsWith('Codex'),
) as OtherClient;

/** A file may be made where its path was typed. */
export const typedRules = `tool exec_command { cmd: Shell }
action file.mark(path: Path)
command touch complete { "{path: Path}" does file.mark(path) }
policy files for agent dev { allow file.mark when .path from prompt }`;

/** How one run of Codex differs from another. */
export interface CodexRun {
  readonly prompt: string;
  /** More settings, as `key=value`. */
  readonly settings?: readonly string[];
  /** More words of its command line. */
  readonly words?: readonly string[];
  /** Goes on with the newest session. */
  readonly isResumed?: boolean;
}

/** Codex, a gateway and a scripted provider, with what was done and said there. */
export interface CodexScene {
  readonly desk: Desk;
  readonly stage: TestStage;
  readonly provider: OpenaiProvider;
  run(options: CodexRun): Promise<Run>;
  /** A call that makes a file of this name. */
  readonly mark: (id: string, file: string) => MadeCall;
  readonly has: (file: string) => boolean;
  /** The output of a call as the model read it; undefined where it never did. */
  outputOf(id: string): unknown;
  wasSent(part: string): boolean;
  audit(sql: string): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

/** Starts a gateway under these rules before a model that says what the script says. */
export async function startCodexScene(
  installed: Installation,
  script: OpenaiScript,
  rules: string,
): Promise<CodexScene> {
  if (installed.kind !== 'installed') throw new Error('the client is not installed');
  const provider = await startScripted(script);
  const stage = await startStage({
    script: () => text('This provider is not asked.'),
    rules,
    settings: {
      SENTRELY_UPSTREAM_OPENAI_URL: provider.url,
      SENTRELY_UPSTREAM_OPENAI_API_KEY: 'provider-key',
    },
  });
  const desk = newDesk();
  const place = { installed, desk, baseUrl: stage.gateway.url, key: stage.agentKey };
  return {
    desk,
    stage,
    provider,
    run: (options) => runOther(startedWith(options), place),
    mark: (id, file) => ({
      id,
      name: 'exec_command',
      text: JSON.stringify({ cmd: `touch ${join(desk.work, file)}` }),
    }),
    has: (file) => existsSync(join(desk.work, file)),
    outputOf: (id) =>
      provider.requests
        .flatMap(itemsOf)
        .find(({ type, call_id }) => call_id === id && type === 'function_call_output')?.['output'],
    wasSent: (part) => provider.requests.some(({ raw }) => raw.includes(part)),
    audit: async (sql) => (await queryAudit({ folder: stage.dataFolder, sql })).rows,
    close: async () => {
      await Promise.all([stage.close(), provider.close()]);
      desk.remove();
    },
  };
}

function startedWith({
  prompt,
  settings = [],
  words: own = [],
  isResumed = false,
}: CodexRun): OtherClient {
  const more = settings.flatMap((setting) => ['-c', setting]);
  const mode = isResumed ? ['resume', '--last'] : [];
  return {
    ...codex,
    start: (place) => {
      const { words, ...start } = codex.start(place);
      const [exec = '', ...rest] = words.slice(0, -1);
      return { ...start, words: [exec, ...mode, ...rest, ...more, ...own, prompt] };
    },
  };
}

/** The items of the history that a request brings. */
export function itemsOf({ body }: ReceivedRequest): readonly Record<string, unknown>[] {
  return body['input'] as readonly Record<string, unknown>[];
}

/** Whether a history holds a call of this id. */
export function hasCall(request: ReceivedRequest, id: string): boolean {
  return itemsOf(request).some(({ call_id }) => call_id === id);
}

/** The sub-agent that a request is of, by the thread that it is; undefined for the main one. */
export function threadOf({ headers }: ReceivedRequest): string | undefined {
  return headers['x-openai-subagent'] === undefined ? undefined : String(headers['thread-id']);
}

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Desk } from './claude-code.ts';
import { type ClientPackage, type Installation, install } from './installation.ts';

/** A client beside Claude Code, and how it is made to work. */
export interface OtherClient {
  readonly name: string;
  readonly package: ClientPackage;
  /** Whose wire format it speaks. */
  readonly provider: 'anthropic' | 'openai';
  /** The tool that runs a shell command there. */
  readonly tool: string;
  readonly argumentsOf: (command: string) => object;
  readonly start: (place: Place) => Start;
  /**
   * What it does when it is refused for good: how often it asks, and whether it says why at once. Left
   * out, it asks once and says so.
   */
  readonly refused?: { readonly asks: number; readonly isSilent?: boolean };
  /** It drops what stands for a denied call, so that its model reads another reason. */
  readonly dropsTombstones?: boolean;
}

/** Where a client runs. */
export interface Place {
  readonly installed: Extract<Installation, { kind: 'installed' }>;
  readonly desk: Desk;
  readonly baseUrl: string;
  readonly key: string;
}

/** What to start. */
export interface Start {
  readonly program: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How it went. */
export interface Run {
  readonly exitCode: number | null;
  /** Everything that it wrote. */
  readonly output: string;
}

const programs = fileURLToPath(new URL('programs/', import.meta.url));
const command = (name: string) => (text: string) => ({ [name]: text });

const codex: OtherClient = {
  name: 'Codex 0.169.0',
  package: { name: '@openai/codex', version: '0.169.0', command: 'codex' },
  provider: 'openai',
  tool: 'exec_command',
  argumentsOf: command('cmd'),
  start: ({ installed, baseUrl, key }) => ({
    program: installed.program,
    words: [
      'exec',
      '--json',
      '--skip-git-repo-check',
      '--dangerously-bypass-approvals-and-sandbox',
      ...[
        'model="gpt-5.5-codex"',
        'web_search="disabled"',
        'model_provider="gw"',
        'model_providers.gw.name="gw"',
        `model_providers.gw.base_url="${baseUrl}/v1"`,
        'model_providers.gw.env_key="AGENT_KEY"',
        'model_providers.gw.wire_api="responses"',
      ].flatMap((setting) => ['-c', setting]),
      'Do the work.',
    ],
    env: { AGENT_KEY: key },
  }),
};

const opencode: OtherClient = {
  name: 'opencode 1.18.33',
  package: {
    name: 'opencode-ai',
    version: '1.18.33',
    command: 'opencode',
    script: 'postinstall.mjs',
  },
  provider: 'anthropic',
  // It asks again with longer and longer pauses, and says nothing meanwhile; so does its title.
  refused: { asks: 4, isSilent: true },
  dropsTombstones: true,
  tool: 'bash',
  argumentsOf: (text) => ({ command: text, description: 'Do it' }),
  start: ({ installed, desk, baseUrl, key }) => {
    const model = { name: 'm', limit: { context: 200_000, output: 8000 }, tool_call: true };
    const options = { baseURL: `${baseUrl}/v1`, apiKey: key };
    const gw = { npm: '@ai-sdk/anthropic', name: 'gw', options, models: { m: model } };
    const config = { provider: { gw }, model: 'gw/m', small_model: 'gw/m', permission: 'allow' };
    writeFileSync(join(desk.work, 'opencode.json'), JSON.stringify(config));
    return {
      program: installed.program,
      words: ['run', '--format', 'json', 'Do the work.'],
      env: { OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1' },
    };
  },
};

const openai: ClientPackage = { name: 'openai', version: '7.57.0' };
const ai: ClientPackage = {
  name: 'ai',
  version: '7.0.173',
  beside: ['@ai-sdk/anthropic@4.0.105', '@ai-sdk/openai@4.0.118', 'zod@4'],
};

function sdk(
  name: string,
  package_: ClientPackage,
  provider: OtherClient['provider'],
  words: readonly [program: string, kind: string],
): OtherClient {
  return {
    name,
    package: package_,
    provider,
    tool: 'run_command',
    argumentsOf: command('command'),
    start: ({ installed, baseUrl, key }) => ({
      program: process.execPath,
      words: [join(programs, words[0]), words[1]],
      env: { CLIENT_FOLDER: installed.folder, BASE_URL: baseUrl, AGENT_KEY: key },
    }),
  };
}

const agentSdk: OtherClient = {
  ...sdk(
    'Claude Agent SDK 0.3.330',
    { name: '@anthropic-ai/claude-agent-sdk', version: '0.3.330' },
    'anthropic',
    ['agent-sdk.mjs', ''],
  ),
  tool: 'Bash',
  argumentsOf: (text) => ({ command: text, description: 'Do it' }),
  start: ({ installed, baseUrl, key }) => ({
    program: process.execPath,
    words: [join(programs, 'agent-sdk.mjs')],
    env: {
      CLIENT_FOLDER: installed.folder,
      ANTHROPIC_BASE_URL: baseUrl,
      ANTHROPIC_API_KEY: key,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      IS_SANDBOX: '1',
    },
  }),
};

/** It asks again at any 429, twice, whatever the answer says of that. */
const insistent = { asks: 3 };

/** Every one of them. */
export const otherClients: readonly OtherClient[] = [
  codex,
  opencode,
  sdk('openai 7.57.0, Responses', openai, 'openai', ['openai-sdk.mjs', 'responses']),
  sdk('openai 7.57.0, Chat Completions', openai, 'openai', ['openai-sdk.mjs', 'chat']),
  {
    ...sdk('ai 7.0.173, Anthropic', ai, 'anthropic', ['ai-sdk.mjs', 'anthropic']),
    refused: insistent,
  },
  sdk('ai 7.0.173, OpenAI Responses', ai, 'openai', ['ai-sdk.mjs', 'responses']),
  { ...sdk('ai 7.0.173, OpenAI Chat', ai, 'openai', ['ai-sdk.mjs', 'chat']), refused: insistent },
  agentSdk,
];

/** Installs a client. */
export function installOther(client: OtherClient): Promise<Installation> {
  return install(client.package);
}

/** A run that takes longer has hung. */
const runMsMax = 60_000;

/** Runs a client to its end, with nothing in its environment but what it needs. */
export async function runOther(client: OtherClient, place: Place, msMax = runMsMax): Promise<Run> {
  const { program, words, env } = client.start(place);
  const { desk } = place;
  const child = spawn(program, words, {
    cwd: desk.work,
    // A group of its own, so that whatever it has started ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: desk.home, XDG_CONFIG_HOME: desk.home, ...env },
  });
  const end = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    // Something that it left behind may hold them open.
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  }, msMax);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  clearTimeout(end);
  return { exitCode, output };
}

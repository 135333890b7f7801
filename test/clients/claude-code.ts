import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PolicySources } from '../gateway/harness.ts';
import { type ClientPackage, install, type Installation } from './installation.ts';

const package_: ClientPackage = {
  name: '@anthropic-ai/claude-code',
  version: '2.1.330',
  command: 'claude',
  script: 'install.cjs',
};

/** The version that is tested. */
export const claudeVersion: string = package_.version;

export function installClaude(): Promise<Installation> {
  return install(package_);
}

/** A home and a working folder that nothing has ever used. */
export interface Desk {
  readonly home: string;
  readonly work: string;
  remove(): void;
}

export function newDesk(): Desk {
  const root = mkdtempSync(join(tmpdir(), 'sentrely-claude-'));
  const [home, work] = [join(root, 'home'), join(root, 'work')];
  for (const folder of [home, work]) mkdirSync(folder);
  return { home, work, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** How Claude Code is started. */
export interface ClaudeOptions {
  readonly program: string;
  readonly desk: Desk;
  readonly baseUrl: string;
  /** The credential, as environment variables. */
  readonly credential: Readonly<Record<string, string>>;
  readonly prompt?: string;
  /** A session to go on with. */
  readonly resume?: string;
  /** More words of its command line. */
  readonly words?: readonly string[];
  /** It is killed when this resolves, as a machine that goes down would do it. */
  readonly until?: Promise<unknown>;
  /** A run that takes longer hangs, in milliseconds. */
  readonly msMax?: number;
}

/** How it went. */
export interface ClaudeRun {
  readonly exitCode: number | null;
  readonly session: string;
  /** The text of the end: what a person sees. */
  readonly result: string;
  readonly isError: boolean;
  readonly stderr: string;
}

/** Enough for a run that waits for nothing. */
const runMsMax = 90_000;

/** Runs Claude Code without a terminal, with no other environment than it needs. */
export async function runClaude(options: ClaudeOptions): Promise<ClaudeRun> {
  const { program, desk, baseUrl, credential, prompt = 'Do the work.', resume } = options;
  const { words = [], until, msMax = runMsMax } = options;
  const mode = ['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];
  const session = resume === undefined ? [] : ['--resume', resume];
  const child = spawn(program, ['-p', prompt, ...mode, ...session, ...words], {
    cwd: desk.work,
    timeout: msMax,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: desk.home,
      ANTHROPIC_BASE_URL: baseUrl,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      IS_SANDBOX: '1',
      ...credential,
    },
  });
  void until?.then(() => child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { exitCode, stderr, ...endOf(stdout) };
}

/** What the last line of the output says. */
function endOf(stdout: string): Pick<ClaudeRun, 'session' | 'result' | 'isError'> {
  const events = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const end = events.findLast(({ type }) => type === 'result');
  return {
    session: String(end?.['session_id']),
    result: String(end?.['result']),
    isError: end?.['is_error'] === true,
  };
}

const example = fileURLToPath(new URL('../../policies/examples/claude-code/', import.meta.url));

/** The example policies, with the key of the test; `rules` is one more file. */
export const examplePolicies: PolicySources = (keyHash, rules) => [
  ...['tools', 'policy'].map((name) => source(`${name}.sentrely`)),
  {
    file: 'agents.sentrely',
    text: source('agents.sentrely').text.replace(/sha256:0{64}/, keyHash),
  },
  { file: 'rules.sentrely', text: `edition 1\n${rules}` },
];

function source(file: string): { readonly file: string; readonly text: string } {
  return { file, text: readFileSync(join(example, file), 'utf8') };
}

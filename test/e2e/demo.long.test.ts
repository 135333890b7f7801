import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { type Provider, startProvider } from '../../cli/demo/provider.ts';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(SENTRELY|ANTHROPIC)_/.test(name)),
);

describe('npm run demo', () => {
  it('shows one call allowed, one denied, one approved, and a log that is whole', async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [main, 'demo'], { env: clean });
    expect(stdout).toContain('read_file runs: RELEASE.md');
    expect(stdout).toContain('Denied by rule house.no-secrets');
    expect(stdout).not.toContain('read_file runs: .env');
    expect(stdout).toContain('node check.js');
    const approved = stdout.indexOf('comments: /sentrely approve');
    const deployed = stdout.indexOf('deploy runs: 1.4.0 to production');
    expect(approved).toBeGreaterThan(0);
    expect(deployed).toBeGreaterThan(approved);
    expect(stdout).toMatch(/deploy .*ask +released +ok/);
    expect(stdout).toContain('policies/policy.sentrely:');
    expect(stdout).toMatch(/deploy +approved +\d+ maria/);
    expect(stdout).toContain('sentrely audit verify: ok');
    expect(stdout).toContain('ANTHROPIC_BASE_URL=');
  }, 60_000);
});

describe('npm start', () => {
  let provider: Provider | undefined;
  let child: ChildProcess | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-start-'));

  afterEach(async () => {
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGTERM');
    await gone;
    await provider?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the command printed, once it contains `text`. */
  async function printed(output: { text: string }, text: string): Promise<string> {
    for (let tries = 0; tries < 200; tries++) {
      if (output.text.includes(text)) return output.text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`never printed: ${text}\n${output.text}`);
  }

  it('makes keys and a policy, warns, enforces, and publishes an edited policy', async () => {
    provider = await startProvider(() => ({
      content: [
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: 'notes.md' } },
        { type: 'tool_use', id: 'toolu_2', name: 'Read', input: { file_path: '.env' } },
      ],
    }));
    child = spawn(process.execPath, [main, 'gateway', 'run', '--dev'], {
      cwd: folder,
      env: {
        ...clean,
        SENTRELY_LISTEN: '127.0.0.1:0',
        SENTRELY_ADMIN_LISTEN: '127.0.0.1:0',
        SENTRELY_UPSTREAM_URL: provider.url,
        ANTHROPIC_API_KEY: 'provider-key',
      },
    });
    const output = { text: '' };
    child.stdout?.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
    const welcome = await printed(output, 'claude');
    expect(welcome).toContain('Not for production');
    const url = /gateway +(http:\S+)/.exec(welcome)?.[1] ?? '';
    const key = /agent key +(sk-sentrely-\S+)/.exec(welcome)?.[1] ?? '';
    const dev = join(folder, '.sentrely', 'dev');
    expect(statSync(join(dev, 'agent.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dev, 'signing.key')).mode & 0o777).toBe(0o600);

    expect(await namesOfCalls(url, key)).toEqual(['Read', 'sentrely_denied']);
    expect(provider.requests[0]?.headers['x-api-key']).toBe('provider-key');

    const policy = join(dev, 'policies', 'policy.sentrely');
    const text = readFileSync(policy, 'utf8');
    writeFileSync(policy, text.replaceAll('allow fs.read, fs.write', 'allow fs.write'));
    await printed(output, 'expected allow, got deny');
    expect(await namesOfCalls(url, key)).toEqual(['Read', 'sentrely_denied']);
    const mended = text
      .slice(0, text.indexOf('\ntest "'))
      .replaceAll('allow fs.read, fs.write', 'allow fs.write');
    writeFileSync(policy, mended);
    await printed(output, 'policies published again');
    await printed(output, '"revision":3');
    expect(await namesOfCalls(url, key)).toEqual(['sentrely_denied', 'sentrely_denied']);
  }, 60_000);
});

async function namesOfCalls(url: string, key: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({
      model: 'claude-test',
      max_tokens: 10,
      messages: [{ role: 'user', content: 'read both' }],
    }),
  });
  const { content } = (await response.json()) as { content: readonly { name: string }[] };
  return content.map(({ name }) => name);
}

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

describe('the package as it is published, installed in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-package-'));
  const sentrely = join(folder, 'node_modules', 'sentrely', 'cli', 'sentrely.js');
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(SENTRELY|ANTHROPIC)_/.test(name)),
  );
  const call = (...words: string[]) =>
    run(process.execPath, [sentrely, ...words], { cwd: folder, env });

  beforeAll(async () => {
    await run(npm, ['run', 'build'], { cwd: root });
    const { stdout } = await run(npm, ['pack', '--json', '--pack-destination', folder], {
      cwd: root,
    });
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }>);
    writeFileSync(join(folder, 'package.json'), '{"name":"user","version":"1.0.0"}');
    await run(npm, ['install', `./${packed?.filename ?? ''}`], { cwd: folder });
    cpSync(join(root, 'policies/examples/quickstart'), join(folder, 'policies'), {
      recursive: true,
    });
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('checks, tests and compiles policies', async () => {
    expect((await call('check', 'policies')).stdout).toContain('nothing found');
    expect((await call('test', 'policies')).stdout).toMatch(/\d+ passed, 0 failed/);
    await call('compile', '-o', 'rules.json', 'policies');
  });

  it('scans a program', async () => {
    const text = `export const tools = [{ name: 'read_file', input_schema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } }];
client.messages.create({ model: 'm', tools });`;
    writeFileSync(join(folder, 'agent.ts'), text);
    expect((await call('scan', 'agent.ts')).stdout).toContain('tool read_file { path: Path }');
  });

  it('says where the demo runs', async () => {
    await expect(call('demo')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('SENTRELY_ERR_CLI_DEMO'),
    });
  });

  it('runs a development gateway as a process of its own', async () => {
    const child = execFile(process.execPath, [sentrely, 'gateway', 'run', '--dev'], {
      cwd: folder,
      env: { ...env, SENTRELY_LISTEN: '127.0.0.1:0', SENTRELY_ADMIN_LISTEN: '127.0.0.1:0' },
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    let text = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(text)));
      child.stderr?.on('data', (chunk: string) => (text += chunk));
      child.stdout?.on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('agent key')) resolve();
      });
    });
    child.kill('SIGTERM');
    await gone;
    expect(text).toContain('"bundle.loaded"');
  }, 60_000);

  it('serves an editor until its input ends', async () => {
    const child = execFile(process.execPath, [sentrely, 'lsp', '--stdio'], { cwd: folder, env });
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    child.stdin?.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    const answer = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (chunk: Buffer | string) => resolve(chunk.toString())),
    );
    child.kill();
    expect(answer).toContain('Content-Length');
  });

  it('has its three entries', async () => {
    const script = `
      const names = await Promise.all(['sentrely', 'sentrely/runtime', 'sentrely/gateway'].map(async (name) => Object.keys(await import(name)).length));
      console.log(names.every((count) => count > 3));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
    });
    expect(stdout.trim()).toBe('true');
  });
});

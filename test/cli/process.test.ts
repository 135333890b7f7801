import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { broken, good } from '../action/policies.ts';
import { type Folder, newFolder } from './harness.ts';

const program = fileURLToPath(new URL('../../cli/sentrely.js', import.meta.url));

let folder: Folder;
beforeAll(() => {
  folder = newFolder();
  writeFileSync(join(folder.path, 'good.sentrely'), good);
  writeFileSync(join(folder.path, 'bad.sentrely'), broken(90));
});
afterAll(() => folder.remove());

function run(words: readonly string[], options: object = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder.path,
    encoding: 'utf8',
    ...options,
  });
  return { code: status, out: stdout, err: stderr };
}

describe('the process', () => {
  test('exits with the code of the verb and prints no warning of Node', () => {
    expect(run(['check', 'good.sentrely'])).toEqual({
      code: 0,
      out: 'nothing found in 1 file\n',
      err: '',
    });
    expect(run(['check', 'bad.sentrely']).code).toBe(1);
    expect(run(['chekc', 'bad.sentrely'])).toMatchObject({ code: 2, out: '' });
  });

  test('writes no colours into a pipe, whatever the terminal is called', () => {
    const { out } = run(['check', 'bad.sentrely'], {
      env: { ...process.env, TERM: 'xterm-256color' },
    });
    expect(out).not.toContain('\u001b');
  });

  test('writes all of a large answer', () => {
    const { out } = run(['check', '--json', 'bad.sentrely']);
    expect(JSON.parse(out).diagnostics).toHaveLength(90);
  });

  test('a reader that goes away is no failure worth a stack trace', async () => {
    const child = spawn(process.execPath, [program, 'explain'], { cwd: folder.path });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, err }).toEqual({ code: 2, err: '' });
  });

  test('an answer that does not fit on the disk exits 2 and says so', () => {
    const full = openSync('/dev/full', 'w');
    const { code, err } = run(['check', 'bad.sentrely'], { stdio: ['ignore', full, 'pipe'] });
    expect(code).toBe(2);
    expect(err).toContain('error[SENTRELY_ERR_CLI_FILE_WRITE]: standard output: ENOSPC');
  });

  test('a folder as standard input is an error of the user', () => {
    const stdin = openSync(folder.path, 'r');
    const { code, err } = run(['keys', 'hash'], { stdio: [stdin, 'pipe', 'pipe'] });
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_CLI_STDIN');
  });

  test('a current folder that is gone is an error of the user', () => {
    const script = `mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" check .`;
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, program], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  test('SENTRELY_DEBUG adds where an error came from', () => {
    const { err } = run(['check', 'nowhere'], { env: { ...process.env, SENTRELY_DEBUG: '1' } });
    expect(err).toMatch(/\n {4}at /);
  });
});

describe('the first file', () => {
  const text = readFileSync(program, 'utf8');

  test('an old Node gets one sentence', () => {
    const old = text.replace('process.versions.node.split', "'22.18.0'.split");
    const path = join(folder.path, 'old.mjs');
    writeFileSync(path, old);
    const { status, stderr } = spawnSync(process.execPath, [path], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('expected 22.19 or newer\n  help: use an npm script');
  });

  test('holds nothing that Node 12 cannot parse', () => {
    expect(text).not.toMatch(/\b(const|let|await|async)\b|=>|\?\?|\?\.|`/);
  });
});

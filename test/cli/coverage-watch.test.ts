import { spawn } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Terminal } from '../../cli/terminal.ts';
import { watchSources } from '../../cli/watch.ts';
import { failing, good } from '../action/policies.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

const put = (name: string, text: string) => writeFileSync(join(folder.path, name), text);

/** Waits until something holds; the time limit of the test is the end. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('test --watch', () => {
  test('runs again when a policy changes, and ends quietly when it is interrupted', async () => {
    put('a.sentrely', good);
    const program = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
    const child = spawn(process.execPath, [program, 'test', '--watch', '.'], { cwd: folder.path });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    const exit = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    await until(() => out.includes('2 passed, 0 failed'));
    put('a.sentrely', failing);
    await until(() => out.includes('1 passed, 1 failed'));
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(out).not.toContain('\u001b');
    expect(err).toBe('watching for changes, Ctrl-C to stop\n'.repeat(2));
  });

  test('--json is refused: one answer is one line', async () => {
    put('a.sentrely', good);
    const { code, err } = await sentrely(folder.path, ['test', '--watch', '--json', '.']);
    expect([code, err]).toEqual([2, '']);
  });
});

describe('watching', () => {
  /** Watches at a terminal and says what was seen of each run. */
  function watching(act: (texts: readonly string[]) => void = () => {}) {
    const stop = new AbortController();
    const seen = { out: '', err: '' };
    const runs: (readonly string[])[] = [];
    const screen = (name: 'out' | 'err') => ({
      isTerminal: true,
      hasColor: false,
      write: (text: string) => void (seen[name] += text),
    });
    const terminal: Terminal = {
      stdin: (async function* () {})(),
      isStdinTerminal: true,
      out: screen('out'),
      err: screen('err'),
      env: {},
      folder: folder.path,
    };
    const done = watchSources(['.'], terminal, stop.signal, (sources) => {
      const texts = sources.map(({ file }) => file);
      runs.push(texts);
      act(texts);
    });
    return { runs, seen, stop: () => (stop.abort(), done) };
  }

  test('clears the screen of a terminal, sees new, replaced and removed files', async () => {
    put('a.sentrely', good);
    const { runs, seen, stop } = watching();
    await until(() => runs.length === 1);
    put('b.sentrely', 'edition 1\n');
    await until(() => runs.length === 2);
    expect(runs[1]).toEqual(['a.sentrely', 'b.sentrely']);
    put('b.new', 'edition 1\n\n');
    renameSync(join(folder.path, 'b.new'), join(folder.path, 'b.sentrely'));
    await until(() => runs.length === 3);
    rmSync(join(folder.path, 'b.sentrely'));
    await until(() => runs.length === 4);
    await stop();
    expect(seen.out).toBe('\u001b[2J\u001b[3J\u001b[H'.repeat(4));
  });

  test('says what goes wrong and goes on', async () => {
    put('a.sentrely', good);
    const { runs, seen, stop } = watching(() => {
      throw new Error('out of order');
    });
    await until(() => runs.length === 1);
    expect(seen.err).toContain('out of order');
    rmSync(join(folder.path, 'a.sentrely'));
    await until(() => seen.err.includes('SENTRELY_ERR_SOURCE_NONE'));
    put('a.sentrely', failing);
    await until(() => runs.length === 2);
    await stop();
  });

  test('does nothing while the text stays the same', async () => {
    put('a.sentrely', good);
    const { runs, stop } = watching();
    await until(() => runs.length === 1);
    put('a.sentrely', good);
    put('notes.txt', 'x');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await stop();
    expect(runs).toHaveLength(1);
  });
});

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { SetPiece } from '../../../../compiler/evaluate/known.ts';
import type { ShellWord, SimpleCommand } from '../../../../compiler/evaluate/shell/reading.ts';
import { readShell } from '../../../../compiler/evaluate/shell/shell.ts';
import { files, folders, literalWord, programs, script } from './random-shell.ts';

/** How many random texts run in the real shell. More for a longer look. */
const runs = Number(process.env['SENTRELY_TEST_SHELL_RUNS'] ?? 60);

const hasBash = spawnSync('bash', ['-c', 'exit 0']).status === 0;
const root = mkdtempSync(join(tmpdir(), 'sentrely-shell-'));
afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
const home = '/nonexistent-home';
const bin = join(root, 'bin');
mkdirSync(bin);
// Each says where it works and how it was called, in one write, so that two at once do not mix.
for (const name of programs) {
  const path = join(bin, name);
  const end = '$(printf "\\036")';
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s\\0' "$PWD" ${name} "$@" "${end}" >>"$SAID"\nprintf out\n`,
  );
  chmodSync(path, 0o755);
}

interface Run {
  readonly directory: string;
  readonly words: readonly string[];
}

let count = 0;

/** Options of a user's shell, which no text shows: patterns stand for hidden files too. */
const wide = { BASHOPTS: 'dotglob:globstar' };

/** Runs a text in Bash, in a folder of its own; what its programs said, even if it was stopped. */
function runInBash(
  text: string,
  options: Readonly<Record<string, string>> = {},
): { folder: string; said: readonly Run[] } {
  count += 1;
  const folder = join(root, `f${count}`);
  for (const one of folders) mkdirSync(join(folder, one), { recursive: true });
  for (const one of files) writeFileSync(join(folder, one), '');
  const log = join(root, `said${count}`);
  writeFileSync(log, '');
  spawnSync('bash', ['-c', text], {
    cwd: folder,
    env: { PATH: `${bin}:/usr/bin:/bin`, HOME: home, SAID: log, LANG: 'C.UTF-8', ...options },
    timeout: 5000,
    stdio: 'ignore',
  });
  const said = readFileSync(log, 'utf8').split('\x1e\0').slice(0, -1);
  const all = said.map((one) => one.split('\0').slice(0, -1));
  return { folder, said: all.map(([directory = '', ...words]) => ({ directory, words })) };
}

/** Whether a word may be a text. */
function covers(word: ShellWord, text: string): boolean {
  if (word.kind === 'unknown') return true;
  if (word.kind === 'text') return word.text === text || atHome(word.text) === text;
  return new RegExp(`^${word.pieces.map(pattern).join('')}$`, 'u').test(text);
}

function atHome(text: string): string | null {
  return /^~(?:\/|$)/.test(text) ? home + text.slice(1) : null;
}

const patterns = { run: '[^/]*', unit: '[^/]', any: '[^]*', below: '(?:/[^]*)?' } as const;

function pattern(piece: SetPiece, at: number): string {
  if (piece.kind !== 'text') return patterns[piece.kind];
  const text = at === 0 ? (atHome(piece.text) ?? piece.text) : piece.text;
  return text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
}

function isSeveral(word: ShellWord): boolean {
  if (word.kind === 'unknown') return word.maySplit;
  return word.kind === 'set' && word.pieces.some(({ kind }) => kind !== 'text' && kind !== 'any');
}

function coverAll(words: readonly ShellWord[], texts: readonly string[]): boolean {
  const [word, ...rest] = words;
  if (word === undefined) return texts.length === 0;
  if (!isSeveral(word))
    return texts[0] !== undefined && covers(word, texts[0]) && coverAll(rest, texts.slice(1));
  if (word.kind === 'unknown' && coverAll(rest, texts)) return true;
  return texts.some(
    (_, at) =>
      texts.slice(0, at + 1).every((text) => covers(word, text)) &&
      coverAll(rest, texts.slice(at + 1)),
  );
}

function explains({ words, directories }: SimpleCommand, run: Run): boolean {
  const isThere =
    directories === null || directories.some((one) => posix.resolve(one) === run.directory);
  return isThere && coverAll(words, run.words);
}

describe.skipIf(!hasBash)('against the real shell', () => {
  it('a literal word is what the program gets', () => {
    for (const words of fc.sample(fc.array(literalWord, { minLength: 20, maxLength: 20 }), 8)) {
      const text = words.map((word) => `pa ${word} end`).join('\n');
      const { folder, said } = runInBash(text);
      const { commands, opaque } = readShell(text, [folder]);
      expect(opaque).toEqual([]);
      const read = commands.map((one) =>
        one.words.map((word) => (word.kind === 'text' ? word.text : null)),
      );
      expect(read).toEqual(said.map((one) => one.words));
    }
  }, 120_000);

  it('a pattern stands for hidden files, because the options of a shell are not in its text', () => {
    const text = 'pa *';
    const { folder, said } = runInBash(text, wide);
    const { commands } = readShell(text, [folder]);
    const [run] = said;
    expect(run?.words).toContain('.hid');
    expect(run !== undefined && commands.some((command) => explains(command, run))).toBe(true);
    expect(runInBash(text).said[0]?.words).not.toContain('.hid');
  });

  it('whatever runs was found, with its words and its directory', () => {
    let clear = 0;
    let seen = 0;
    for (const text of fc.sample(script, runs)) {
      const folder = join(root, `f${count + 1}`);
      const { commands, opaque } = readShell(text, [folder]);
      if (opaque.length > 0) continue;
      clear += 1;
      for (const run of runInBash(text, count % 2 === 0 ? {} : wide).said) {
        seen += 1;
        if (!commands.some((command) => explains(command, run)))
          expect.fail(
            `${JSON.stringify(run.words)} in ${run.directory} was not found in:\n${text}`,
          );
      }
    }
    // Random texts are seldom opaque, and most run something.
    expect(clear).toBeGreaterThan(runs / 2);
    expect(seen).toBeGreaterThan(runs);
  }, 600_000);
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSources } from '../../action/sources.ts';

let root = '';
let folder = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sentrely-sources-'));
  folder = join(root, 'work');
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array = 'edition 1\n'): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

function names(paths: readonly string[], isConfined = false): readonly string[] {
  return readSources(paths, { folder, isConfined }).map(({ file }) => file);
}

describe('readSources', () => {
  test('finds the files below a folder in the order of their names', () => {
    for (const path of ['p/b.sentrely', 'p/a/z.sentrely', 'p/B.sentrely', 'p/a.txt']) put(path);
    expect(names(['p'])).toEqual(['p/B.sentrely', 'p/a/z.sentrely', 'p/b.sentrely']);
  });

  test('reads a file once, however often and in whatever way it is named', () => {
    put('p/a.sentrely');
    symlinkSync('a.sentrely', join(folder, 'p/link.sentrely'));
    expect(names(['p', './p/a.sentrely', join(folder, 'p'), 'p/../p'])).toHaveLength(1);
  });

  test('a file with several names has the first of them', () => {
    put('p/m.sentrely');
    for (const name of ['z', 'a', 'q'])
      symlinkSync('m.sentrely', join(folder, `p/${name}.sentrely`));
    expect(names(['p'])).toEqual(['p/a.sentrely']);
    expect(names(['p/z.sentrely', 'p'])).toEqual(['p/a.sentrely']);
  });

  test('names do not depend on how the folder was written', () => {
    put('p/a.sentrely');
    expect(names(['./p/'])).toEqual(['p/a.sentrely']);
    expect(names([join(folder, 'p')])).toEqual(['p/a.sentrely']);
    expect(names(['.'])).toEqual(['p/a.sentrely']);
  });

  test('takes a named file of any extension', () => {
    put('rules.txt');
    expect(names(['rules.txt'])).toEqual(['rules.txt']);
  });

  test('passes by folders that hold no policies', () => {
    for (const skipped of ['.git', 'node_modules', '.sentrely']) put(`${skipped}/a.sentrely`);
    put('a.sentrely');
    expect(names(['.'])).toEqual(['a.sentrely']);
  });

  test('a policy behind a link out of the folder is an error, never left out', () => {
    put('p/a.sentrely');
    writeFileSync(join(root, 'guard.sentrely'), 'edition 1\n');
    symlinkSync(join(root, 'guard.sentrely'), join(folder, 'p/guard.sentrely'));
    expect(() => names(['p'])).toThrow(/leads out of `p`/);
  });

  test('a folder behind a link out of the folder is an error as well', () => {
    put('p/a.sentrely');
    mkdirSync(join(root, 'guards'));
    symlinkSync(join(root, 'guards'), join(folder, 'p/guards'));
    expect(() => names(['p'])).toThrow(/`p\/guards` leads out of `p`/);
  });

  test('a link that leads in a circle ends', () => {
    put('p/a.sentrely');
    symlinkSync('.', join(folder, 'p/again'));
    expect(names(['p'])).toEqual(['p/a.sentrely']);
  });

  test('a sibling with the same beginning is not inside', () => {
    mkdirSync(join(root, 'work-evil'));
    writeFileSync(join(root, 'work-evil/a.sentrely'), '');
    put('a.sentrely');
    symlinkSync(join(root, 'work-evil/a.sentrely'), join(folder, 'b.sentrely'));
    expect(() => names(['.'])).toThrow(/leads out/);
  });

  test.each([
    ['..', /leads out of/],
    ['../other.sentrely', /leads out of/],
    ['/etc/hostname', /leads out of/],
    ['link', /leads out of/],
  ])('confined, %s is refused', (path, message) => {
    writeFileSync(join(root, 'other.sentrely'), '');
    symlinkSync(root, join(folder, 'link'));
    expect(() => names([path], true)).toThrow(message);
  });

  test('what does not exist is said in words', () => {
    expect(() => names(['nowhere'])).toThrow(/`nowhere`: no such file or directory/);
  });

  test('a link that leads nowhere is an error', () => {
    put('p/a.sentrely');
    symlinkSync('gone.sentrely', join(folder, 'p/b.sentrely'));
    expect(() => names(['p'])).toThrow(/`p\/b.sentrely`: no such file/);
  });

  test('a folder without policies is an error', () => {
    put('p/readme.md');
    expect(() => names(['p'])).toThrow(/no policy file was found: `p`/);
  });

  test('a pipe is neither a file nor a folder, and is not waited for', () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(() => names(['pipe'])).toThrow(/neither a file nor a folder/);
  });

  test('a byte order mark at the start is not part of the text', () => {
    put('a.sentrely', '\uFEFFedition 1\n');
    expect(readSources(['a.sentrely'], { folder, isConfined: false })[0]?.text).toBe('edition 1\n');
  });

  test.each([
    ['edition 1 \xff', 'found byte 0xff at offset 10'],
    ['\xef\xbb\xbf\xc3\xa4\xc3', 'found byte 0xc3 at offset 5'],
    ['\xef\xbf\xbd\x80', 'found byte 0x80 at offset 3'],
    ['\xed\xa0\x80', 'found byte 0xed at offset 0'],
    ['\xf0\x9f\x98', 'found byte 0xf0 at offset 0'],
  ])('bytes that are not UTF-8 are named: %j', (latin1, message) => {
    put('a.sentrely', Buffer.from(latin1, 'latin1'));
    expect(() => names(['a.sentrely'])).toThrow(message);
  });

  test('a written U+FFFD is text', () => {
    put('a.sentrely', '// \uFFFD\n');
    expect(names(['a.sentrely'])).toHaveLength(1);
  });

  test('a file over the cap is an error', () => {
    put('a.sentrely', Buffer.alloc(1024 * 1024 + 1, 0x20));
    expect(() => names(['.'])).toThrow(/found 1048577 bytes, expected at most 1048576/);
  });

  test('files that are too large together are an error', () => {
    for (let at = 0; at < 17; at++) put(`${at}.sentrely`, Buffer.alloc(1024 * 1024, 0x20));
    expect(() => names(['.'])).toThrow(/all files together/);
  });

  test('a tree that is too deep is an error', () => {
    put(`${'d/'.repeat(40)}a.sentrely`);
    expect(() => names(['.'])).toThrow(/more than 32 folders deep/);
  });
});

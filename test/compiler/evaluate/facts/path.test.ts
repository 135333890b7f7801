import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPath } from '../../../../compiler/evaluate/facts/path.ts';

const unknown = { absolute: null, relative: null, inside: 'unknown', isUnknown: true };

describe('in a known workspace', () => {
  it.each([
    ['src/a.ts', '/app/src/a.ts', 'src/a.ts', 'yes'],
    ['./src//a.ts', '/app/src/a.ts', 'src/a.ts', 'yes'],
    ['src/', '/app/src', 'src', 'yes'],
    ['.', '/app', '', 'yes'],
    ['/app', '/app', '', 'yes'],
    ['/app/.', '/app', '', 'yes'],
    ['//app/x', '/app/x', 'x', 'yes'],
    ['x/../../app/y', '/app/y', 'y', 'yes'],
    ['../app-evil/x', '/app-evil/x', null, 'no'],
    ['/app-evil/x', '/app-evil/x', null, 'no'],
    ['/ap', '/ap', null, 'no'],
    ['/', '/', null, 'no'],
    ['../../../../etc/passwd', '/etc/passwd', null, 'no'],
    ['/etc/../../etc/passwd', '/etc/passwd', null, 'no'],
    ['/APP/x', '/APP/x', null, 'unknown'],
    ['/a\u200dpp/x', '/a\u200dpp/x', null, 'unknown'],
    ['~', '~', null, 'unknown'],
    ['~/a/../b/', '~/b', null, 'unknown'],
    ['a/~/b', '/app/a/~/b', 'a/~/b', 'yes'],
    ['...', '/app/...', '...', 'yes'],
    ['%2e%2e/x', '/app/%2e%2e/x', '%2e%2e/x', 'yes'],
    ['/proc/self/status', '/proc/self/status', null, 'no'],
    ['proc/self/root', '/app/proc/self/root', 'proc/self/root', 'yes'],
  ])('%s', (text, absolute, relative, inside) => {
    expect(readPath(text, '/app')).toEqual({ absolute, relative, inside, isUnknown: false });
  });

  it('the root as workspace holds everything', () => {
    expect(readPath('/etc/passwd', '/')).toMatchObject({ relative: 'etc/passwd', inside: 'yes' });
  });

  it('folds the workspace as well', () => {
    expect(readPath('/app/x', '/srv/..//app/.')).toMatchObject({ relative: 'x', inside: 'yes' });
  });
});

describe('in an unknown workspace', () => {
  it('a relative path has only its own form', () => {
    const fact = { absolute: null, relative: 'a/b', inside: 'yes', isUnknown: false };
    expect(readPath('a/./b/', null)).toEqual(fact);
  });

  it('an absolute path may be inside or not', () => {
    const fact = { absolute: '/a', relative: null, inside: 'unknown', isUnknown: false };
    expect(readPath('/a', null)).toEqual(fact);
  });

  it.each(['..', 'a/../..', '../a', '~/..', '~/a/../../b'])(
    '%s leads nobody knows where',
    (text) => {
      expect(readPath(text, null)).toEqual(unknown);
    },
  );

  it.each(['app', '~/app', 'C:\\app', '', '/a\0', '/proc/self/cwd', '/a\\b'])(
    'the workspace %j is as good as none',
    (workspace) => {
      expect(readPath('x', workspace)).toEqual(readPath('x', null));
      expect(readPath('/x', workspace)).toEqual(readPath('/x', null));
    },
  );
});

it.each([
  ['nothing', ''],
  ['NUL', '/app/x\0.txt'],
  ['backslash', '..\\x'],
  ['a drive', 'C:/Windows/x'],
  ['a scheme', 'file:///etc/passwd'],
  ['a device namespace', '//?/C:/x'],
  ['another device namespace', '//./pipe'],
  ['the home of somebody', '~root/x'],
  ['the previous directory of a shell', '~-/x'],
  ['half a surrogate pair', '/app/\ud800'],
  ['the root of a process', '/proc/self/root/etc/passwd'],
  ['the root of a process, left again', '/proc/1/root/../status'],
  ['the directory of a thread', '/proc/1/task/2/cwd/x'],
  ['an open file', '/proc/self/fd/3'],
  ['an open file by its other name', '/dev/fd/3'],
  ['a detour to it', '/app/../proc//self/./fd/3'],
  ['more than a system opens', `/${'a/'.repeat(2100)}`],
])('%s is unknown', (_, text) => {
  expect(readPath(text, '/app')).toEqual(unknown);
  expect(readPath(text, null)).toEqual(unknown);
});

const segment = fc.constantFrom('a', 'app', '..', '.', '', 'b.c', '~', 'proc', 'fd', 'A');
const anyPath = fc.array(segment, { maxLength: 8 }).map((segments) => segments.join('/'));

it('a normal form is normal', () => {
  fc.assert(
    fc.property(anyPath, fc.constantFrom(null, '/app', '/'), (text, workspace) => {
      const { absolute, relative, inside, isUnknown } = readPath(text, workspace);
      if (isUnknown) return;
      expect(absolute ?? `/${relative}`).not.toMatch(/\/\/|\/\.{1,2}(\/|$)|.\/$/);
      expect(relative !== null).toBe(inside === 'yes');
      if (absolute !== null) expect(readPath(absolute, workspace).absolute).toBe(absolute);
      if (relative) expect(readPath(`./${relative}`, workspace)).toMatchObject({ relative });
    }),
    { numRuns: 2000 },
  );
});

it('is total', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, workspace) => {
      expect(readPath(text, workspace)).toBeDefined();
    }),
    { numRuns: 2000 },
  );
});

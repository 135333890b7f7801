import { describe, expect, it } from 'vitest';
import { readShell } from '../../../../compiler/evaluate/shell/shell.ts';
import { places, read } from './show.ts';

/** Where the last command of a text may work. */
const last = (text: string): string => (places(text).at(-1) ?? '').replace(/^.* in /, '');

describe('the directory is followed', () => {
  it.each([
    ['p', '/w'],
    ['cd s && p', '/w/s'],
    ['cd s; p', '/w/s /w'],
    ['cd s || p', '/w'],
    ['cd s || exit 1; p', '/w/s'],
    ['cd s || { echo no; exit 1; }; p', '/w/s'],
    ['! cd s; p', '/w /w/s'],
    ['! cd s && p', '/w'],
    ['cd /x && p', '/x'],
    ['cd /x && cd y && p', '/x/y'],
    ['cd s && cd .. && p', '/w/s/..'],
    ['cd . && p', '/w'],
    ['cd -P s && p', '/w/s'],
    ['cd -- s && p', '/w/s'],
    ['cd "a b" && p', '/w/a b'],
    ['d=s; cd $d && p', '/w/s'],
    ['cd "$PWD/s" && p', '/w/s'],
    ['pushd s && p', '/w/s'],
    ['(cd s && p)', '/w/s'],
    ['(cd s); p', '/w'],
    ['{ cd s; } && p', '/w/s'],
    ['x=$(cd s); p', '/w'],
    ['cd s & p', '/w'],
    ['cd s | p', '/w'],
    ['a | cd s; p', '/w /w/s'],
    ['if a; then cd s; fi; p', '/w/s /w'],
    ['if cd s; then p; fi', '/w/s'],
    ['if cd s; then a; else p; fi', '/w'],
    ['if cd s; then a; elif cd t; then p; fi', '/w/t'],
    ['case x in a) cd s;; b) cd t;; esac; p', '/w /w/s /w/t'],
    ['case x in a) cd s;& b) p;; esac', '/w /w/s'],
    ['for d in s t; do (cd $d && p); done', '/w/t'],
    ['for d in s t; do cd /$d && p; done', '/t'],
    ['f() { cd s; }; f && p', '/w/s'],
    ['f() { a && return; cd s || exit; }; f; p', '/w/s /w'],
    ['while a; do cd s || break; done; p', 'anywhere'],
    ['while cd s; do p; done', 'anywhere'],
    ['for x in *; do cd $x; p; done', 'anywhere'],
    [
      'for i in 1 2 3 4 5 6; do a && continue; cd s; done; p',
      '/w /w/s /w/s/s /w/s/s/s /w/s/s/s/s /w/s/s/s/s/s /w/s/s/s/s/s/s',
    ],
    ['sudo cd s; p', '/w'],
    ['/usr/bin/cd s; p', '/w'],
    ['cd; p', 'anywhere'],
    ['cd ~ && p', 'anywhere'],
    ['cd ~/x && p', 'anywhere'],
    ['cd - && p', 'anywhere'],
    ['cd $x && p', 'anywhere'],
    ['cd "$x" && p', 'anywhere'],
    ['cd s* && p', 'anywhere'],
    ['cd a b && p', 'anywhere'],
    ['cd +1 && p', 'anywhere'],
    ['popd && p', 'anywhere'],
    ['pushd && p', 'anywhere'],
    ['source f; p', 'anywhere'],
    ['CDPATH=/x; cd s && p', '/w/s'],
    ['exit; p', 'anywhere'],
  ])('%s: %s', (text, expected) => {
    const sorted = (all: string) => all.split(' ').sort().join(' ');
    expect(sorted(last(text))).toBe(sorted(expected));
  });

  it('says where the shell may be at the end', () => {
    expect(read('a').directories).toEqual(['/w']);
    expect(read('cd s').directories).toEqual(['/w/s', '/w']);
    expect(read('(cd s)').directories).toEqual(['/w']);
    expect(read('cd $x').directories).toBeNull();
    expect([...(read('cd s && exit; cd /x || exit').directories ?? [])].sort()).toEqual([
      '/w',
      '/w/s',
      '/x',
    ]);
    expect(read("sh -c 'cd s'").directories).toEqual(['/w']);
  });

  it('a search path for directories makes the reading opaque', () => {
    expect(read('CDPATH=/x; cd s').opaque).toHaveLength(1);
  });

  it('begins in one of several, or anywhere', () => {
    const of = (text: string, from: readonly string[] | null) =>
      readShell(text, from).commands.at(-1)?.directories;
    expect(of('cd s && p', ['/a', '/b'])).toEqual(['/a/s', '/b/s']);
    expect(of('cd s && p', null)).toBeNull();
    expect(of('cd /s && p', null)).toEqual(['/s']);
    expect(of('p', ['.'])).toEqual(['.']);
    expect(of('cd s && p', ['.'])).toEqual(['./s']);
    expect(of('p "$PWD"', ['.'])).toEqual(['.']);
  });

  it('more than can be followed is anywhere', () => {
    const texts = Array.from({ length: 6 }, (_, at) => `cd d${at}`);
    expect(last(`${texts.join(';')}; p`)).toBe('anywhere');
  });
});

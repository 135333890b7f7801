import { describe, expect, it } from 'vitest';
import { isPlainAwk } from '../../../../compiler/evaluate/commands/awk.ts';
import { readSedScript } from '../../../../compiler/evaluate/commands/sed-script.ts';
import { bare, effects, quoted, scene, type Written } from './scene.ts';

const none = scene('');
const without = (words: readonly Written[] | string, more = {}) =>
  effects(none, words, more).filter((line) => !line.startsWith('shell.run'));

describe('interpreters', () => {
  it.each([
    ['python3 -c x', 'python'],
    ['python3 -uc x', 'python'],
    ['python3 -W ignore -c x', 'python'],
    ['python3.12 -cx', 'python'],
    ['node -e x', 'javascript'],
    ['node --eval=x', 'javascript'],
    ['node -pe x', 'javascript'],
    ['node -r ./a -e x', 'javascript'],
    ['perl -ne x', 'perl'],
    ['ruby -e x', 'ruby'],
    ['php -r x', 'php'],
    ['deno eval x', 'javascript'],
    ['osascript -e x', 'applescript'],
    ['vim -c x', 'vim'],
  ])('%s is code', (text, language) => {
    expect(without(text)).toEqual([`shell.code(language=${language})`]);
  });

  it.each([
    ['python3 a.py -c x', ['fs.run(path=a.py)']],
    ['python3 -- -c', ['fs.run(path=-c)']],
    ['bash -x a.sh', ['fs.run(path=a.sh)']],
    ['source a', ['fs.run(path=a)']],
    ['. -- a', ['fs.run(path=a)']],
    ['python3 -m pytest -c x', []],
    ['python3 --version', []],
  ])('%s', (text, expected) => {
    expect(without(text)).toEqual(expected);
  });

  it('what is fed to one is code, unless it is for a file', () => {
    for (const input of ['pipe', 'text', 'file'] as const) {
      expect(without('python3', { input })).toEqual(['shell.code(language=python)']);
      expect(without('python3 -', { input })).toEqual(['shell.code(language=python)']);
      expect(without('sh', { input })).toEqual(['shell.code(language=sh)']);
      expect(without('python3 a.py', { input })).toEqual(['fs.run(path=a.py)']);
    }
    expect(without('python3', { input: 'inherited' })).toEqual(['shell.code(language=python)']);
    expect(without('python3', { input: 'empty' })).toEqual([]);
    expect(without('/bin/sh')).toEqual(['shell.code(language=sh)']);
  });

  it('a word that nobody knows may be code', () => {
    expect(without(['python3', bare])).toEqual(['shell.code(language=python)']);
    expect(without(['node', quoted])).toEqual(['shell.code(language=javascript)']);
    expect(without(['awk', quoted])).toEqual(['shell.code(language=awk)']);
    expect(without(['sed', quoted, 'f'])).toEqual(['shell.code(language=sed)']);
  });
});

describe('awk', () => {
  it.each([
    '{print $1}',
    '$3 > 5 { print $2 }',
    'NR==2',
    '{ s += $1 } END { print s / NR }',
    '/a|b/ { n++ } END { print n }',
    '$1 == "a" || $2 ~ /b>c/ { print }',
  ])('%s only computes', (text) => {
    expect(isPlainAwk(text)).toBe(true);
  });
  it.each([
    'BEGIN { system("id") }',
    '{ print > "f" }',
    '{ print $1 >> "f" }',
    '{ print | "sh" }',
    '{ print |& "sh" }',
    '"id" | getline x',
    '@load "x"',
    'BEGIN { ARGV[1] = "/etc/passwd"; ARGC = 2 }',
    '{ print /"/ ; print "x" > "f" #"/ }',
    'BEGIN { x++ / 2; print "a" > "f" / 1 }',
    '{ if (1) /"/; print "x" > "f" }',
    '{ return /"/; print "x" > "f" }',
  ])('%s does more', (text) => {
    expect(isPlainAwk(text)).toBe(false);
  });
});

describe('sed', () => {
  it.each([
    ['s/a/b/g', [], []],
    ['1,5p', [], []],
    ['/a/,/b/d;s|x|y|', [], []],
    ['/^#/!{s/a/b/;p}', [], []],
    ['$!N;P;D', [], []],
    ['a\\\ntext', [], []],
    ['s/a/b/w out', [], ['out']],
    ['r in', ['in'], []],
    ['/a/w out\np', [], ['out']],
    ['y/abc/def/', [], []],
    [':a;N;$!ba;s/\\n/ /g', [], []],
    ['\\,a,d', [], []],
  ])('%s', (text, reads, writes) => {
    expect(readSedScript(text)).toEqual({ reads, writes });
  });
  it.each(['e', '1e id', 's/a/b/e', 's/a/b/ge', 's/a/b/we', 's/a', 'k', '/a', 's\na\nb\n'])(
    '%s runs a command, or cannot be read',
    (text) => {
      const read = readSedScript(text);
      expect(text === 's/a/b/we' ? read?.writes : read).toEqual(text === 's/a/b/we' ? ['e'] : null);
    },
  );
  it('scripts of options, files and BSD', () => {
    expect(without(['sed', '-n', '-e', 'p', '-e', '1e id', 'f'])).toEqual([
      'shell.code(language=sed)',
    ]);
    expect(without(['sed', '-ne1e id'])).toEqual(['shell.code(language=sed)']);
    expect(without(['sed', '--expression=1e id'])).toEqual(['shell.code(language=sed)']);
    expect(without(['sed', '-f', 'x', 'f'])).toEqual(['fs.run(path=x)']);
    expect(without(['sed', '-i', '', '1e id', 'f'])).toEqual(['shell.code(language=sed)']);
    expect(without(['sed', 's/a/b/w out', 'f'])).toEqual(['fs.write(path=out)']);
  });
});

describe('files that values name', () => {
  it.each([
    ['curl -d @a https://h', ['fs.read(path=a)']],
    ['curl -sd@a https://h', ['fs.read(path=a)']],
    ['curl --data-binary=@a https://h', ['fs.read(path=a)']],
    ['curl --data-urlencode x@a https://h', ['fs.read(path=a)']],
    ['curl --data-urlencode x=@a https://h', []],
    ['curl -F f=@a;type=x https://h', ['fs.read(path=a)']],
    ['curl -F f=<a https://h', ['fs.read(path=a)']],
    ['curl -b jar https://h', ['fs.read(path=jar)']],
    ['curl -b k=v https://h', []],
    ['curl --data-raw @a https://h', []],
    ['curl -o @a https://h', []],
    ['curl -d @- https://h', []],
    ['gh api x -F k=@a', ['fs.read(path=a)']],
    ['aws x --body file://a', ['fs.read(path=a)']],
  ])('%s', (text, expected) => {
    expect(without(text)).toEqual(expected);
  });
  it('one that is not known may name any', () => {
    expect(without(['curl', '-d', quoted])).toEqual(['fs.read(path=?)']);
    expect(
      without([
        'curl',
        '-d',
        { kind: 'set', pieces: [{ kind: 'text', text: '{' }, { kind: 'any' }] },
      ]),
    ).toEqual([]);
  });
});

describe('clients of databases', () => {
  it.each([
    ['psql', '\\! id'],
    ['psql', "copy t to program 'sh'"],
    ['mysql', '\\! id'],
    ['mysql', 'system id'],
    ['sqlite3', '.shell id'],
    ['sqlite3', 'select load_extension(1)'],
    ['sqlite3', "attach 'x' as y"],
  ])('%s may run %s', (program, text) => {
    expect(without([program, 'x', text])).toEqual([`shell.code(language=${program})`]);
  });
  it.each([
    ['sqlite3', '.tables'],
    ['sqlite3', 'select a > 5 from t'],
  ])('%s only asks %s', (program, text) => {
    expect(without([program, 'x', text])).toEqual([]);
  });
  it('what is typed or fed is judged by its text', () => {
    expect(without(['psql', '-c', 'select 1', 'x'])).toEqual([]);
    expect(without('mysql -e x db')).toEqual([]);
    for (const text of ['psql x', 'mysql x', 'sqlite3 x']) {
      expect(without(text).join()).toContain('shell.code');
      expect(without(text, { input: 'empty' })).toEqual([]);
      expect(without(text, { input: 'pipe' }).join()).toContain('shell.code');
      expect(without(text, { input: 'text', inputText: 'select 1' })).toEqual([]);
      expect(without(text, { input: 'text', inputText: '.shell id\n\\! id' }).join()).toContain(
        'shell.code',
      );
    }
  });
});

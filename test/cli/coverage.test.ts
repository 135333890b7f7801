import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { broken, failing, good, untested } from '../action/policies.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

const put = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');
const run = (...words: readonly string[]) => sentrely(folder.path, words);

/** The good policy and a rule that its test does not reach. */
const wide = good.replace('workspace\n', 'workspace\n  rule no deny read_file when .path == "b"\n');

describe('test --coverage', () => {
  test('prints a table of files, and what is not covered with its place', async () => {
    put('a.sentrely', wide);
    expect(await run('test', '--coverage', '.')).toEqual({
      code: 0,
      out: `2 passed, 0 failed in 1 file

file        rules  outcomes  names  covered
a.sentrely    2/2       4/5    2/2   88.8 %
all files     2/2       4/5    2/2   88.8 %

not covered
  a.sentrely:11:31  \`.path == "b"\` of \`main.no\` is never true
`,
      err: '',
    });
  });

  test('--min exits 1 under the minimum only, and shows the table', async () => {
    put('a.sentrely', wide);
    const { code, out } = await run('test', '--min', '90', '.');
    expect(code).toBe(1);
    expect(out).toMatch(/\ncoverage is 88\.8 %, expected at least 90 %\n$/);
    expect((await run('test', '--min', '88.88', '.')).code).toBe(0);
    put('a.sentrely', good);
    expect((await run('test', '--min', '100', '.')).code).toBe(0);
  });

  test.each(['101', '-1', 'x', '1e1', ''])('--min=%s is refused', async (min) => {
    put('a.sentrely', good);
    expect(await run('test', `--min=${min}`, '.')).toMatchObject({ code: 2, out: '' });
  });

  test('failed tests exit 1 however much they cover', async () => {
    put('a.sentrely', failing);
    expect((await run('test', '--min', '0', '.')).code).toBe(1);
  });

  test('--json holds the coverage when it is asked for', async () => {
    put('a.sentrely', wide);
    const { out } = await run('test', '--json', '--coverage', '.');
    const { coverage } = JSON.parse(out);
    expect(coverage).toMatchObject({ met: 8, goals: 9, percent: 88.8 });
    expect(coverage.rules[1]).toEqual({
      id: 'main.no',
      effect: 'deny',
      file: 'a.sentrely',
      line: 11,
      column: 3,
      decided: 1,
      conditions: [
        {
          file: 'a.sentrely',
          line: 11,
          column: 31,
          text: '.path == "b"',
          true: 0,
          false: 1,
          unknown: 1,
          missing: ['true'],
        },
      ],
    });
    expect(coverage.tools).toMatchObject([{ name: 'read_file', calls: 2 }]);
    expect(coverage.agents).toMatchObject([{ name: 'dev', calls: 2 }]);
    expect(JSON.parse((await run('test', '--json', '.')).out).coverage).toBeUndefined();
  });

  test('a list that is too long is cut', async () => {
    const rules = Array.from(
      { length: 60 },
      (_, at) => `  rule r${at} deny read_file when .path == "${at}"\n`,
    );
    put('a.sentrely', good.replace('workspace\n', `workspace\n${rules.join('')}`));
    const { out } = await run('test', '--coverage', '.');
    expect(out).toMatch(/\n {2}and \d+ more\n$/);
  });

  test('--lcov writes the trace file, and nothing while there are errors', async () => {
    put('a.sentrely', broken(1));
    expect((await run('test', '--lcov', 'l.info', '.')).code).toBe(1);
    expect(() => read('l.info')).toThrow('ENOENT');
    put('a.sentrely', wide);
    expect((await run('test', '--lcov', 'l.info', '.')).code).toBe(0);
    expect(read('l.info')).toMatch(/^TN:\nSF:a\.sentrely\n[^]*\nend_of_record\n$/);
  });
});

describe('test --filter', () => {
  const two = `${good}\ntest "another [one]" {\n  as dev\n  read_file { path: "c" } => deny\n}\n`;

  test('runs the tests whose title holds the text, which is no pattern', async () => {
    put('a.sentrely', two);
    expect((await run('test', '.')).code).toBe(1);
    expect((await run('test', '--filter', 'project', '.')).out).toBe(
      '2 passed, 0 failed in 1 file\n',
    );
    expect((await run('test', '--filter', '[one]', '.')).out).toContain('0 passed, 1 failed');
  });

  test('exits 1 when there is no such test', async () => {
    put('a.sentrely', two);
    expect(await run('test', '--filter', '.*', '.')).toMatchObject({
      code: 1,
      out: 'no tests in 1 file\n',
    });
  });
});

describe('test --junit', () => {
  const hostile =
    '<a> & "b" \'c\' ]]> \\u{1b}[2J \\u{0} \\u{202e} \\u{ffff} </testcase>'.replaceAll('"', '\\"');

  test('writes a case for each call, and the failures at length', async () => {
    put('a.sentrely', failing);
    expect((await run('test', '--junit', 'j.xml', '.')).code).toBe(1);
    const xml = read('j.xml');
    expect(
      xml.startsWith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sentrely" tests="2" failures="1" errors="0">\n',
      ),
    ).toBe(true);
    expect(xml).toContain(
      '    <testcase name="files of the project may be read (line 15: read_file)" classname="a.sentrely" file="a.sentrely" line="15"/>\n',
    );
    expect(xml).toContain('<failure message="expected allow, got deny" type="verdict">');
    expect(xml).toContain('where `.path under workspace` is unknown');
  });

  test('titles cannot leave their attribute, nor act on a terminal', async () => {
    put('a.sentrely', failing.replace('files of the project may be read', hostile));
    const { out } = await run('test', '--junit', 'j.xml', '.');
    const xml = read('j.xml');
    expect(xml.match(/<[a-z?/]+/g)).toEqual([
      '<?xml',
      '<testsuites',
      '<testsuite',
      '<testcase',
      '<testcase',
      '<failure',
      '</failure',
      '</testcase',
      '</testsuite',
      '</testsuites',
    ]);
    expect(xml).toContain('name="&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos; ]]&gt; \\u{1b}[2J');
    for (const text of [xml, out]) expect(text).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    // XML 1.0 does not have these two either.
    expect(xml).not.toMatch(/[\ufffe\uffff]/);
  });

  test('policies with errors are one error', async () => {
    put('a.sentrely', broken(1));
    expect((await run('test', '--junit', 'j.xml', '.')).code).toBe(1);
    expect(read('j.xml')).toContain('tests="1" failures="0" errors="1"');
    expect(read('j.xml')).toContain('error[unknown-tool]');
  });

  test('a file that cannot be written is an error of the environment', async () => {
    put('a.sentrely', good);
    const { code, err } = await run('test', '--junit', 'none/j.xml', '.');
    expect([code, err.includes('SENTRELY_ERR_CLI_FILE_WRITE')]).toEqual([2, true]);
  });

  test('no tests are an empty report', async () => {
    put('a.sentrely', untested);
    expect((await run('test', '--junit', 'j.xml', '.')).code).toBe(1);
    expect(read('j.xml')).toContain(
      '<testsuites name="sentrely" tests="0" failures="0" errors="0">',
    );
  });
});

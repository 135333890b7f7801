import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Progress } from '../../cli/progress.ts';
import { broken, failing, good, untested } from '../action/policies.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

const put = (text: string) => writeFileSync(join(folder.path, 'a.sentrely'), text);
const run = (...words: readonly string[]) => sentrely(folder.path, ['mutate', ...words, '.']);

/** One survivor: no test knows of the rule. */
const weak = good.replace('workspace\n', 'workspace\n  rule no deny read_file when .path == "b"\n');

describe('mutate', () => {
  test('kills every mutant of a policy that is tested well', async () => {
    put(good);
    expect(await run()).toEqual({
      code: 0,
      out: '5 mutants: 5 killed by tests, 0 refused by the compiler, 0 survived, 0 equivalent or no witness found\nscore 100 %\n',
      err: '',
    });
  });

  test('shows a survivor with its place, the change and a call for a test', async () => {
    put(weak);
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain(`survived: the rule left out
  --> a.sentrely:11:3
  before  \`rule no deny read_file\`
  after   nothing
  as      \`dev\`
  call    read_file { path: "b" } => deny
  mutant  allow
`);
  });

  test('the call of a survivor, put into a test, kills it', async () => {
    put(weak);
    const { mutants } = JSON.parse((await run('--json')).out);
    const dropped = mutants.find(({ operator, line }: { operator: string; line: number }) => {
      return operator === 'drop-rule' && line === 11;
    });
    expect(dropped).toMatchObject({ fate: 'survived', witness: { input: { path: 'b' } } });
    put(
      weak.replace(
        '"../a.txt" } => deny',
        '"../a.txt" } => deny\n  read_file { path: "b" } => deny',
      ),
    );
    const { out } = await run('--json');
    expect(JSON.parse(out).mutants).toContainEqual(
      expect.objectContaining({
        operator: 'drop-rule',
        line: 11,
        fate: 'killed',
        by: { file: 'a.sentrely', line: 18 },
      }),
    );
  });

  test('--json is one line with counts and every mutant', async () => {
    put(weak);
    const { out } = await run('--json');
    expect(out.indexOf('\n')).toBe(out.length - 1);
    const { mutants, diagnostics, ...counts } = JSON.parse(out);
    expect(diagnostics).toEqual([]);
    expect(Object.keys(counts)).toEqual([
      'total',
      'tried',
      'killed',
      'refused',
      'survived',
      'unwitnessed',
      'untestable',
      'score',
    ]);
    expect(mutants).toHaveLength(counts.total);
  });

  test('--fail-under exits 1 under the score only', async () => {
    put(weak);
    const { score } = JSON.parse((await run('--json')).out);
    expect(score).toBeLessThan(100);
    expect((await run('--fail-under', '100')).code).toBe(1);
    expect((await run('--fail-under', String(Math.floor(score)))).code).toBe(0);
  });

  test('--max tries a part and says so', async () => {
    put(weak);
    expect((await run('--max', '3')).out).toMatch(/\n?\d+ mutants, 3 of them tried: /);
    expect(await run('--max', '0')).toMatchObject({ code: 2, out: '' });
  });

  test('nothing is mutated while tests fail, are missing, or cannot run', async () => {
    put(failing);
    expect((await run()).out).toContain('1 passed, 1 failed');
    put(untested);
    expect(await run()).toMatchObject({ code: 1, out: 'no tests in 1 file\n' });
    put(broken(1));
    expect(await run()).toMatchObject({ code: 1 });
    expect(JSON.parse((await run('--json')).out)).toMatchObject({ diagnostics: [{}], cases: [] });
  });

  test('text of a policy cannot act on the terminal', async () => {
    put(weak.replace('.path == "b"', '.path == "\\u{1b}[2J\\u{202e}b"'));
    const { out } = await run();
    expect(out).toContain('\\u{1b}[2J\\u{202e}b');
    expect(out).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
  });
});

describe('progress', () => {
  const shown = (isTerminal: boolean) => {
    let text = '';
    const screen = { isTerminal, hasColor: false, write: (more: string) => void (text += more) };
    const progress = new Progress(screen, 'mutants', 200);
    for (let done = 1; done <= 200; done++) progress.show(done);
    progress.clear();
    return text;
  };

  test('is one line of a terminal, written a hundred times at most, and removed', () => {
    const text = shown(true);
    expect(text.split('\r').length).toBe(1 + 101 + 1);
    expect(text).toContain('\rmutants [###############...............] 50 %');
    expect(text.endsWith('\r\u001b[2K')).toBe(true);
  });

  test('is nothing in a file', () => {
    expect(shown(false)).toBe('');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { verbs } from '../../cli/verbs.ts';
import { gatewayVersion } from '../../gateway/version.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeAll(() => {
  folder = newFolder();
});
afterAll(() => folder.remove());

const run = (...words: readonly string[]) => sentrely(folder.path, words);

describe('sentrely', () => {
  test('without a verb shows the list on standard error and exits 2', async () => {
    const { code, out, err } = await run();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('usage\n  sentrely VERB');
  });

  test.each([['--help'], ['-h'], ['help']])('%s shows every verb', async (word) => {
    const { code, out } = await run(word);
    expect(code).toBe(0);
    for (const [name, { summary }] of verbs)
      expect(out).toMatch(new RegExp(`${name} +${summary}\n`));
  });

  test('--version is that of the package', async () => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    expect(await run('--version')).toEqual({ code: 0, out: `${gatewayVersion}\n`, err: '' });
    expect(manifest.version).toBe(gatewayVersion);
  });

  test.each([...verbs.keys()])('%s answers --help in one screen', async (verb) => {
    const { code, out, err } = await run(...verb.split(' '), '--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`usage\n  sentrely ${verb}`);
    for (const part of ['options\n', 'examples\n', 'exit codes\n']) expect(out).toContain(part);
    expect(out.split('\n').length).toBeLessThan(50);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test.each([...verbs.keys()])('an example of %s begins with the verb', async (verb) => {
    const { command } = (await verbs.get(verb)?.load()) ?? {};
    expect(command?.examples.length).toBeGreaterThan(0);
    for (const example of command?.examples ?? []) expect(example.startsWith(verb)).toBe(true);
  });

  test('help VERB is VERB --help', async () => {
    expect(await run('help', 'keys', 'new')).toEqual(await run('keys', 'new', '--help'));
  });

  test('a group shows its verbs', async () => {
    const { code, out } = await run('keys', '--help');
    expect(code).toBe(0);
    expect(out).toContain('keys hash');
    expect(out).not.toContain('compile');
  });
});

describe('a wrong command line exits 2 and says what was found and expected', () => {
  test.each([
    [['sing'], 'SENTRELY_ERR_CLI_VERB', 'found `sing`, did you mean `sign`'],
    [['wholly-unlike'], 'SENTRELY_ERR_CLI_VERB', 'found `wholly-unlike`\n'],
    [['keys'], 'SENTRELY_ERR_CLI_VERB', 'found `keys`, expected `keys new` or `keys hash`'],
    [['keys', 'nwe'], 'SENTRELY_ERR_CLI_VERB', 'found `keys nwe`, expected `keys new`'],
    [['check', '--jsno', '.'], 'SENTRELY_ERR_CLI_OPTION', 'did you mean `--json`'],
    [
      ['check', '--json=yes', '.'],
      'SENTRELY_ERR_CLI_OPTION',
      'found `--json=yes`, expected no value',
    ],
    [['verify', '--trust', 'a', '--trust', 'b', 'c'], 'SENTRELY_ERR_CLI_OPTION', 'twice'],
    [['check', '--__proto__', '.'], 'SENTRELY_ERR_CLI_OPTION', 'found `--__proto__`'],
    [['check', '--constructor', '.'], 'SENTRELY_ERR_CLI_OPTION', 'found `--constructor`'],
    [['check'], 'SENTRELY_ERR_CLI_OPERAND', 'found 0, expected PATH...'],
    [['compile', '.'], 'SENTRELY_ERR_CLI_OPTION', '`--out` is missing'],
    [['compile', '.', '-o'], 'SENTRELY_ERR_CLI_OPTION', 'found `-o` alone, expected FILE after it'],
    [['compile', '.', '--out='], 'SENTRELY_ERR_CLI_OPTION', 'found `--out` alone'],
    [
      ['sign', '--key', '--revision', '3'],
      'SENTRELY_ERR_CLI_OPTION',
      'found `--revision` after `--key`',
    ],
    [['verify', '--trust', 't', 'a', 'b'], 'SENTRELY_ERR_CLI_OPERAND', 'found 2, expected BUNDLE'],
    [['keys', 'hash', 'a'], 'SENTRELY_ERR_CLI_OPERAND', 'found 1, expected none'],
    [['keys', 'new'], 'SENTRELY_ERR_CLI_OPERAND', 'expected an AGENT or --signing'],
    [['keys', 'new', 'a b'], 'SENTRELY_ERR_CLI_OPERAND', 'found `a b`'],
    [['keys', 'new', 'a', '--out', 'k'], 'SENTRELY_ERR_CLI_OPERAND', 'with --signing only'],
    [['keys', 'new', '--signing'], 'SENTRELY_ERR_CLI_OPERAND', '--out NAME'],
    [['keys', 'new', '--signing', '--out', 'k', 'a'], 'SENTRELY_ERR_CLI_OPERAND', 'expected none'],
    [
      ['keys', 'new', '--signing', '--out', 'k', '--channel', 'a/b'],
      'SENTRELY_ERR_CLI_OPTION',
      'a/b',
    ],
    [['fmt'], 'SENTRELY_ERR_CLI_OPERAND', 'PATH... or `--stdin`'],
    [['fmt', '--check', '--diff', '.'], 'SENTRELY_ERR_CLI_OPTION', 'expected one'],
    [['fmt', '--stdin', '.'], 'SENTRELY_ERR_CLI_OPERAND', 'expected none with `--stdin`'],
    [
      ['fmt', '--stdin', '--check'],
      'SENTRELY_ERR_CLI_OPTION',
      'found `--check` and `--stdin`, expected one',
    ],
    [['fmt', '--stdin'], 'SENTRELY_ERR_CLI_STDIN', 'it is a terminal'],
    [['keys', 'hash'], 'SENTRELY_ERR_CLI_STDIN', 'it is a terminal'],
    [['decide', '--bundle', 'b', '--trust', 't'], 'SENTRELY_ERR_CLI_STDIN', 'it is a terminal'],
    [['check', 'nowhere'], 'SENTRELY_ERR_SOURCE_MISSING', '`nowhere`: no such file or directory'],
    [['explain', 'unknow-agent'], 'SENTRELY_ERR_CLI_CODE', 'did you mean `unknown-agent`'],
  ])('%j', async (words, code, message) => {
    const seen = await run(...words);
    expect(seen).toMatchObject({ code: 2, out: '' });
    expect(seen.err).toContain(`error[${code}]: `);
    expect(seen.err).toContain(message);
    expect(seen.err).toMatch(/\n {2}help: [A-Z].*\.\n$/);
  });

  test('text of the user is escaped, so that it cannot act on a terminal', async () => {
    const { err } = await run('ev\u001b[31mil\u202e`');
    expect(err).toContain('ev\\u{1b}[31mil\\u{202e}\\u{60}');
    expect(err).not.toContain('\u001b');
  });

  test('with --json the error is the answer', async () => {
    const { code, out, err } = await run('check', '--json', 'nowhere');
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'SENTRELY_ERR_SOURCE_MISSING',
        message: expect.stringContaining('`nowhere`'),
        help: expect.any(String),
      },
    });
  });

  test('after a bare -- everything is an operand', async () => {
    expect((await run('check', '--', '--help')).err).toContain('`--help`: no such file');
  });
});

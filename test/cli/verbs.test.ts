import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../compiler/bundle/digest.ts';
import { broken, failing, good, untested, wasteful } from '../action/policies.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => folder.remove());

const path = (name: string) => join(folder.path, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const put = (name: string, text: string | Uint8Array) => writeFileSync(path(name), text);
const run = (line: string, stdin?: string) => sentrely(folder.path, line.split(' '), stdin);

/** A folder with policies, their rules, a key and a bundle. */
async function published(policy = good): Promise<void> {
  put('a.sentrely', policy);
  for (const line of [
    'compile -o rules.json a.sentrely',
    'keys new --signing --out k',
    'sign --key k.key --revision 7 -o bundle.json rules.json',
  ]) {
    const { code, err } = await run(line);
    expect(code, err).toBe(0);
  }
}

describe('fmt', () => {
  const sloppy = good.replace('\nagent dev {\n', '\n\nagent   dev {\n');

  test('rewrites what is laid out differently and names it, and nothing else', async () => {
    put('a.sentrely', sloppy);
    put('b.sentrely', good);
    const before = statSync(path('b.sentrely')).mtimeMs;
    expect(await run('fmt .')).toEqual({ code: 0, out: '`a.sentrely`\n', err: '' });
    expect(read('a.sentrely')).toBe(read('b.sentrely'));
    expect(statSync(path('b.sentrely')).mtimeMs).toBe(before);
    expect(await run('fmt .')).toEqual({ code: 0, out: '', err: '' });
  });

  test('keeps the mode of a file and writes through a link', async () => {
    mkdirSync(path('p'));
    put('p/real.txt', sloppy);
    chmodSync(path('p/real.txt'), 0o640);
    symlinkSync('real.txt', path('p/a.sentrely'));
    expect((await run('fmt p')).code).toBe(0);
    expect(read('p/real.txt')).toBe(good);
    expect(statSync(path('p/real.txt')).mode & 0o777).toBe(0o640);
    expect(readdirSync(path('p')).sort()).toEqual(['a.sentrely', 'real.txt']);
  });

  test('--check writes nothing and exits 1', async () => {
    put('a.sentrely', sloppy);
    expect(await run('fmt --check .')).toEqual({ code: 1, out: '`a.sentrely`\n', err: '' });
    expect(read('a.sentrely')).toBe(sloppy);
    put('a.sentrely', good);
    expect(await run('fmt --check .')).toEqual({ code: 0, out: '', err: '' });
  });

  test('--diff shows the change', async () => {
    put('a.sentrely', sloppy);
    const { code, out } = await run('fmt --diff .');
    expect(code).toBe(1);
    expect(out).toContain('--- a.sentrely\n+++ a.sentrely (formatted)\n');
    expect(out).toContain('\n-agent   dev {\n');
    expect(out).toContain('\n+agent dev {\n');
    expect(read('a.sentrely')).toBe(sloppy);
  });

  test('--stdin writes the layout, or the mistakes', async () => {
    expect(await run('fmt --stdin', sloppy)).toEqual({ code: 0, out: good, err: '' });
    const seen = await run('fmt --stdin', 'edition 1\nagent {\n');
    expect(seen).toMatchObject({ code: 1, out: '' });
    expect(seen.err).toContain('--> (stdin):2:7');
  });

  test('a file with mistakes is left as it is, the others are not', async () => {
    put('a.sentrely', 'edition 1\nagent {\n');
    put('b.sentrely', sloppy);
    const { code, out, err } = await run('fmt .');
    expect({ code, out }).toEqual({ code: 1, out: '`b.sentrely`\n' });
    expect(err).toContain('--> a.sentrely:2:7');
    expect(read('a.sentrely')).toBe('edition 1\nagent {\n');
  });
});

describe('check', () => {
  test('says when nothing is found', async () => {
    put('a.sentrely', good);
    expect(await run('check .')).toEqual({ code: 0, out: 'nothing found in 1 file\n', err: '' });
  });

  test('shows a mistake with its line and counts', async () => {
    put('a.sentrely', broken(2));
    const { code, out } = await run('check a.sentrely');
    expect(code).toBe(1);
    expect(out).toContain('error[unknown-tool]');
    expect(out).toContain('--> a.sentrely:10:9');
    expect(out).toMatch(/\n\n2 errors in 1 file\n$/);
  });

  test('a warning is printed and exits 0', async () => {
    put('a.sentrely', wasteful);
    const { code, out } = await run('check .');
    expect(code).toBe(0);
    expect(out).toMatch(/\n1 warning in 1 file\n$/);
  });

  test('--json is one line with the documented members', async () => {
    put('a.sentrely', broken(1));
    const { code, out } = await run('check --json .');
    expect(code).toBe(1);
    expect(out.indexOf('\n')).toBe(out.length - 1);
    expect(JSON.parse(out)).toEqual({
      diagnostics: [
        expect.objectContaining({
          code: 'unknown-tool',
          severity: 'error',
          message: expect.any(String),
          file: 'a.sentrely',
          line: 10,
          column: 9,
          end_line: 10,
          end_column: 16,
        }),
      ],
    });
    put('a.sentrely', good);
    expect(await run('check --json .')).toEqual({ code: 0, out: '{"diagnostics":[]}\n', err: '' });
  });

  test('files are one program', async () => {
    put('a.sentrely', good);
    put('b.sentrely', 'edition 1\n\npolicy more for agent dev {\n  allow read_file\n}\n');
    expect((await run('check .')).code).toBe(0);
    expect((await run('check b.sentrely')).code).toBe(1);
  });

  test('a huge number of mistakes is cut, and said to be', async () => {
    put('a.sentrely', broken(500));
    const { out } = await run('check .');
    expect(out).toMatch(/100 errors in 1 file, and no more are listed\n$/);
  });
});

describe('test', () => {
  test('counts the cases', async () => {
    put('a.sentrely', good);
    expect(await run('test .')).toEqual({
      code: 0,
      out: '2 passed, 0 failed in 1 file\n',
      err: '',
    });
  });

  test('shows a failed case with what was expected and what decided', async () => {
    put('a.sentrely', failing);
    expect(await run('test .')).toEqual({
      code: 1,
      out: `failed: \`files of the project may be read\`
  --> a.sentrely:16
  call      \`read_file\` as \`dev\`
  expected  allow
  got       deny
  reason    no rule allows \`read_file\` for agent \`dev\`
  nearest   \`main#1\` at a.sentrely:10, where \`.path under workspace\` is unknown

1 passed, 1 failed in 1 file
`,
      err: '',
    });
  });

  test('a test that names the wrong rule fails, and shows the one that decided', async () => {
    const rules = ['x', 'y'].map(
      (name) => `  rule ${name} deny read_file when .path matches "/${name}/**"\n`,
    );
    const wrong = good
      .replace('workspace\n', `workspace\n${rules.join('')}`)
      .replace('"../a.txt" } => deny', '"/x/a" } => deny (y)');
    put('a.sentrely', wrong);
    const { code, out } = await run('test .');
    expect(code).toBe(1);
    expect(out).toContain('  expected  deny by `y`\n  got       deny by `main.x`\n');
  });

  test('a sentence of a policy cannot act on the terminal', async () => {
    const rule = '  rule x deny read_file when .path == "b" because "\\u{1b}[2J\\u{202e}hidden"\n';
    put(
      'a\u001b.sentrely',
      failing.replace('workspace\n', `workspace\n${rule}`).replace('../a.txt', 'b'),
    );
    const { code, out } = await run('test .');
    expect(code).toBe(1);
    expect(out).toContain('  --> a\\u{1b}.sentrely:17\n');
    expect(out).toContain('\\u{1b}[2J\\u{202e}hidden');
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });

  test('policies without a test exit 1', async () => {
    put('a.sentrely', untested);
    expect(await run('test .')).toEqual({ code: 1, out: 'no tests in 1 file\n', err: '' });
  });

  test('policies with errors run no test', async () => {
    put('a.sentrely', broken(1));
    expect(await run('test .')).toMatchObject({
      code: 1,
      out: expect.stringContaining('1 error in'),
    });
    const { out } = await run('test --json .');
    expect(JSON.parse(out)).toMatchObject({ diagnostics: [{}], passed: 0, failed: 0, cases: [] });
  });

  test('--json has the documented members', async () => {
    put('a.sentrely', failing);
    const { code, out } = await run('test --json .');
    expect(code).toBe(1);
    const { cases, ...counts } = JSON.parse(out);
    expect(counts).toEqual({ diagnostics: [], passed: 1, failed: 1 });
    expect(cases[1]).toEqual({
      file: 'a.sentrely',
      line: 16,
      title: 'files of the project may be read',
      agent: 'dev',
      tool: 'read_file',
      passed: false,
      expected: { verdict: 'allow', rule: null },
      got: { verdict: 'deny', rules: [], reason: expect.any(String), decided: [] },
      nearest: {
        rule: 'main#1',
        file: 'a.sentrely',
        line: 10,
        why: 'condition',
        condition: { text: '.path under workspace', line: 10, was: 'unknown', others: 0 },
      },
    });
  });
});

describe('compile', () => {
  test('gives the same bytes, however the policies are named', async () => {
    mkdirSync(path('p'));
    put('p/a.sentrely', good);
    const digests = [];
    for (const name of ['p', './p/', 'p/a.sentrely', path('p')]) {
      const { code, out, err } = await run(`compile -o rules.json ${name}`);
      expect({ code, out }).toEqual({ code: 0, out: '' });
      expect(err).toContain(`digest ${sha256Hex(read('rules.json'))}\n`);
      digests.push(sha256Hex(read('rules.json')));
    }
    expect(new Set(digests).size).toBe(1);
  });

  test.each([
    ['errors', broken(1)],
    ['failing tests', failing],
  ])('refuses %s and writes nothing', async (_, policy) => {
    put('a.sentrely', policy);
    put('rules.json', 'old');
    const { code, out } = await run('compile -o rules.json a.sentrely');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(read('rules.json')).toBe('old');
  });

  test('a full disk is an error', async () => {
    put('a.sentrely', good);
    symlinkSync('/dev/full', path('full'));
    const { code, err } = await run('compile -o full a.sentrely');
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_CLI_FILE_WRITE');
    expect(err).toContain('no space left on device');
  });

  test('a folder that does not exist is an error, and leaves no draft', async () => {
    put('a.sentrely', good);
    expect((await run('compile -o nowhere/rules.json a.sentrely')).code).toBe(2);
    mkdirSync(path('taken'));
    expect((await run('compile -o taken a.sentrely')).code).toBe(2);
    expect(readdirSync(folder.path).sort()).toEqual(['a.sentrely', 'taken']);
  });

  test('policies without tests are compiled, and that is said', async () => {
    put('a.sentrely', untested);
    const { code, err } = await run('compile -o rules.json a.sentrely');
    expect(code).toBe(0);
    expect(err).toContain('no tests in 1 file\n');
  });
});

describe('keys new', () => {
  test('a signing key is private, and is never overwritten', async () => {
    expect((await run('keys new --signing --out k')).code).toBe(0);
    expect(statSync(path('k.key')).mode & 0o777).toBe(0o600);
    expect(read('k.key')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(read('k.pub')).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(JSON.parse(read('k.trust.json'))).toMatchObject({ channel: 'main', threshold: 1 });
    const before = read('k.key');
    expect(await run('keys new --signing --out k')).toMatchObject({ code: 2, out: '' });
    expect(read('k.key')).toBe(before);
  });

  test('one name taken is enough to write none', async () => {
    put('k.trust.json', 'mine');
    const { code, err } = await run('keys new --signing --out k');
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_CLI_FILE_EXISTS');
    expect(existsSync(path('k.key'))).toBe(false);
  });

  test('a link in the place of the key is not followed', async () => {
    symlinkSync('elsewhere', path('k.key'));
    expect((await run('keys new --signing --out k')).code).toBe(2);
    expect(existsSync(path('elsewhere'))).toBe(false);
  });

  test('the hash of an agent key is the one that `keys hash` and a gateway compute', async () => {
    const { agent, key, hash } = JSON.parse((await run('keys new release-bot --json')).out);
    expect(agent).toBe('release-bot');
    expect(key).toMatch(/^sk-sentrely-[A-Za-z0-9_-]{43}$/);
    expect(hash).toBe(`sha256:${sha256Hex(Buffer.from(key, 'utf8'))}`);
    for (const end of ['', '\n', '\r\n']) {
      expect((await run('keys hash', key + end)).out).toBe(`identify key "${hash}"\n`);
    }
  });

  test('the printed line can be pasted into a policy', async () => {
    const { out } = await run('keys new dev');
    const line = out.split('\n').find((text) => text.includes('identify')) ?? '';
    put('a.sentrely', good.replace('id 1\n', `id 1\n${line}\n`));
    expect((await run('check .')).code).toBe(0);
  });

  test.each([
    ['empty', ''],
    ['short', 'sk-1234'],
    ['two lines', `${'a'.repeat(40)}\n${'b'.repeat(40)}\n`],
    ['a blank', `${'a'.repeat(40)} ${'b'.repeat(40)}`],
    ['not ASCII', 'ä'.repeat(40)],
    ['huge', 'a'.repeat(600)],
  ])('keys hash refuses what is %s', async (_, text) => {
    const seen = await run('keys hash', text);
    expect(seen).toMatchObject({ code: 2, out: '' });
    expect(seen.err).toContain('SENTRELY_ERR_CLI_STDIN');
  });
});

describe('sign and verify', () => {
  test('a signed bundle verifies, and says what is in it', async () => {
    await published();
    const { code, out } = await run('verify --trust k.trust.json bundle.json --json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      revision: 7,
      channel: 'main',
      not_before: expect.stringMatching(/Z$/),
      expires: expect.stringMatching(/Z$/),
      signers: [JSON.parse(read('k.trust.json')).keys[0].keyid],
      digest: sha256Hex(read('rules.json')),
      source: null,
      tests_passed: 0,
      agents: 1,
      tools: 1,
      policies: 1,
      rules: 1,
    });
    const { out: text } = await run('verify --trust k.trust.json bundle.json');
    expect(text).toMatch(/^valid\n {2}revision {4}7\n/);
  });

  test('the options reach the bundle', async () => {
    await published();
    await run('keys new --signing --out p --channel prod');
    const line =
      'sign --key p.key --key k.key --revision 8 --channel prod --expires-in 24h --not-before 2026-01-01T00:00:00Z --tests-passed 2 rules.json -o prod.json';
    expect((await run(line)).code).toBe(0);
    const { err } = await run('verify --trust p.trust.json prod.json');
    expect(err).toContain('SENTRELY_ERR_BUNDLE_EXPIRED');
    expect(err).toContain('2026-01-02T00:00:00Z');
  });

  test.each([
    ['--revision 0', 'a whole number from 1'],
    ['--revision 1.5', 'a whole number from 1'],
    ['--revision 1 --expires-in 90', 'a length of time'],
    ['--revision 1 --not-before tomorrow', 'a time in UTC'],
    ['--revision 1 --not-before 2026-02-30T00:00:00Z', 'a time in UTC'],
    ['--revision 1 --tests-passed -1', 'expected a value'],
    ['--revision 1 --channel a/b', 'letters, digits'],
  ])('%s is refused', async (options, expected) => {
    await published();
    const { code, err } = await run(`sign --key k.key ${options} rules.json -o new.json`);
    expect(code).toBe(2);
    expect(err).toContain(expected);
    expect(existsSync(path('new.json'))).toBe(false);
  });

  test('rules that were edited by hand are not signed', async () => {
    await published();
    put('rules.json', read('rules.json').replace('"read_file"', '"read_fiel "'));
    const { code, err } = await run('sign --key k.key --revision 9 rules.json -o new.json');
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_BUNDLE_STRUCTURE');
    expect(existsSync(path('new.json'))).toBe(false);
  });

  test('the public half does not sign', async () => {
    await published();
    const { code, err } = await run('sign --key k.pub --revision 9 rules.json -o new.json');
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_SIGNING_KEY');
  });

  test('a changed bundle and another key do not verify', async () => {
    await published();
    const bundle = read('bundle.json');
    put(
      'changed.json',
      bundle.replace(/"rules":"(.)/, (_, first) => `"rules":"${first === 'e' ? 'f' : 'e'}`),
    );
    expect((await run('verify --trust k.trust.json changed.json')).code).toBe(2);
    await run('keys new --signing --out other');
    const { code, err } = await run('verify --trust other.trust.json bundle.json');
    expect(code).toBe(2);
    expect(err).toContain('SENTRELY_ERR_BUNDLE_SIGNATURE');
  });

  test('rules are no bundle', async () => {
    await published();
    expect((await run('verify --trust k.trust.json rules.json')).code).toBe(2);
  });
});

describe('decide', () => {
  const line = (input: string, more = '', agent = 'dev') =>
    `{"type":"call","session":"s","agent":"${agent}","id":"c1","tool":"read_file","input":${input}${more}}\n`;
  const decide = (trace: string) => run('decide --bundle bundle.json --trust k.trust.json', trace);

  test('one decision for each call, in order, with the documented members', async () => {
    await published();
    const { code, out, err } = await decide(
      `{"type":"user","session":"s","agent":"dev","text":"go"}\n${line('{"path":"a"}')}${line('{"path":"../a"}')}`,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [allowed, denied] = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(allowed).toEqual({
      id: 'c1',
      session: 's',
      agent: 'dev',
      tool: 'read_file',
      verdict: 'allow',
      enforced: true,
      rules: [{ id: 'main#1', effect: 'allow', file: 'a.sentrely', line: 10 }],
      facets: [{ kind: 'call', name: 'read_file', verdict: 'allow' }],
      reason: expect.any(String),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      bundle: sha256Hex(read('rules.json')),
    });
    expect(denied).toMatchObject({ verdict: 'deny', rules: [] });
    expect(denied.digest).not.toBe(allowed.digest);
  });

  test('with --explain it says what kept a call from another verdict, and what flips it', async () => {
    await published();
    const explained = (trace: string, path = 'a.sentrely') =>
      run(`decide --bundle bundle.json --trust k.trust.json --explain ${path}`, trace);
    const { out, code } = await explained(line('{"path":"../a"}'));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'deny',
      explanation: {
        nearest: {
          effect: 'allow',
          rule: 'main#1',
          file: 'a.sentrely',
          line: 10,
          why: 'condition',
          condition: { text: '.path under workspace', was: 'unknown', others: 0 },
        },
        flip: {
          verdict: 'allow',
          rules: ['main#1'],
          changes: [{ param: 'path', from: '../a', to: expect.any(String) }],
          input: { path: expect.any(String) },
        },
      },
    });
    // A line that no reader would take alike has nothing to explain.
    const odd = JSON.parse((await explained(line('{"path":"a","path":"b"}'))).out);
    expect(odd).not.toHaveProperty('explanation');
    put('other.sentrely', good.replace('allow read_file', 'rule r ask read_file'));
    const { err } = await explained(line('{"path":"a"}'), 'other.sentrely');
    expect(err).toContain('SENTRELY_ERR_CLI_POLICIES');
    put('bad.sentrely', broken(1));
    expect((await explained(line('{"path":"a"}'), 'bad.sentrely')).err).toContain('sentrely check');
  });

  test('an ask carries what has to be approved', async () => {
    await published(
      good.replace(
        '\n}\n\ntest',
        '\n  rule people ask read_file when .path == "/etc/passwd" approval 2 of team "acme/sec", expires 30m\n}\n\ntest',
      ),
    );
    const { out } = await decide(line('{"path":"/etc/passwd"}'));
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'ask',
      approval: {
        requirements: [
          {
            rule: 'main.people',
            count: 2,
            approvers: [{ kind: 'team', team: 'acme/sec' }],
            expires_ms: 1_800_000,
          },
        ],
      },
    });
  });

  test.each([
    ['an unknown agent', line('{"path":"a"}', '', 'nobody')],
    ['an agent called __proto__', line('{"path":"a"}', '', '__proto__')],
    ['an unknown tool', line('{"path":"a"}').replace('read_file', 'constructor')],
    ['an argument too many', line('{"path":"a","x":1}')],
    ['a list as arguments', line('[]')],
    ['no arguments', line('null')],
    ['a repeated key', line('{"path":"a","path":"b"}')],
    ['half a character', line('{"path":"\\ud83d"}')],
    ['half a character as session', line('{"path":"a"}').replace('"s"', '"\\ud83d"')],
    ['half a character as tool', line('{"path":"a"}').replace('read_file', '\\ud83d')],
    ['deep nesting', line(`{"path":${'['.repeat(200)}${']'.repeat(200)}}`)],
    ['a number beyond all', line('{"path":1e999}')],
    ['a server that nobody declared', line('{"path":"a"}', ',"server":"x"')],
    [
      'a name that pretends to be of a server',
      line('{"path":"a"}').replace('read_file', 'mcp__read_file'),
    ],
  ])('%s is denied, and is no error', async (_, call) => {
    await published();
    const { code, out, err } = await decide(call);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'deny',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('a tool of a server may be named either way', async () => {
    await published(
      good
        .replace(
          'tool read_file { path: Path }',
          'tool read_file { path: Path }\n\ntool mcp db.get { path: Path }',
        )
        .replace('allow read_file when', 'allow read_file, mcp db.get when'),
    );
    const apart = line('{"path":"a"}', ',"server":"db"').replace('read_file', 'get');
    const joined = line('{"path":"a"}').replace('read_file', 'mcp__db__get');
    const [first, second] = (await decide(apart + joined)).out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(first).toMatchObject({ tool: 'get', verdict: 'allow' });
    expect(second).toEqual({ ...first, tool: 'mcp__db__get' });
  });

  test('a line that is no trace line stops the work; the decisions before it are kept', async () => {
    await published();
    const { code, out, err } = await decide(
      `${line('{"path":"a"}')}nonsense\n${line('{"path":"a"}')}`,
    );
    expect(code).toBe(2);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('SENTRELY_ERR_CLI_TRACE');
    expect(err).toContain('line 2:');
  });

  test('a bundle that does not verify decides nothing', async () => {
    await published();
    await run('keys new --signing --out other');
    const seen = await run(
      'decide --bundle bundle.json --trust other.trust.json',
      line('{"path":"a"}'),
    );
    expect(seen).toMatchObject({ code: 2, out: '' });
  });

  test('the digest is of the arguments, whatever the order of their keys', async () => {
    await published(good.replace('path: Path', 'path: Path, n?: Int'));
    const text =
      line('{"path":"a","n":1}') + line('{"n":1.0,"path":"a"}') + line('{"n":2,"path":"a"}');
    const digests = (await decide(text)).out
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each).digest);
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).not.toBe(digests[2]);
  });
});

describe('explain', () => {
  test('a diagnostic comes with an example of the mistake and of the remedy', async () => {
    const { code, out } = await run('explain unknown-tool');
    expect(code).toBe(0);
    expect(out).toMatch(/^error\[unknown-tool\]: /);
    expect(out).toContain('\nwrong\n  edition 1\n');
    expect(out).toContain('\nright\n  edition 1\n');
  });

  test('every code of every catalogue can be explained', async () => {
    const { codes } = JSON.parse((await run('explain --json')).out);
    expect(codes).toEqual(
      expect.arrayContaining([
        'unknown-tool',
        'SENTRELY_ERR_CLI_TRACE',
        'SENTRELY_ERR_BUNDLE_EXPIRED',
      ]),
    );
    for (const code of codes) expect((await run(`explain ${code}`)).code).toBe(0);
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is no code', async (code) => {
    expect((await run(`explain ${code}`)).code).toBe(2);
  });
});

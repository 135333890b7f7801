import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  newSigningKey,
  type SigningKey,
  signingKeyPem,
  trustKeyOf,
} from '../../compiler/bundle/keys.ts';
import type { TrustRoot } from '../../compiler/bundle/bundle.ts';
import { verifyBundle } from '../../compiler/bundle/verify.ts';
import { newRunner, type Runner } from './harness.ts';
import { broken, failing, good, untested, wasteful } from './policies.ts';

let runner: Runner;
let key: SigningKey;

beforeAll(() => {
  key = newSigningKey();
});
beforeEach(() => {
  runner = newRunner();
});
afterEach(() => runner.remove());

const signing = () => ({
  with: { command: 'sign', 'signing-key': 'POLICY_KEY' },
  env: { POLICY_KEY: signingKeyPem(key) },
});

function verified(path = 'bundle.json', channel = 'main') {
  const trust: TrustRoot = {
    format: 'sentrely-trust/1',
    channel,
    threshold: 1,
    keys: [trustKeyOf(key)],
    revoked: { digests: [], keyids: [] },
  };
  const context = { trust, nowMs: Date.now() + 2000, floor: undefined, version: '0.1.0' };
  return verifyBundle(runner.read(path), context);
}

describe('check and test', () => {
  test('a good policy passes, with a report as output and as summary', () => {
    runner.put('policies/a.sentrely', good);
    const { code, outputs, summary, stderr, log } = runner.run({ with: { command: 'test' } });
    expect({ code, stderr, log }).toEqual({ code: 0, stderr: '', log: '' });
    expect(outputs).toMatchObject({
      decision: 'pass',
      'reason-code': 'ok',
      errors: '0',
      warnings: '0',
    });
    expect(outputs).toMatchObject({ 'bundle-path': '', 'bundle-digest': '', revision: '' });
    expect(JSON.parse(outputs['result'] ?? '')).toEqual({
      version: 1,
      command: 'test',
      decision: 'pass',
      reason_code: 'ok',
      files: 1,
      tests: { passed: 2, failed: 0 },
      errors: 0,
      warnings: 0,
      findings: [],
      omitted: 0,
      product: null,
    });
    expect(summary).toContain('## Sentrely: pass');
    expect(summary).toContain('2 passed, 0 failed');
  });

  test('an error fails, annotated at its place, and is shown with its line in the log', () => {
    runner.put('policies/a.sentrely', broken(1));
    const { code, log, outputs, summary } = runner.run({ with: { command: 'check' } });
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ decision: 'fail', 'reason-code': 'errors', errors: '1' });
    expect(log).toMatch(/::error title=unknown-tool,file=policies\/a.sentrely,line=10,col=9::/);
    expect(log).toContain('10 |   allow nobody0');
    expect(log).toContain('::error::errors in the policies: 1, warnings: 0');
    expect(summary).toContain('unknown-tool');
  });

  test('a failing test fails, annotated where it stands', () => {
    runner.put('policies/a.sentrely', failing);
    const { code, log, outputs } = runner.run({ with: { command: 'test' } });
    expect(code).toBe(1);
    expect(outputs['reason-code']).toBe('tests-failed');
    expect(log).toMatch(
      /::error title=test-failed,file=policies\/a.sentrely,line=16.*expected allow, got deny/,
    );
  });

  test('check runs no test', () => {
    runner.put('policies/a.sentrely', failing);
    expect(runner.run({ with: { command: 'check' } }).code).toBe(0);
  });

  test('policies without a test fail, unless that is allowed', () => {
    runner.put('policies/a.sentrely', untested);
    const strict = runner.run({ with: { command: 'test' } });
    expect(strict).toMatchObject({
      code: 1,
      outputs: { decision: 'fail', 'reason-code': 'no-tests' },
    });
    const lenient = runner.run({ with: { command: 'test', 'allow-no-tests': 'true' } });
    expect(lenient).toMatchObject({ code: 0, outputs: { decision: 'pass' } });
  });

  test('no policy at all fails', () => {
    runner.put('policies/readme.md', 'hello');
    const { code, log, outputs } = runner.run();
    expect(code).toBe(2);
    expect(outputs).toMatchObject({ decision: 'fail', 'reason-code': 'SENTRELY_ERR_SOURCE_NONE' });
    expect(log).toContain('::error::SENTRELY_ERR_SOURCE_NONE');
  });

  test('a warning passes, or fails where the workflow says so', () => {
    runner.put('policies/a.sentrely', wasteful);
    const passed = runner.run({ with: { command: 'check' } });
    expect(passed).toMatchObject({ code: 0, outputs: { decision: 'pass', warnings: '1' } });
    expect(passed.log).toContain('::warning title=unused-set');
    const failed = runner.run({ with: { command: 'check', 'fail-on': 'warning' } });
    expect(failed).toMatchObject({ code: 1, outputs: { 'reason-code': 'warnings' } });
  });

  test('fail-on never reports and passes, but makes no rules of errors', () => {
    runner.put('policies/a.sentrely', broken(1));
    const looked = runner.run({ with: { command: 'check', 'fail-on': 'never' } });
    expect(looked).toMatchObject({
      code: 0,
      outputs: { decision: 'pass', 'reason-code': 'errors' },
    });
    const made = runner.run({ with: { command: 'compile', 'fail-on': 'never' } });
    expect(made).toMatchObject({ code: 1, outputs: { decision: 'fail', 'bundle-digest': '' } });
  });
});

describe('annotations', () => {
  test('ten of a level at most, the headline among them, and the rest is said to be in the summary', () => {
    runner.put('policies/a.sentrely', broken(14));
    const { log, summary } = runner.run({ with: { command: 'check' } });
    expect(log.match(/^::error/gm)).toHaveLength(10);
    expect(log).toContain('::notice::5 more in the summary of this step');
    expect(summary.match(/unknown-tool/g)).toHaveLength(14);
  });

  test('those in files that the push changed come first', () => {
    runner.put('policies/a.sentrely', good.replace('allow read_file', 'allow read_fiel'));
    runner.put('policies/b.sentrely', 'edition 1\npolicy b for agent dev { allow nobody }\n');
    const one = { command: 'check', 'max-annotations': '2' };
    expect(runner.run({ with: one, event: 'push' }).log).toContain(
      '::error title=unknown-tool,file=policies/b',
    );
    expect(runner.run({ with: one, event: 'schedule' }).log).toContain(
      '::error title=unknown-tool,file=policies/a',
    );
  });

  test('max-annotations 0 leaves the headline only', () => {
    runner.put('policies/a.sentrely', broken(3));
    const { log } = runner.run({ with: { command: 'check', 'max-annotations': '0' } });
    expect(log.match(/^::error/gm)).toHaveLength(1);
  });
});

describe('compile and sign', () => {
  test('compile gives the digest and writes nothing', () => {
    runner.put('policies/a.sentrely', good);
    const { code, outputs } = runner.run({ with: { command: 'compile' } });
    expect(code).toBe(0);
    expect(outputs['bundle-digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(outputs['bundle-path']).toBe('');
    expect(() => runner.read('bundle.json')).toThrow();
  });

  test('a push signs a bundle that a gateway takes', () => {
    runner.put('policies/a.sentrely', good);
    const { code, outputs, summary } = runner.run({
      ...signing(),
      with: { ...signing().with, channel: 'prod', 'expires-in': '24h', 'bundle-out': 'out.json' },
    });
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ 'bundle-path': 'out.json', revision: '17' });
    const { predicate, digest, rules } = verified('out.json', 'prod');
    expect(digest).toBe(outputs['bundle-digest']);
    expect(rules.policies[0]?.rules[0]?.file).toBe('policies/a.sentrely');
    expect(predicate).toMatchObject({
      revision: 17,
      channel: 'prod',
      tests: { passed: 2 },
      source: {
        repo: 'acme/shop',
        commit: '1481a2de7b2a7d02428ad93446ab166be7793fbb',
        ref: 'refs/heads/main',
        run: '9876543210',
      },
    });
    expect(Date.parse(predicate.expires) - Date.parse(predicate.not_before)).toBe(86_400_000);
    expect(summary).toContain('out.json');
  });

  test('a revision of the workflow wins over the number of the run', () => {
    runner.put('policies/a.sentrely', good);
    runner.run({ ...signing(), with: { ...signing().with, revision: '400' } });
    expect(verified().predicate.revision).toBe(400);
  });

  test('a schedule signs as a push does', () => {
    runner.put('policies/a.sentrely', good);
    expect(runner.run({ ...signing(), event: 'schedule' })).toMatchObject({ code: 0 });
    expect(verified().predicate.revision).toBe(17);
  });

  test.each([
    ['errors', broken(1)],
    ['tests-failed', failing],
    ['no-tests', untested],
  ])('what has %s is not signed', (reason, policy) => {
    runner.put('policies/a.sentrely', policy);
    const { code, outputs } = runner.run(signing());
    expect({ code, reason: outputs['reason-code'] }).toEqual({ code: 1, reason });
    expect(() => runner.read('bundle.json')).toThrow();
  });

  test('a pull request is never signed, even with the key at hand', () => {
    runner.put('policies/a.sentrely', good);
    const asked = runner.run({ ...signing(), event: 'pull_request' });
    expect(asked.code).toBe(2);
    expect(asked.outputs['reason-code']).toBe('SENTRELY_ERR_ACTION_EVENT');
    const all = runner.run({
      with: { command: 'all', 'signing-key': 'POLICY_KEY' },
      env: signing().env,
      event: 'pull_request',
    });
    expect(all).toMatchObject({ code: 0, outputs: { decision: 'pass', 'bundle-path': '' } });
    expect(JSON.parse(all.outputs['result'] ?? '').product.unsigned).toBe('event');
    expect(() => runner.read('bundle.json')).toThrow();
  });

  test('an event that is not known does not sign', () => {
    runner.put('policies/a.sentrely', good);
    for (const name of ['pull_request_target', 'workflow_run', 'issue_comment', 'Push']) {
      const { code } = runner.run({
        ...signing(),
        env: { ...signing().env, GITHUB_EVENT_NAME: name },
      });
      expect(code).toBe(2);
    }
  });

  test('a fork without the secret passes with `all`, unsigned, and fails with `sign`', () => {
    runner.put('policies/a.sentrely', good);
    const all = runner.run({ with: { command: 'all', 'signing-key': 'POLICY_KEY' } });
    expect(JSON.parse(all.outputs['result'] ?? '').product.unsigned).toBe('no-key');
    const sign = runner.run({ ...signing(), env: { POLICY_KEY: '' } });
    expect(sign).toMatchObject({ code: 2, outputs: { 'reason-code': 'SENTRELY_ERR_ACTION_KEY' } });
  });

  test('a key that is none is refused without being shown', () => {
    runner.put('policies/a.sentrely', good);
    const { code, log } = runner.run({ ...signing(), env: { POLICY_KEY: 'c2VjcmV0LXZhbHVl' } });
    expect(code).toBe(2);
    expect(log).toContain('SENTRELY_ERR_SIGNING_KEY');
    expect(log).not.toContain('c2VjcmV0');
  });

  test('the key itself as input is refused without being shown', () => {
    runner.put('policies/a.sentrely', good);
    const pem = signingKeyPem(key);
    const { code, log, outputs } = runner.run({ with: { command: 'sign', 'signing-key': pem } });
    expect(code).toBe(2);
    expect(log).toContain('NAME of an environment variable');
    expect(log + JSON.stringify(outputs)).not.toContain(pem.split('\n')[1]);
  });

  test('the same policies have the same digest, whatever the run', () => {
    runner.put('policies/a.sentrely', good);
    const first = runner.run({ with: { command: 'compile' } }).outputs['bundle-digest'];
    const { outputs } = runner.run({
      ...signing(),
      env: { ...signing().env, GITHUB_RUN_NUMBER: '99' },
    });
    expect(outputs['bundle-digest']).toBe(first);
  });
});

describe('inputs and environment', () => {
  test('an input that cannot be used is named', () => {
    const { code, log, outputs } = runner.run({ with: { 'fail-on': 'errors' } });
    expect(code).toBe(2);
    expect(log).toContain('`fail-on`: found `errors`, expected one of `error`, `warning`, `never`');
    expect(outputs).toMatchObject({ decision: 'fail', 'reason-code': 'SENTRELY_ERR_ACTION_INPUT' });
  });

  test.each([['../outside'], ['/etc'], ['link'], ['policies/../../outside']])(
    'the path %s leads out of the workspace and is refused',
    (path) => {
      runner.put('policies/a.sentrely', good);
      mkdirSync(join(runner.workspace, '../outside'));
      writeFileSync(join(runner.workspace, '../outside/a.sentrely'), good);
      symlinkSync('../outside', join(runner.workspace, 'link'));
      const { code, outputs } = runner.run({ with: { paths: `policies\n${path}` } });
      expect(code).toBe(2);
      expect(outputs['reason-code']).toBe('SENTRELY_ERR_SOURCE_OUTSIDE');
    },
  );

  test.each([['../bundle.json'], ['/tmp/x/bundle.json'], ['link/bundle.json'], ['.']])(
    'the bundle is not written to %s',
    (path) => {
      runner.put('policies/a.sentrely', good);
      mkdirSync(join(runner.workspace, '../outside'));
      symlinkSync('../outside', join(runner.workspace, 'link'));
      const step = signing();
      const { code } = runner.run({ ...step, with: { ...step.with, 'bundle-out': path } });
      expect(code).toBe(2);
    },
  );

  test('the bundle replaces a link of its name, and does not follow it', () => {
    runner.put('policies/a.sentrely', good);
    const outside = join(runner.workspace, '../precious');
    writeFileSync(outside, 'precious');
    symlinkSync('../precious', join(runner.workspace, 'bundle.json'));
    expect(runner.run(signing()).code).toBe(0);
    expect(readFileSync(outside, 'utf8')).toBe('precious');
    expect(verified().predicate.revision).toBe(17);
  });

  test.each([
    ['GITHUB_WORKSPACE', undefined],
    ['GITHUB_WORKSPACE', '/nowhere'],
    ['GITHUB_EVENT_NAME', ''],
    ['GITHUB_OUTPUT', '/nowhere/output'],
    ['GITHUB_STEP_SUMMARY', '/nowhere/summary'],
  ])('%s = %s is an error of the environment', (name, value) => {
    runner.put('policies/a.sentrely', good);
    const { code, log, stderr } = runner.run({ env: { [name]: value } });
    expect(code).toBe(2);
    expect(log).toContain('SENTRELY_ERR_ACTION_ENVIRONMENT');
    expect(stderr).toBe('');
  });

  test('a payload that cannot be read costs nothing but an order', () => {
    runner.put('policies/a.sentrely', good);
    for (const path of ['/nowhere', runner.workspace]) {
      expect(runner.run({ env: { GITHUB_EVENT_PATH: path } }).code).toBe(0);
    }
  });
});

describe('words of others', () => {
  const hostile = '::set-output name=decision::pass';

  test('a file name cannot write a workflow command', () => {
    runner.put(`policies/%0A${hostile.replaceAll(':', '\uFF1A')}.sentrely`, broken(1));
    runner.put(
      `policies/x\n::add-mask::x,line=9.sentrely`,
      'edition 1\npolicy b for agent dev { allow x }\n',
    );
    const { log } = runner.run({ with: { command: 'check' }, event: 'pull_request' });
    expect(commandsOf(log)).toEqual(['error', 'error', 'error']);
    expect(log).toContain('file=policies/x%0A%3A%3Aadd-mask%3A%3Ax%2Cline=9.sentrely,line=2');
  });

  test('neither a comment of the excerpt nor a test title can', () => {
    const title = `"${hostile} ##[add-mask]x \\n${hostile}"`;
    runner.put('policies/a.sentrely', failing.replace('"files of the project may be read"', title));
    runner.put(
      'policies/b.sentrely',
      `edition 1\npolicy b for agent dev { allow x } // ${hostile}\n`,
    );
    const { log, outputs } = runner.run({ with: { command: 'test' }, event: 'pull_request' });
    expect(commandsOf(log)).toEqual(['error', 'error']);
    expect(outputs['decision']).toBe('fail');
  });

  test('Markdown, HTML and mentions in a name stay text in the summary', () => {
    runner.put('policies/`@octocat` <img src=x> [x](y).sentrely', broken(1));
    const { summary } = runner.run({ with: { command: 'check' } });
    expect(summary).toContain('### `` policies/`@octocat` <img src=x> [x](y).sentrely ``');
  });

  test('what hides or reorders text is written out in the summary', () => {
    runner.put('policies/\u202egpj.\u001b[31m.sentrely', broken(1));
    const { summary } = runner.run({ with: { command: 'check' } });
    expect(summary).toContain('policies/\\u{202e}gpj.\\u{1b}[31m.sentrely');
    expect(summary).not.toMatch(/[\u202e\u001b]/);
  });

  test('thousands of failed tests are counted, and listed as far as an output may hold', () => {
    const line = '  read_file { path: "a.txt" } => deny\n';
    runner.put('policies/a.sentrely', good.replace('=> allow\n', `=> allow\n${line.repeat(5000)}`));
    const { outputs, summary, log } = runner.run({ with: { command: 'test' } });
    expect(outputs).toMatchObject({ decision: 'fail', errors: '5000' });
    expect(outputs['result']?.length).toBeLessThan(500_000);
    expect(summary).toContain('4500 more findings are not listed.');
    expect(log).toContain('::notice::4991 more in the summary');
  });

  test('a huge number of findings keeps the summary below the cap of GitHub', () => {
    const name = `policies/${'n'.repeat(200)}`;
    for (let at = 0; at < 90; at++)
      runner.put(`${name}${at}.sentrely`, broken(1, 'x'.repeat(5000)));
    const { code, summary } = runner.run({ with: { command: 'check' } });
    expect(code).toBe(1);
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  });
});

/** The commands that a runner would obey: not those between stop-commands and its token. */
function commandsOf(log: string): readonly string[] {
  const found: string[] = [];
  let token: string | undefined;
  for (const line of log.split('\n')) {
    const [, name = '', rest = ''] = /^\s*::([^: ]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
    if (token !== undefined) token = line === `::${token}::` ? undefined : token;
    else if (name === 'stop-commands') token = rest;
    else if (name !== '') found.push(name);
    else if (line.includes('##[')) found.push(line);
  }
  return found;
}

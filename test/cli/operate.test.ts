import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calls, says, text } from '../e2e/script.ts';
import { runToolLoop } from '../e2e/tool-loop.ts';
import { queryAudit } from '../../gateway/audit/query.ts';
import { startStage, type TestStage } from '../gateway/harness.ts';
import { ask, until } from '../gateway/admin/live-client.ts';
import { type Folder, newFolder, type Seen, sentrely } from './harness.ts';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A real process of the command line, without the variables of this one that could matter. */
function start(
  words: readonly string[],
  env: Record<string, string>,
  folder: string,
): { child: ChildProcess; ended: Promise<Ended> } {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [main, ...words], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => resolve({ code, out, err })),
  );
  return { child, ended };
}

/** What a recorded call is decided by once the rules have changed. */
const nowAllowed = `edition 1
agent dev { owner user "octocat" id 1 }
tool deploy { environment: String, version: String }
policy now for agent dev {
  allow deploy
  rule prod deny deploy when .environment == "production"
}
`;

describe('an operator at the command line', () => {
  let stage: TestStage;
  let folder: Folder;
  const operate = (...words: string[]): Promise<Seen> =>
    sentrely(folder.path, [...words, '--data', stage.dataFolder]);
  const status = async (session: string): Promise<number> => {
    const answer = await ask(stage.gateway.url, { key: stage.agentKey, session });
    // An answer that still comes would be one more to cut.
    await answer.ended;
    return answer.status;
  };

  beforeAll(async () => {
    folder = newFolder();
    stage = await startStage({
      script: says(
        calls(
          '1',
          ['read_file', { path: '/etc/passwd' }],
          ['deploy', { environment: 'p', version: '1' }],
        ),
        text('Done.'),
      ),
      rules: `policy work for agent dev {
        allow read_file when .path under workspace
        rule no-deploy deny deploy because "Not from here."
      }`,
    });
    await runToolLoop({ baseUrl: stage.gateway.url, key: stage.agentKey, isStreaming: true });
  });
  afterAll(async () => {
    await stage.close();
    folder.remove();
  });

  it('reads why a call was denied, with the place of the rule', async () => {
    const { code, out, err } = await operate('why', 'toolu_1_1');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^deny: `deploy` was stopped\n/);
    expect(out).toMatch(/ {2}rule {6}deny work\.no-deploy at policy\.sentrely:\d+\n/);
    expect(out).toContain('Not from here.');
    const story = JSON.parse((await operate('why', 'toolu_1_1', '--json')).out) as { id: string };
    expect(story).toMatchObject({
      verdict: 'deny',
      outcome: 'error',
      rules: [{ id: 'work.no-deploy', effect: 'deny' }],
    });
    expect((await operate('why', story.id)).out).toBe(out);
    writeFileSync(join(folder.path, 'now.sentrely'), nowAllowed);
    const explained = (await operate('why', 'toolu_1_1', '--policies', 'now.sentrely')).out;
    expect(explained).toMatch(/ {2}now {7}allow by these policies\n/);
    expect(explained).toMatch(/ {2}nearest {3}deny `now\.prod` at now\.sentrely:\d+, where/);
    expect(explained).toMatch(/ {2}flip {6}deny by now\.prod if `environment` were /);
    const unknown = await operate('why', "x' OR 1=1 --");
    expect(unknown.code).toBe(2);
    expect((await operate('why', 'toolu_none')).err).toContain('this log has no such decision');
  });

  it('reads why a request was refused, which is of no call', async () => {
    const refused = await fetch(`${stage.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-sentrely-key': stage.agentKey, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 1,
        messages: [{ role: 'user', content: 'Search.' }],
        tools: [{ type: 'web_search_20250305', name: 'web_search' }],
      }),
    });
    expect(refused.status).toBe(402);
    const sql = `SELECT event_id FROM events WHERE enforced_by = 'request'`;
    const { rows } = await queryAudit({ folder: stage.dataFolder, sql });
    const id = rows.flat().find((each) => typeof each === 'string') ?? '';
    const { code, out, err } = await operate('why', id);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^deny: `server\.tool` was stopped\n/);
  });

  it('kills a session by its id, lists the order and lifts it', async () => {
    expect(await status('astray')).toBe(200);
    const killed = await operate('kill', '--session', 'astray', '--reason', 'it went astray');
    expect(killed).toMatchObject({ code: 0, err: '' });
    expect(killed.out).toMatch(
      /^stopped session `dev astray`: 0 live answers cut, 0 approvals cancelled\n/,
    );
    expect(await status('astray')).toBe(402);
    const listed = await operate('kill', '--list');
    expect(listed.out).toMatch(
      /^k_[a-z0-9]{20} {2}session `dev astray`\n {2}by `local` at .*: `it went astray`\n$/,
    );
    const id = listed.out.slice(0, 22);
    expect((await operate('kill', '--lift', id)).out).toBe(
      'lifted: session `dev astray` may go on\n',
    );
    expect(await status('astray')).toBe(200);
    const gone = await operate('kill', '--lift', id);
    expect(gone).toMatchObject({ code: 2 });
    expect(gone.err).toContain('error[SENTRELY_ERR_ADMIN_UNKNOWN]');
  });

  it('is warned of a name that nobody has', async () => {
    const { code, out, err } = await operate('kill', '--agent', 'dve', '--reason', 'x', '--json');
    expect(code).toBe(0);
    expect(err).toContain('nothing of this name was ever seen');
    const { kill } = JSON.parse(out) as { kill: { id: string } };
    await operate('kill', '--lift', kill.id);
  });

  it.each([
    [[], 'found none'],
    [['--everything'], '`--reason` is missing'],
    [['--everything', '--agent', 'dev', '--reason', 'x'], 'found 2'],
    [['--list', '--lift', 'k_x'], 'found 2'],
    [['--session', 'never-seen', '--reason', 'x'], 'no session of this id was seen'],
    [['--agent', 'not a name', '--reason', 'x'], 'do not fit'],
  ])('kills nothing by half a command: %j', async (words, expected) => {
    const { code, err } = await operate('kill', ...words);
    expect(code).toBe(2);
    expect(err).toContain(expected);
    expect((await operate('kill', '--list')).out).toBe('no orders in force\n');
  });

  it('sees the sessions', async () => {
    const { out } = await operate('sessions');
    expect(out).toMatch(/^dev s_[0-9a-f]{32} .* runs$/m);
    const { sessions } = JSON.parse((await operate('sessions', '--json')).out) as {
      sessions: readonly unknown[];
    };
    expect(sessions).toContainEqual(expect.objectContaining({ agent: 'dev', latched: null }));
    const { code, err } = await operate('sessions', '--reset', 'dev astray');
    expect(code).toBe(2);
    expect(err).toContain('no session of this name is latched');
  });

  it('is told that no approval channel exists', async () => {
    expect((await operate('approvals')).out).toContain('no approval channel');
  });

  it('is told when no gateway answers, and when there is no key', async () => {
    const nobody = await sentrely(folder.path, [
      'sessions',
      '--data',
      stage.dataFolder,
      '--admin',
      'http://127.0.0.1:9',
    ]);
    expect(nobody).toMatchObject({ code: 2 });
    expect(nobody.err).toContain('error[SENTRELY_ERR_CLI_GATEWAY]');
    const noKey = await sentrely(folder.path, ['sessions', '--data', folder.path]);
    expect(noKey.err).toContain('error[SENTRELY_ERR_CLI_OPERATOR_KEY]');
    const agents = await sentrely(folder.path, [
      'sessions',
      '--data',
      stage.dataFolder,
      '--admin',
      stage.gateway.url,
    ]);
    expect(agents.code).toBe(2);
    const key = join(folder.path, 'agent.key');
    writeFileSync(key, stage.agentKey);
    expect((await operate('sessions', '--key', key)).err).toContain(
      'error[SENTRELY_ERR_ADMIN_CREDENTIAL]',
    );
  });

  describe('runs a program', () => {
    const run = (
      script: string,
      env: Record<string, string> = {},
      words: readonly string[] = ['--agent', 'dev'],
    ) =>
      start(
        ['run', ...words, '--data', stage.dataFolder, '--', process.execPath, '-e', script],
        env,
        folder.path,
      );

    it('with a key of its own, that ends with it, and passes its exit code on', async () => {
      const { code, out, err } = await run(
        'console.log(JSON.stringify(process.env)); process.exit(7)',
        {
          SENTRELY_DATA: '/elsewhere',
          ANTHROPIC_API_KEY: 'of-the-user',
          ANTHROPIC_CUSTOM_HEADERS: 'X-Team: a\nX-Sentrely-Key: old',
        },
      ).ended;
      expect(code).toBe(7);
      const env = JSON.parse(out) as Record<string, string>;
      const { ANTHROPIC_CUSTOM_HEADERS: headers = '', ANTHROPIC_AUTH_TOKEN: key = '' } = env;
      expect(env).toMatchObject({
        ANTHROPIC_BASE_URL: stage.gateway.url,
        OPENAI_BASE_URL: `${stage.gateway.url}/v1`,
        CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1',
      });
      expect(env).not.toHaveProperty('ANTHROPIC_API_KEY');
      expect(env).not.toHaveProperty('SENTRELY_DATA');
      expect(headers).toMatch(
        /^X-Team: a\nX-Sentrely-Key: sk-sentrely-run-\S{43}\nX-Sentrely-Session: run\.[0-9a-f]{12}$/,
      );
      expect(headers).toContain(key);
      expect(err).toContain('run of agent `dev`');
      expect((await ask(stage.gateway.url, { key })).status).toBe(401);
    });

    it('that talks through the gateway, until its credential is killed', async () => {
      const { child, ended } = run(`
        const [, name, key] = /(X-Sentrely-Key): (.*)/.exec(process.env.ANTHROPIC_CUSTOM_HEADERS);
        const body = JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
        const headers = { 'content-type': 'application/json', [name]: key };
        const ask = async () => (await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', headers, body })).status;
        console.log(await ask());
        while ((await ask()) === 200) await new Promise((resolve) => setTimeout(resolve, 20));
        console.log(await ask());`);
      let err = '';
      child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
      await until(() => err.includes('--credential'));
      const credential = /sha256:[0-9a-f]{64}/.exec(err)?.[0] ?? '';
      await operate('kill', '--credential', credential, '--reason', 'enough');
      const { code, out } = await ended;
      expect([code, out.split('\n').at(-2)]).toEqual([0, '402']);
      const [order = ''] = /k_\w{20}/.exec((await operate('kill', '--list')).out) ?? [];
      await operate('kill', '--lift', order);
    });

    it('and sends signals on to it', async () => {
      const { child, ended } = run(
        `process.on('SIGTERM', () => { console.log('told'); process.exit(3); }); console.log('up'); setInterval(() => {}, 1000);`,
      );
      let out = '';
      child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
      await until(() => out.includes('up'));
      child.kill('SIGTERM');
      expect(await ended).toMatchObject({ code: 3, out: 'up\ntold\n' });
      expect(await run(`process.kill(process.pid, 'SIGKILL')`).ended).toMatchObject({ code: 137 });
    });

    it("by the agent's own key too; not by a wrong one, nor one that does not start", async () => {
      const own = await run(
        'console.log(process.env.SENTRELY_KEY)',
        { SENTRELY_KEY: stage.agentKey },
        [],
      ).ended;
      expect(own).toMatchObject({ code: 0, out: expect.stringMatching(/^sk-sentrely-run-/) });
      const wrong = await run('', { SENTRELY_KEY: 'wrong-key-wrong-key-wrong-key-wrong' }, [])
        .ended;
      expect(wrong).toMatchObject({
        code: 2,
        err: expect.stringContaining('SENTRELY_ERR_ADMIN_CREDENTIAL'),
      });
      const { ended } = start(
        ['run', '--agent', 'dev', '--data', stage.dataFolder, '--', './no-such-program'],
        {},
        folder.path,
      );
      expect(await ended).toMatchObject({
        code: 2,
        err: expect.stringContaining('SENTRELY_ERR_CLI_PROGRAM'),
      });
    });

    it('in a session named after the pull request of the branch', async () => {
      const asked: string[] = [];
      const github = createServer((request, response) => {
        asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
        response.setHeader('content-type', 'application/json').end('[{"number":42}]');
      });
      await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
      const { port } = github.address() as AddressInfo;
      const repository = newFolder();
      const git = (...words: string[]) => execFileSync('git', ['-C', repository.path, ...words]);
      git('init', '-q', '-b', 'feature/x');
      git('remote', 'add', 'origin', 'git@github.com:acme/shop.git');
      const words = [
        'run',
        '--agent',
        'dev',
        '--data',
        stage.dataFolder,
        '--',
        process.execPath,
        '-e',
        '',
      ];
      const env = { GITHUB_API_URL: `http://127.0.0.1:${port}` };
      const skipped = await start(words, env, repository.path).ended;
      expect(skipped.err).toMatch(
        /session `feature-x\.[0-9a-f]{12}`; no pull request: neither GITHUB_TOKEN/,
      );
      expect(asked).toEqual([]);
      const found = await start(words, { ...env, GITHUB_TOKEN: 'token' }, repository.path).ended;
      expect(found.err).toMatch(/session `pr-42\.[0-9a-f]{12}`; pull request 42/);
      expect(asked).toEqual([
        '/repos/acme/shop/pulls?head=acme%3Afeature%2Fx&state=open Bearer token',
      ]);
      github.close();
      repository.remove();
    });
  });

  describe('asks the doctor', () => {
    const doctor = (env: Record<string, string> = {}): Promise<Ended> =>
      start(
        ['doctor'],
        {
          SENTRELY_DATA: stage.dataFolder,
          SENTRELY_BUNDLE_PATH: join(stage.folder, 'bundle.json'),
          SENTRELY_BUNDLE_TRUST: join(stage.folder, 'trust.json'),
          ...env,
        },
        folder.path,
      ).ended;

    it('and all is well, or nearly', async () => {
      const { code, out } = await doctor();
      expect(out).not.toContain('fail');
      expect(code).toBe(0);
      for (const name of [
        'node',
        'config',
        'data folder',
        'disk',
        'clock',
        'bundle',
        'admin listener',
        'policy',
        'gateway',
      ])
        expect(out).toMatch(new RegExp(`^(ok|warn) +${name}: `, 'm'));
    });

    it.each([
      ['a bundle that is not there', { SENTRELY_BUNDLE_PATH: 'none.json' }, /^fail {2}bundle: /m],
      ['a setting that is none', { SENTRELY_LISTNE: 'x' }, /^fail {2}config: .*SENTRELY_LISTNE/m],
      [
        'another data folder',
        { SENTRELY_DATA: 'none', SENTRELY_ADMIN_LISTEN: '127.0.0.1:9' },
        /^fail {2}admin listener: nobody answers/m,
      ],
    ])('and hears of %s', async (_name, env, expected) => {
      const { code, out } = await doctor(env);
      expect(code).toBe(1);
      expect(out).toMatch(expected);
    });

    it('and hears of a key that others may read', async () => {
      const key = join(stage.dataFolder, 'admin.key');
      chmodSync(key, 0o644);
      const { code, out } = await doctor();
      chmodSync(key, 0o600);
      expect(code).toBe(1);
      expect(out).toMatch(/^fail {2}data folder: others may read `admin\.key`\n {6}Run: chmod/m);
    });

    it('and asks the provider only when told to', async () => {
      const args = (words: readonly string[]) =>
        start(
          ['doctor', '--data', stage.dataFolder, '--json', ...words],
          { SENTRELY_UPSTREAM_URL: stage.provider.url },
          folder.path,
        ).ended;
      expect((await args([])).out).not.toContain('"provider"');
      const { checks } = JSON.parse((await args(['--online'])).out) as {
        checks: readonly { name: string; state: string }[];
      };
      expect(checks).toContainEqual(expect.objectContaining({ name: 'provider', state: 'ok' }));
    });
  });
});

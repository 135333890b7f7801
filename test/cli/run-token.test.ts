import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { says, text } from '../e2e/script.ts';
import { startStage } from '../gateway/harness.ts';
import { newAuthority } from '../gateway/identity/authority.ts';
import { audience, newKey, startIssuer, tokenOf } from '../gateway/identity/issuer.ts';
import { newFolder } from './harness.ts';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `sentrely run` of a program that asks the gateway once, in a process without our environment. */
function run(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const program = `
    const headers = { 'content-type': 'application/json' };
    for (const line of process.env.ANTHROPIC_CUSTOM_HEADERS.split('\\n')) {
      const [name, value] = line.split(': ');
      headers[name] = value;
    }
    const body = JSON.stringify({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
    fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', headers, body }).then(({ status }) =>
      console.log(status, Object.keys(process.env).filter((name) => name.startsWith('ACTIONS_')).join()));`;
  const folder = newFolder();
  onTestFinished(() => folder.remove());
  const given = [
    main,
    'run',
    ...words,
    '--data',
    folder.path,
    '--',
    process.execPath,
    '-e',
    program,
  ];
  const options = { cwd: folder.path, env: { PATH, HOME, NODE_COMPILE_CACHE, ...env } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, given, options, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

it('a job of GitHub Actions begins a run by its token, over TLS, and the program cannot', async () => {
  const key = await newKey('k1');
  const issuer = await startIssuer([key]);
  const asked: string[] = [];
  // As the runner of a job answers, for whatever audience it is asked.
  const runner = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://runner');
    asked.push(`${request.headers.authorization ?? ''} ${searchParams.get('api-version') ?? ''}`);
    const claims = { aud: searchParams.get('audience') };
    const value = await tokenOf(issuer.url, key, { claims });
    response.end(JSON.stringify({ count: 1, value }));
  });
  await new Promise<void>((resolve) => void runner.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void runner.close());
  const authority = newAuthority();
  const { cert, key: certKey } = authority.issue('CN=gateway', 'IP:127.0.0.1');
  const stage = await startStage({
    script: says(text('Done.')),
    rules: '',
    policies: () => [
      {
        file: 'policy.sentrely',
        text: `edition 1
agent shop { owner user "maria" id 1 identify oidc issuer "${issuer.url}" claim "repository" "acme/shop" }
tool read_file { path: Path }
policy work for all agents { allow read_file when .path under workspace }`,
      },
    ],
    settings: {
      SENTRELY_OIDC_AUDIENCE: audience,
      SENTRELY_ADMIN_TLS_CERT: cert,
      SENTRELY_ADMIN_TLS_KEY: certKey,
    },
  });
  onTestFinished(() => stage.close());
  const port = (runner.address() as AddressInfo).port;
  const job = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-runner',
    SENTRELY_ADMIN_CA: authority.ca,
  };
  const words = ['--admin', stage.gateway.adminUrl, '--oidc', audience];
  const done = await run(words, job);
  expect(done).toMatchObject({ code: 0, out: '200 \n' });
  expect(done.err).toContain('run of agent `shop`');
  expect(done.err).not.toContain('could not be ended');
  expect(asked).toEqual(['Bearer of-the-runner 2.0']);
  const wrong = await run(['--admin', stage.gateway.adminUrl, '--oidc', 'somebody-else'], job);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('another audience') });
  const outside = await run(words, { SENTRELY_ADMIN_CA: authority.ca });
  expect(outside.err).toContain('error[SENTRELY_ERR_CLI_JOB_TOKEN]');
  // Of another CI system the token is given as it is.
  const given = { ...job, SENTRELY_KEY: await tokenOf(issuer.url, key) };
  const other = await run(['--admin', stage.gateway.adminUrl], given);
  expect(other).toMatchObject({ code: 0, out: expect.stringMatching(/^200 ACTIONS_/) });
  // Who is not known to be the listener is not shown the token either.
  const unproven = await run(words, { ...job, SENTRELY_ADMIN_CA: '' });
  expect(unproven.err).toContain('error[SENTRELY_ERR_CLI_ADMIN_UNPROVEN]');
}, 60_000);

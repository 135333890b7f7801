import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { says, text } from '../../e2e/script.ts';
import { until } from '../admin/live-client.ts';
import { adminKey, callAdmin } from '../admin/operator.ts';
import { type PolicySources, startStage, type TestStage } from '../harness.ts';
import { audience, type Issuer, type IssuerKey, newKey, startIssuer, tokenOf } from './issuer.ts';

// Tokens at a real gateway: how a client sends them, and what becomes of them.

let key: IssuerKey;
let issuer: Issuer;
beforeEach(async () => {
  key = await newKey('k1');
  issuer = await startIssuer([key]);
});

/** What is published is how the agent `shop` identifies itself, where it is not as usual. */
const policies: PolicySources = (keyHash, identity) => [
  {
    file: 'policy.sentrely',
    text: `edition 1
agent dev { owner user "maria" id 1 identify key "${keyHash}" }
agent shop {
  owner user "maria" id 1
  ${identity || `identify oidc issuer "${issuer.url}" claim "repository" "acme/shop" claim "ref" "refs/heads/main"`}
}
tool read_file { path: Path }
policy work for all agents { allow read_file when .path under workspace }
`,
  },
];

async function open(
  settings: Readonly<Record<string, string | undefined>> = {},
): Promise<TestStage> {
  const stage = await startStage({
    script: says(text('Done.')),
    rules: '',
    policies,
    settings: { SENTRELY_OIDC_AUDIENCE: audience, ...settings },
  });
  onTestFinished(() => stage.close());
  return stage;
}

function ask(stage: TestStage, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${stage.gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      model: 'm',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'go' }],
    }),
  });
}

describe('a token of a CI job', () => {
  it.each(['authorization', 'x-api-key', 'x-sentrely-key'])(
    'lets its agent in by %s',
    async (name) => {
      const stage = await open();
      const token = await tokenOf(issuer.url, key);
      const value = name === 'authorization' ? `Bearer ${token}` : token;
      expect((await ask(stage, { [name]: value })).status).toBe(200);
      const sent = JSON.stringify(stage.provider.requests.at(-1)?.headers);
      expect(sent).toContain('provider-key');
      expect(sent).not.toContain(token);
      expect(stage.log.join('')).not.toContain(token);
    },
  );

  it('never reaches a provider that the agent has its own credential for', async () => {
    const stage = await open({ SENTRELY_UPSTREAM_API_KEY: undefined });
    const token = await tokenOf(issuer.url, key);
    const twice = { authorization: `Bearer ${token}`, 'x-api-key': 'sk-ant-own' };
    expect((await ask(stage, { ...twice, 'x-sentrely-key': token })).status).toBe(200);
    const headers = stage.provider.requests.at(-1)?.headers;
    expect(headers?.['x-api-key']).toBe('sk-ant-own');
    expect(JSON.stringify(headers)).not.toContain(token);
  });

  it('is one caller over all its tokens, in the record and for an order to kill', async () => {
    const stage = await open();
    for (let count = 0; count < 2; count += 1) {
      const token = await tokenOf(issuer.url, key, { claims: { jti: String(count) } });
      expect((await ask(stage, { 'x-api-key': token })).status).toBe(200);
    }
    const { rows } = await queryAudit({
      folder: stage.dataFolder,
      sql: `SELECT DISTINCT agent_id, principal, principal_auth FROM events WHERE kind = 'llm.request'`,
    });
    expect(rows).toEqual([['shop', expect.stringMatching(/^sha256:[0-9a-f]{64}$/), 'oidc']]);
    const body = { scope: 'credential', subject: rows[0]?.[1], reason: 'leaked' };
    const { adminUrl } = stage.gateway;
    await callAdmin(adminUrl, 'POST', '/api/kills', { key: adminKey(stage.dataFolder), body });
    const fresh = await tokenOf(issuer.url, key);
    const refused = await ask(stage, { 'x-api-key': fresh });
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain('SENTRELY_ERR_KILLED');
    const other = await tokenOf(issuer.url, key, {
      claims: { sub: 'repo:acme/shop:pull_request' },
    });
    expect((await ask(stage, { 'x-api-key': other })).status).toBe(200);
  });

  it('that is not good is refused once and for all, with a reason and without itself', async () => {
    const stage = await open();
    const token = await tokenOf(issuer.url, await newKey('k1'));
    const answer = await ask(stage, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    const body = await answer.text();
    expect(body).toContain('SENTRELY_ERR_IDENTITY_TOKEN');
    expect(body).not.toContain(token);
    expect(stage.provider.requests).toEqual([]);
  });

  it('is refused for the while while its issuer is down, and a key still lets in', async () => {
    const stage = await open();
    issuer.fault = 'down';
    const answer = await ask(stage, { 'x-api-key': await tokenOf(issuer.url, key) });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('SENTRELY_ERR_IDENTITY_ISSUER');
    expect((await ask(stage, { 'x-api-key': stage.agentKey })).status).toBe(200);
  });

  it('needs an audience in the configuration', async () => {
    const stage = await open({ SENTRELY_OIDC_AUDIENCE: undefined });
    const answer = await ask(stage, { 'x-api-key': await tokenOf(issuer.url, key) });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('oidc.audience');
    expect(stage.log.find((line) => line.includes('"identity.unmet"'))).toContain('oidc.audience');
  });

  it('does not open the admin listener', async () => {
    const stage = await open();
    const token = await tokenOf(issuer.url, key);
    const answer = await callAdmin(stage.gateway.adminUrl, 'GET', '/api/status', { key: token });
    expect(answer.status).toBe(401);
  });
});

describe('a run that is begun with a token', () => {
  const begin = (stage: TestStage, token: string, body: object = {}) =>
    callAdmin(stage.gateway.adminUrl, 'POST', '/api/runs', {
      key: token,
      body: { session: 'job-1', ...body },
    });
  const statusOf = async (stage: TestStage, run: unknown): Promise<number> =>
    (await ask(stage, { 'x-sentrely-key': String(run) })).status;
  const subject = 'repo:acme/shop:ref:refs/heads/main';

  it('is of its agent, on record with whom the token speaks of, and ended by it', async () => {
    const stage = await open();
    const token = await tokenOf(issuer.url, key);
    const begun = await begin(stage, token);
    expect(begun).toMatchObject({ status: 201, body: { agent: 'shop', by: 'agent shop' } });
    expect(await statusOf(stage, begun.body['key'])).toBe(200);
    const { rows } = await queryAudit({
      folder: stage.dataFolder,
      sql: `SELECT principal, principal_auth, detail FROM events WHERE kind = 'admin.action'`,
    });
    expect(rows).toEqual([['agent shop', 'oidc', expect.stringContaining(subject)]]);
    expect(JSON.stringify(rows) + stage.log.join(' ')).not.toContain(token);
    // Another token of the same job ends it; one of another job does not.
    const path = `/api/runs/${String(begun.body['credential'])}`;
    const end = (by: string) => callAdmin(stage.gateway.adminUrl, 'DELETE', path, { key: by });
    const other = await tokenOf(issuer.url, key, { claims: { sub: 'repo:acme/shop:other' } });
    expect((await end(other)).status).toBe(404);
    expect(await statusOf(stage, begun.body['key'])).toBe(200);
    expect((await end(await tokenOf(issuer.url, key))).status).toBe(200);
    expect(await statusOf(stage, begun.body['key'])).toBe(401);
  });

  it('ends when the policies drop or change what they said of the token', async () => {
    const stage = await open();
    const { body } = await begin(stage, await tokenOf(issuer.url, key));
    const claims = 'claim "ref" "refs/heads/main" claim "repository" "acme/shop"';
    let revision = 1;
    const become = async (identity: string) => {
      const loaded = stage.log.length;
      stage.publish(identity, { revision: (revision += 1) });
      await until(() => stage.log.slice(loaded).some((line) => line.includes('"bundle.loaded"')));
    };
    // In another order it says the same.
    await become(`identify oidc issuer "${issuer.url}" ${claims}`);
    expect(await statusOf(stage, body['key'])).toBe(200);
    await become(`identify oidc issuer "${issuer.url}" ${claims} claim "environment" "production"`);
    expect(await statusOf(stage, body['key'])).toBe(401);
    await become(`identify key "sha256:${'ab'.repeat(32)}"`);
    expect(await statusOf(stage, body['key'])).toBe(401);
  });

  it('is killed with whom the token speaks of, who then begins no other', async () => {
    const stage = await open();
    const token = await tokenOf(issuer.url, key);
    const { body } = await begin(stage, token);
    const operator = adminKey(stage.dataFolder);
    const kill = (credential: string) =>
      callAdmin(stage.gateway.adminUrl, 'POST', '/api/kills', {
        key: operator,
        body: { scope: 'credential', subject: credential, reason: 'leaked' },
      });
    await kill(`sha256:${sha256Hex(`oidc\n${issuer.url}\n${subject}`)}`);
    expect(await statusOf(stage, body['key'])).toBe(402);
    expect(await begin(stage, token)).toMatchObject({ status: 402 });
  });

  it('is refused with the reason of its token, and a token opens nothing else', async () => {
    const stage = await open();
    const { adminUrl } = stage.gateway;
    const forged = await tokenOf(issuer.url, await newKey('k1'));
    expect(await begin(stage, forged)).toMatchObject({
      status: 401,
      body: { error: { code: 'SENTRELY_ERR_IDENTITY_TOKEN' } },
    });
    const stranger = await tokenOf(issuer.url, key, { claims: { repository: 'acme/other' } });
    expect((await begin(stage, stranger)).body).toMatchObject({
      error: { code: 'SENTRELY_ERR_IDENTITY_UNKNOWN' },
    });
    const token = await tokenOf(issuer.url, key);
    expect((await begin(stage, token, { agent: 'dev' })).status).toBe(400);
    expect((await begin(stage, token, { life_seconds: 86_401 })).status).toBe(400);
    for (const path of ['/api/runs', '/api/kills', '/api/status'])
      expect((await callAdmin(adminUrl, 'GET', path, { key: token })).status).toBe(401);
    // Tokens that are not good are wrong keys like others.
    for (let tries = 0; tries < 10; tries += 1) await begin(stage, forged);
    expect((await begin(stage, forged)).status).toBe(429);
    expect((await begin(stage, token)).status).toBe(201);
  });
});

import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../compiler/bundle/digest.ts';
import type { Plan } from '../../../compiler/evaluate/plan.ts';
import { fetchKeys } from '../../../gateway/enforce/identity/fetch-keys.ts';
import {
  keysCooldownMs,
  keysFreshMs,
  keysStaleMs,
} from '../../../gateway/enforce/identity/key-set.ts';
import { createTokens, type Tokens } from '../../../gateway/enforce/identity/token.ts';
import { audience, type Issuer, type IssuerKey, newKey, startIssuer, tokenOf } from './issuer.ts';

let key: IssuerKey;
let issuer: Issuer;
let tokens: Tokens;
let plan: Plan;
let nowMs: number;

function planOf(...agents: readonly (readonly [agent: string, claims: Record<string, string>])[]) {
  const identities = agents.map(([agent, claims]) => ({
    agent,
    identity: {
      kind: 'token',
      issuer: issuer.url,
      claims: Object.entries(claims).map(([name, value]) => ({ name, value })),
    },
  }));
  return { identities, agentOfKeyHash: new Map() } as unknown as Plan;
}

beforeEach(async () => {
  nowMs = Date.now();
  key = await newKey('k1');
  issuer = await startIssuer([key]);
  tokens = createTokens({ audience, fetch: fetchKeys, now: () => nowMs, report: () => {} });
  plan = planOf(['shop', { repository: 'acme/shop', ref: 'refs/heads/main' }]);
});

const verify = (token: string): Promise<unknown> => tokens.verify(token, plan);
const token = (changes: Parameters<typeof tokenOf>[2] = {}): Promise<string> =>
  tokenOf(issuer.url, key, { nowMs, ...changes });
const unsigned = (header: object, payload: object): string =>
  [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
const payload = () => ({
  iss: issuer.url,
  aud: audience,
  sub: 's',
  repository: 'acme/shop',
  ref: 'refs/heads/main',
  iat: Math.floor(nowMs / 1000),
  exp: Math.floor(nowMs / 1000) + 300,
});

describe('a token', () => {
  it('names the agent of its claims', async () => {
    expect(await verify(await token())).toEqual({
      agent: 'shop',
      issuer: issuer.url,
      subject: 'repo:acme/shop:ref:refs/heads/main',
      credential: `sha256:${sha256Hex(`oidc\n${issuer.url}\nrepo:acme/shop:ref:refs/heads/main`)}`,
      identity: {
        kind: 'token',
        issuer: issuer.url,
        claims: [
          { name: 'repository', value: 'acme/shop' },
          { name: 'ref', value: 'refs/heads/main' },
        ],
      },
    });
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
    await verify(await token());
    expect(issuer.asked).toHaveLength(2);
  });

  it.each([
    ['another audience', { claims: { aud: 'somebody-else' } }, 'another audience'],
    ['no audience', { claims: { aud: null } }, 'another audience'],
    ['another repository', { claims: { repository: 'evil/shop' } }, 'no agent is identified'],
    ['another branch', { claims: { ref: 'refs/heads/x' } }, 'no agent is identified'],
    ['a list that holds the right value', { claims: { repository: ['acme/shop'] } }, 'no agent'],
    ['another issuer', { claims: { iss: 'https://evil.example' } }, 'no agent is identified'],
    ['the issuer with a slash', { claims: { iss: 'SLASH' } }, 'no agent is identified'],
    ['an end that is past', { expiresIn: -61 }, 'it has expired'],
    ['no end', { claims: { exp: null } }, 'until when'],
    ['no beginning', { claims: { iat: null } }, 'from and until'],
    ['a beginning that is to come', { issuedIn: 120 }, 'not good yet'],
    ['nbf that is to come', { claims: { nbf: 99_999_999_999 } }, 'not good yet'],
    ['a life of a year', { expiresIn: 365 * 86_400 }, 'more than a day'],
    ['another type', { header: { typ: 'logout+jwt' } }, 'another type'],
  ])('with %s is refused, and its issuer not even asked', async (_name, changes, message) => {
    const claims = { ...(changes as { claims?: object }).claims };
    const iss = 'iss' in claims && claims.iss === 'SLASH' ? { iss: `${issuer.url}/` } : {};
    const made = await token({ ...changes, claims: { ...claims, ...iss } });
    await expect(verify(made)).rejects.toThrow(message);
    expect(issuer.asked).toEqual([]);
  });

  it('may be a minute off', async () => {
    await expect(verify(await token({ expiresIn: -30 }))).resolves.toBeDefined();
    await expect(verify(await token({ issuedIn: 30 }))).resolves.toBeDefined();
  });

  it('without a signature, or with one that a public key can make, is refused', async () => {
    const secret = JSON.stringify(key.jwk);
    const none = `${unsigned({ alg: 'none' }, payload())}.`;
    await expect(verify(none)).rejects.toThrow('algorithm');
    const body = unsigned({ alg: 'HS256', kid: 'k1' }, payload());
    const mac = createHmac('sha256', secret).update(body).digest('base64url');
    await expect(verify(`${body}.${mac}`)).rejects.toThrow('algorithm');
    expect(issuer.asked).toEqual([]);
  });

  it.each(['jku', 'x5u', 'jwk', 'x5c'])('does not bring its own key by `%s`', async (name) => {
    const own = await newKey('k1');
    const evil = await startIssuer([own]);
    const value = { jku: `${evil.url}/keys`, x5u: `${evil.url}/keys`, jwk: own.jwk, x5c: ['AAAA'] };
    const made = await tokenOf(issuer.url, own, {
      nowMs,
      header: { [name]: value[name as keyof typeof value] },
    });
    await expect(verify(made)).rejects.toThrow('signature does not hold');
    expect(evil.asked).toEqual([]);
  });

  it('is not verified by a key of another kind under its key id', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const body = unsigned({ alg: 'RS256', kid: 'k1' }, payload());
    const made = `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
    await expect(verify(made)).rejects.toThrow('no such key');
  });

  it('that was changed after signing is refused', async () => {
    const [header, , signature] = (await token()).split('.');
    const changed = unsigned({}, { ...payload(), sub: 'other' }).split('.')[1];
    await expect(verify(`${header}.${changed}.${signature}`)).rejects.toThrow('signature');
  });

  it('with an extension that must be understood is refused', async () => {
    const body = unsigned({ alg: 'ES256', kid: 'k1', crit: ['exp2'], exp2: 1 }, payload());
    const signature = sign('sha256', Buffer.from(body), {
      key: (await import('node:crypto')).KeyObject.from(key.privateKey),
      dsaEncoding: 'ieee-p1363',
    });
    await expect(verify(`${body}.${signature.toString('base64url')}`)).rejects.toThrow('signature');
  });

  it.each([
    ['huge', `eyJ${'a'.repeat(100_000)}.e.s`],
    ['no JSON', 'eyJhbGciOiJub25l.e.s'],
    ['not in three parts', 'eyJhbGciOiJub25lIn0.e'],
    ['a list', `${Buffer.from('[1]').toString('base64url')}.W10.s`],
  ])('that is %s is refused', async (_name, text) => {
    await expect(verify(text)).rejects.toThrow('the token cannot be accepted');
    expect(issuer.asked).toEqual([]);
  });

  it('that fits two agents is nobody', async () => {
    plan = planOf(['a', { repository: 'acme/shop' }], ['b', { ref: 'refs/heads/main' }]);
    await expect(verify(await token())).rejects.toThrow('no agent is identified');
  });

  it('lets nobody in while no audience is configured', async () => {
    const open = createTokens({
      audience: undefined,
      fetch: fetchKeys,
      now: () => nowMs,
      report() {},
    });
    await expect(open.verify(await token(), plan)).rejects.toThrow('oidc.audience');
  });
});

describe('the keys of an issuer', () => {
  const strange = (): Promise<string> => token({ header: { kid: `made-up-${Math.random()}` } });

  it('are asked for once in a while, however many key ids are made up', async () => {
    await verify(await token());
    const many = await Promise.all(Array.from({ length: 200 }, strange));
    for (const each of many) await expect(verify(each)).rejects.toThrow('no such key');
    await Promise.all(many.map((each) => verify(each).catch(() => {})));
    expect(issuer.asked).toHaveLength(2);
    nowMs += keysCooldownMs;
    await Promise.all(many.map((each) => verify(each).catch(() => {})));
    expect(issuer.asked).toHaveLength(4);
    await expect(verify(await token())).resolves.toBeDefined();
  });

  it('rotate: a new key is found, and an old one is soon good for nothing', async () => {
    await verify(await token());
    const next = await newKey('k2');
    issuer.keys = [key.jwk, next.jwk];
    nowMs += keysCooldownMs;
    const made = await tokenOf(issuer.url, next, { nowMs });
    await expect(verify(made)).resolves.toBeDefined();
    issuer.keys = [next.jwk];
    nowMs += keysFreshMs + 1;
    await expect(verify(await token())).rejects.toThrow('no such key');
  });

  it('stay good for an hour while the issuer is down, and no longer', async () => {
    await verify(await token());
    issuer.fault = 'down';
    nowMs += keysStaleMs - 1000;
    await expect(verify(await token())).resolves.toBeDefined();
    nowMs += 2000;
    await expect(verify(await token())).rejects.toThrow('keys of the issuer');
    issuer.fault = 'none';
    nowMs += keysCooldownMs;
    await expect(verify(await token())).resolves.toBeDefined();
  });

  it.each(['down', 'other-issuer', 'redirect'] as const)(
    'are not had from one that is %s',
    async (fault) => {
      issuer.fault = fault;
      await expect(verify(await token())).rejects.toThrow('keys of the issuer');
      expect(issuer.asked).toEqual(['/.well-known/openid-configuration']);
    },
  );

  it('that are secrets, or for encryption, are not keys', async () => {
    const secret = Buffer.from('secret of everybody').toString('base64url');
    issuer.keys = [
      { kty: 'oct', kid: 'k1', k: secret, alg: 'HS256' },
      { ...key.jwk, kid: 'k1', use: 'enc' },
    ];
    await expect(verify(await token())).rejects.toThrow('no such key');
  });

  it('are asked for once by many at the same time', async () => {
    const made = await token();
    await Promise.all(Array.from({ length: 50 }, () => verify(made)));
    expect(issuer.asked).toHaveLength(2);
  });
});

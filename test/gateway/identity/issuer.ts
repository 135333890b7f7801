import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

/** Whom tokens are for in these tests. */
export const audience = 'sentrely-test';

/** A key pair of an issuer. */
export interface IssuerKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function newKey(kid: string, alg = 'ES256'): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** An issuer on loopback; a test changes its keys and how it answers. */
export interface Issuer {
  readonly url: string;
  keys: readonly JWK[];
  /** What it answers instead of what it should. */
  fault: 'none' | 'down' | 'hangs' | 'other-issuer' | 'redirect';
  /** Paths that were asked for. */
  readonly asked: readonly string[];
}

export async function startIssuer(keys: readonly IssuerKey[]): Promise<Issuer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (issuer.fault === 'hangs') return;
    if (issuer.fault === 'down') {
      response.writeHead(500).end();
      return;
    }
    if (issuer.fault === 'redirect') {
      response.writeHead(302, { location: `${issuer.url}/elsewhere` }).end();
      return;
    }
    const stated = issuer.fault === 'other-issuer' ? 'https://other.example' : issuer.url;
    const about = { issuer: stated, jwks_uri: `${issuer.url}/keys` };
    const body = request.url === '/keys' ? { keys: issuer.keys } : about;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: Issuer = { url, keys: keys.map(({ jwk }) => jwk), fault: 'none', asked };
  return issuer;
}

/** How a token differs from an ordinary one. Times in seconds from `nowMs`. */
export interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly nowMs?: number;
  readonly expiresIn?: number;
  readonly issuedIn?: number;
}

/** A token as a CI system would give it to a job of `acme/shop`. */
export async function tokenOf(
  issuer: string,
  { kid, alg, privateKey }: IssuerKey,
  {
    claims = {},
    header = {},
    nowMs = Date.now(),
    expiresIn = 300,
    issuedIn = 0,
  }: TokenChanges = {},
): Promise<string> {
  const now = Math.floor(nowMs / 1000);
  const payload = {
    iss: issuer,
    aud: audience,
    sub: 'repo:acme/shop:ref:refs/heads/main',
    repository: 'acme/shop',
    ref: 'refs/heads/main',
    iat: now + issuedIn,
    exp: now + expiresIn,
    ...claims,
  };
  const present = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null));
  return await new SignJWT(present).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
}

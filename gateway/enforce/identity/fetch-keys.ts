import type { JSONWebKeySet } from 'jose';
import { request } from 'undici';
import { parseStrictJson } from '../../../compiler/bundle/strict-json.ts';
import { issuerForm } from '../../../compiler/bundle/issuer.ts';

/** How long an issuer may take for each of its two answers, in milliseconds. */
const answerMs = 5000;

/** Key sets have some kilobytes. */
const answerBytesMax = 256 * 1024;

/**
 * Reads an issuer's keys by OpenID Connect discovery. Nothing a token says has a part in it: the
 * address comes from the signed policies, and from what stands there. Redirects are not followed.
 */
export async function fetchKeys(issuer: string): Promise<JSONWebKeySet> {
  const about = await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { issuer: stated, jwks_uri: address } = about;
  if (stated !== issuer) throw new Error('it states another issuer');
  if (typeof address !== 'string' || !isSafe(address, issuer))
    throw new Error('its keys have no address');
  const { keys } = await readJson(address);
  if (!Array.isArray(keys) || !keys.every(isObject)) throw new Error('its keys are no list');
  return { keys: keys as unknown as JSONWebKeySet['keys'] };
}

/** Keys must come over TLS, unless the issuer itself is on this machine. */
function isSafe(address: string, issuer: string): boolean {
  const [bare = ''] = address.split('?', 1);
  return issuerForm.test(bare) && (address.startsWith('https:') || issuer.startsWith('http:'));
}

async function readJson(address: string): Promise<Record<string, unknown>> {
  const signal = AbortSignal.timeout(answerMs);
  const { statusCode, body } = await request(address, {
    signal,
    headers: { accept: 'application/json' },
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new Error('its answer is too large');
    chunks.push(chunk);
  }
  if (statusCode !== 200) throw new Error(`it answered ${statusCode}`);
  const value = parseStrictJson(Buffer.concat(chunks));
  if (!isObject(value)) throw new Error('its answer is no object');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  newSigningKey,
  signingKeyFromPem,
  signingKeyPem,
  trustKeyOf,
  verificationKey,
} from '../../../compiler/bundle/keys.ts';

it('a key survives its file', () => {
  const key = newSigningKey();
  const read = signingKeyFromPem(signingKeyPem(key));
  expect(trustKeyOf(read)).toEqual(trustKeyOf(key));
  expect(trustKeyOf(key)).toEqual({ keyid: key.keyid, pub: key.pub, not_after: null });
  expect(trustKeyOf(key, '2030-01-01T00:00:00Z').not_after).toBe('2030-01-01T00:00:00Z');
  expect(key.keyid).toMatch(/^[0-9a-f]{64}$/);
  expect(Buffer.from(key.pub, 'base64')).toHaveLength(32);
});

it('no two keys are alike', () => {
  expect(newSigningKey().keyid).not.toBe(newSigningKey().keyid);
});

it('the key id is that of RFC 8032, test 1', () => {
  const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex');
  const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  const { pub, keyid } = signingKeyFromPem(pem);
  const raw = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
  expect(Buffer.from(pub, 'base64').toString('hex')).toBe(raw);
  expect(keyid).toBe('21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9');
});

it.each([
  ['nothing', ''],
  ['text', 'my key'],
  ['a public key', newPublicPem()],
])('%s is no signing key', (_, pem) => {
  expect(() => signingKeyFromPem(pem)).toThrowError(
    expect.objectContaining({ code: 'SENTRELY_ERR_SIGNING_KEY' }),
  );
});

it('a key of another kind is refused by name, and its text stays out of the message', () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  expect(() => signingKeyFromPem(pem)).toThrow('found a key of type ec, expected ed25519');
  const cut = pem.slice(0, 80);
  try {
    signingKeyFromPem(cut);
  } catch (error) {
    expect(JSON.stringify([String(error), (error as Error).cause ?? null])).not.toContain(
      cut.slice(30, 60),
    );
  }
});

it.each(['', 'AAAA', 'A'.repeat(43), `${'A'.repeat(43)}B`, 'A'.repeat(88)])(
  '%j is no public key',
  (pub) => {
    expect(verificationKey(pub)).toBeUndefined();
  },
);

function newPublicPem(): string {
  return generateKeyPairSync('ed25519')
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
}

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.ts';
import type { TrustKey } from './bundle.ts';
import { sha256Hex } from './digest.ts';
import { bundleError } from './errors.ts';

/** A private Ed25519 key and the names of its public half. */
export interface SigningKey {
  /** Hex SHA-256 of the 32 raw public bytes. */
  readonly keyid: string;
  /** Base64 of the 32 raw public bytes. */
  readonly pub: string;
  readonly privateKey: KeyObject;
}

/** Raw bytes of an Ed25519 public key (RFC 8032 section 5.1.5). */
const publicBytes = 32;

/** A fresh key from the system's random source. */
export function newSigningKey(): SigningKey {
  return describe(generateKeyPairSync('ed25519').privateKey);
}

/** Reads a PKCS #8 PEM. Throws SENTRELY_ERR_SIGNING_KEY for anything but an Ed25519 private key. */
export function signingKeyFromPem(pem: string): SigningKey {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // The cause stays out: its message may quote the key.
    throw bundleError('SENTRELY_ERR_SIGNING_KEY', 'it is not a private key in PEM');
  }
  if (key.asymmetricKeyType === 'ed25519') return describe(key);
  throw bundleError(
    'SENTRELY_ERR_SIGNING_KEY',
    `found a key of type ${key.asymmetricKeyType}, expected ed25519`,
  );
}

/** The key as PKCS #8 PEM: write it readable by its owner only. */
export function signingKeyPem(key: SigningKey): string {
  return key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The public half as a trust file lists it; `notAfter` is RFC 3339 in UTC. */
export function trustKeyOf(key: SigningKey, notAfter?: string): TrustKey {
  return { keyid: key.keyid, pub: key.pub, not_after: notAfter ?? null };
}

/** Key id of a public key in base64, or undefined when that is not 32 bytes. */
export function keyidOf(pub: string): string | undefined {
  const raw = decodeBase64(pub);
  return raw?.length === publicBytes ? sha256Hex(raw) : undefined;
}

/** A public key that can verify, from base64 of its raw bytes; undefined when it is none. */
export function verificationKey(pub: string): KeyObject | undefined {
  const raw = decodeBase64(pub);
  if (raw?.length !== publicBytes) return undefined;
  const x = Buffer.from(raw).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function describe(privateKey: KeyObject): SigningKey {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const raw = Buffer.from(x, 'base64url');
  return { keyid: sha256Hex(raw), pub: encodeBase64(raw), privateKey };
}

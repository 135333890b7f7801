import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatewayError } from '../errors.ts';
import { writeDurably } from '../durable-file.ts';
import { keysFolder } from './layout.ts';
import { listWriters } from './wal.ts';

/** Checks what an audit key signed. */
export interface AuditVerifier {
  readonly name: string;
  /** First four bytes of SHA-256 over the name, a line feed, 0x01 and the public key. */
  readonly keyId: Buffer;
  verify(bytes: Buffer, signature: Buffer): boolean;
}

/** Signs checkpoints of the log. */
export interface AuditSigner extends AuditVerifier {
  /** The public half as others write it down: `name+keyid+base64`. */
  readonly publicKey: string;
  sign(bytes: Buffer): Buffer;
}

/** Ed25519, as C2SP signed-note numbers it. */
const ed25519 = 0x01;

/** DER of an Ed25519 SubjectPublicKeyInfo up to the 32 bytes of the key: RFC 8410 section 4. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

const publicKeyText = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})\s*$/;

/**
 * The signing key of a log: made on first use as `keys/audit.key` (PKCS 8) and `keys/audit.pub`.
 * The name is part of what is signed, so it stays what it was when the key was made. Throws
 * SENTRELY_ERR_AUDIT_KEY when a half is missing or damaged, or was made under another name.
 */
export function openSigner(folder: string, name: string): AuditSigner {
  const [keyPath, publicPath] = [keyFile(folder), publicKeyFile(folder)];
  if (!existsSync(keyPath) && !existsSync(publicPath)) makeKey(folder);
  const signer = signerOf(readPrivateKey(keyPath), name);
  if (!existsSync(publicPath)) writeDurably(publicPath, Buffer.from(`${signer.publicKey}\n`));
  if (readPublicKey(folder).trim() !== signer.publicKey) {
    throw gatewayError('SENTRELY_ERR_AUDIT_KEY', `audit.pub is not of audit.key and \`${name}\``);
  }
  return signer;
}

/** The public key of a log as `keys/audit.pub` holds it. */
function readPublicKey(folder: string): string {
  try {
    return readFileSync(publicKeyFile(folder), 'utf8');
  } catch (error) {
    throw gatewayError('SENTRELY_ERR_AUDIT_KEY', 'audit.pub cannot be read', error);
  }
}

/** Reads a public key of the form `name+keyid+base64`. Throws SENTRELY_ERR_AUDIT_KEY. */
export function parsePublicKey(text: string): AuditVerifier {
  const [, name, id, encoded] = publicKeyText.exec(text) ?? [];
  const bytes = Buffer.from(encoded ?? '', 'base64');
  if (name === undefined || bytes.length !== 33 || bytes[0] !== ed25519) {
    throw gatewayError('SENTRELY_ERR_AUDIT_KEY', 'expected `name+keyid+base64` of an Ed25519 key');
  }
  const verifier = verifierOf(name, bytes.subarray(1));
  if (verifier.keyId.toString('hex') !== id) {
    throw gatewayError('SENTRELY_ERR_AUDIT_KEY', 'the key id does not belong to the key');
  }
  return verifier;
}

function keyFile(folder: string): string {
  return join(keysFolder(folder), 'audit.key');
}

function publicKeyFile(folder: string): string {
  return join(keysFolder(folder), 'audit.pub');
}

/** A log goes on with the key that it began with, or not at all. */
function makeKey(folder: string): void {
  if (listWriters(folder).length > 0) {
    throw gatewayError(
      'SENTRELY_ERR_AUDIT_KEY',
      'there is a log, and the key that it began with is gone',
    );
  }
  const key = generateKeyPairSync('ed25519').privateKey;
  writeDurably(keyFile(folder), Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })));
}

function readPrivateKey(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw gatewayError('SENTRELY_ERR_AUDIT_KEY', 'audit.key cannot be read', error);
  }
  throw gatewayError('SENTRELY_ERR_AUDIT_KEY', 'audit.key is not an Ed25519 key');
}

function signerOf(key: KeyObject, name: string): AuditSigner {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const raw = spki.subarray(spkiPrefix.length);
  const verifier = verifierOf(name, raw);
  const encoded = Buffer.concat([Buffer.of(ed25519), raw]).toString('base64');
  return {
    ...verifier,
    publicKey: `${name}+${verifier.keyId.toString('hex')}+${encoded}`,
    sign: (bytes) => sign(null, bytes, key),
  };
}

function verifierOf(name: string, raw: Buffer): AuditVerifier {
  const spki = Buffer.concat([spkiPrefix, raw]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const hash = createHash('sha256').update(`${name}\n`).update(Buffer.of(ed25519)).update(raw);
  return {
    name,
    keyId: hash.digest().subarray(0, 4),
    verify: (bytes, signature) => verify(null, bytes, key, signature),
  };
}

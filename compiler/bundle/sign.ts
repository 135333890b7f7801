import { sign } from 'node:crypto';
import { encodeBase64 } from './base64.ts';
import {
  type BundleFile,
  type BundlePredicate,
  bundleBytesMax,
  type DsseEnvelope,
  type Statement,
} from './bundle.ts';
import { canonicalJson } from './canonical-json.ts';
import { sha256Hex } from './digest.ts';
import { preAuthEncoding } from './envelope.ts';
import { bundleError } from './errors.ts';
import type { SigningKey } from './keys.ts';
import { readDocument } from './shape.ts';
import { readStatement, statementType } from './statement.ts';
import { readRuleSet } from './structure.ts';

/** What is put into a bundle, and by whom. */
export interface SignRequest {
  /** The rules file, byte for byte as compiled. */
  readonly rulesBytes: Uint8Array;
  readonly predicate: BundlePredicate;
  readonly keys: readonly SigningKey[];
}

/**
 * The bytes of a signed bundle file. Refuses what no gateway would load: throws the error that
 * verifying it would, or SENTRELY_ERR_SIGNING_KEY without a key.
 */
export function signBundle({ rulesBytes, predicate, keys }: SignRequest): Uint8Array {
  if (keys.length === 0) throw bundleError('SENTRELY_ERR_SIGNING_KEY', 'none was given');
  readDocument('SENTRELY_ERR_BUNDLE_STRUCTURE', rulesBytes, readRuleSet);
  const payload = Buffer.from(canonicalJson(statementOf(rulesBytes, predicate)), 'utf8');
  readDocument('SENTRELY_ERR_BUNDLE_FORMAT', payload, readStatement);
  const file: BundleFile = {
    format: 'sentrely-bundle/1',
    dsse: seal(payload, keys),
    rules: encodeBase64(rulesBytes),
  };
  const bytes = Buffer.from(canonicalJson(file), 'utf8');
  if (bytes.length <= bundleBytesMax) return bytes;
  throw bundleError('SENTRELY_ERR_BUNDLE_TOO_LARGE', `${bytes.length} of ${bundleBytesMax} bytes`);
}

function statementOf(rulesBytes: Uint8Array, predicate: BundlePredicate): Statement {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'rules.json', digest: { sha256: sha256Hex(rulesBytes) } }],
    predicateType: 'https://sentrely.dev/bundle/v1',
    predicate,
  };
}

function seal(payload: Uint8Array, keys: readonly SigningKey[]): DsseEnvelope {
  const signed = preAuthEncoding(statementType, payload);
  const signatures = keys.map((key) => ({
    keyid: key.keyid,
    sig: encodeBase64(sign(null, signed, key.privateKey)),
  }));
  return { payloadType: statementType, payload: encodeBase64(payload), signatures };
}

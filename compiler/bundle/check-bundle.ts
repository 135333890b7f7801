import { verify } from 'node:crypto';
import {
  type BundleContent,
  type BundlePredicate,
  bundleBytesMax,
  type RevisionFloor,
  type Statement,
  type TrustRoot,
  type VerifyContext,
} from './bundle.ts';
import { sha256Hex } from './digest.ts';
import { type OpenedBundle, openBundle, preAuthEncoding } from './envelope.ts';
import { bundleError } from './errors.ts';
import { readInstant } from './instant.ts';
import { verificationKey } from './keys.ts';
import { quote } from './quote.ts';
import { readDocument } from './shape.ts';
import { isVersionAtLeast, readStatement, statementType } from './statement.ts';
import { readRuleSet } from './structure.ts';

/**
 * The checks of a bundle, in the order in which the first failure wins: nothing is interpreted
 * before it is known to be signed, and no counter is believed before the times are.
 */
export function checkBundle(received: Uint8Array, context: VerifyContext): BundleContent {
  const { trust, nowMs, floor, version } = context;
  checkSize(received);
  const bytes = new Uint8Array(received);
  const opened = readDocument('SENTRELY_ERR_BUNDLE_SYNTAX', bytes, openBundle);
  const signers = checkSignatures(opened, trust, nowMs);
  const { predicate, subject } = checkFormat(opened, version);
  checkChannel(predicate, trust);
  const digest = sha256Hex(opened.rules);
  const payloadDigest = sha256Hex(opened.payload);
  const standing = checkRevocation(trust, signers, [digest, payloadDigest]);
  checkValidity(predicate, nowMs);
  checkCounter(predicate, payloadDigest, floor);
  checkDigest(digest, subject[0].digest.sha256);
  const rules = readDocument('SENTRELY_ERR_BUNDLE_STRUCTURE', opened.rules, readRuleSet);
  return { rules, predicate, digest, payloadDigest, signers: standing, bytes };
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length <= bundleBytesMax) return;
  throw bundleError('SENTRELY_ERR_BUNDLE_TOO_LARGE', `${bytes.length} of ${bundleBytesMax} bytes`);
}

/**
 * Key ids of the valid signatures by keys that are trusted now. A key id only selects keys; no
 * signature means no signer, whatever the file says, and two by one key count once.
 */
function checkSignatures(opened: OpenedBundle, trust: TrustRoot, nowMs: number): readonly string[] {
  const signed = preAuthEncoding(opened.payloadType, opened.payload);
  const signers = new Map<string, string>();
  for (const { keyid, sig } of opened.signatures) {
    for (const key of trust.keys) {
      const isUsable = key.not_after === null || isAhead(key.not_after, nowMs);
      if (key.keyid === keyid && isUsable && isSignedBy(key.pub, signed, sig)) {
        signers.set(key.pub, keyid);
      }
    }
  }
  if (isEnough(signers.size, trust)) return [...signers.values()];
  const found = `found ${signers.size}, expected ${trust.threshold}`;
  throw bundleError('SENTRELY_ERR_BUNDLE_SIGNATURE', found);
}

function isSignedBy(pub: string, signed: Uint8Array, sig: Uint8Array): boolean {
  const key = verificationKey(pub);
  return key !== undefined && verify(null, signed, key, sig);
}

function checkFormat(opened: OpenedBundle, version: string): Statement {
  if (opened.payloadType !== statementType || opened.format !== 'sentrely-bundle/1') {
    const found = `found ${quote(opened.format)} of ${quote(opened.payloadType)}`;
    throw bundleError('SENTRELY_ERR_BUNDLE_FORMAT', found);
  }
  const statement = readDocument('SENTRELY_ERR_BUNDLE_FORMAT', opened.payload, readStatement);
  const least = statement.predicate.min_gateway;
  if (isVersionAtLeast(version, least)) return statement;
  throw bundleError('SENTRELY_ERR_BUNDLE_FORMAT', `it asks for version ${least} or later`);
}

function checkChannel({ channel }: BundlePredicate, trust: TrustRoot): void {
  if (channel === trust.channel) return;
  const found = `found ${quote(channel)}, expected ${quote(trust.channel)}`;
  throw bundleError('SENTRELY_ERR_BUNDLE_CHANNEL', found);
}

/** The signers that are not revoked, who must still be enough. */
function checkRevocation(
  { revoked, ...trust }: TrustRoot,
  signers: readonly string[],
  digests: readonly string[],
): readonly string[] {
  const listed = digests.find((digest) => revoked.digests.includes(digest));
  if (listed !== undefined) throw bundleError('SENTRELY_ERR_BUNDLE_REVOKED', `digest ${listed}`);
  const standing = signers.filter((keyid) => !revoked.keyids.includes(keyid));
  if (isEnough(standing.length, trust)) return standing;
  const gone = signers.filter((keyid) => !standing.includes(keyid));
  throw bundleError('SENTRELY_ERR_BUNDLE_REVOKED', `key ${gone.join(', ')}`);
}

/** The bundle holds from `not_before` until just before `expires`. */
function checkValidity({ not_before, expires }: BundlePredicate, nowMs: number): void {
  if (isAhead(not_before, nowMs)) {
    throw bundleError('SENTRELY_ERR_BUNDLE_NOT_YET_VALID', `valid from ${not_before}`);
  }
  if (!isAhead(expires, nowMs)) throw bundleError('SENTRELY_ERR_BUNDLE_EXPIRED', `at ${expires}`);
}

function checkCounter(
  { revision }: BundlePredicate,
  payloadDigest: string,
  floor: RevisionFloor | undefined,
): void {
  if (floor === undefined || revision > floor.revision) return;
  if (revision < floor.revision) {
    const found = `found revision ${revision}, accepted was ${floor.revision}`;
    throw bundleError('SENTRELY_ERR_BUNDLE_COUNTER_REGRESSION', found);
  }
  if (payloadDigest !== floor.payloadDigest) {
    throw bundleError('SENTRELY_ERR_BUNDLE_COUNTER_CONTENT_MISMATCH', `revision ${revision}`);
  }
}

function checkDigest(actual: string, signed: string): void {
  if (actual === signed) return;
  throw bundleError('SENTRELY_ERR_BUNDLE_DIGEST', `found ${actual}, signed was ${signed}`);
}

/** At least one, whatever the threshold says: an empty trust root lets nothing load. */
function isEnough(count: number, { threshold }: Pick<TrustRoot, 'threshold'>): boolean {
  return count >= 1 && count >= threshold;
}

/** Whether a time is still to come; one that cannot be read is not, so nothing lasts by mistake. */
function isAhead(time: string, nowMs: number): boolean {
  const instant = readInstant(time);
  return instant !== undefined && nowMs < instant;
}

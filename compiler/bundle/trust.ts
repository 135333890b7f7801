import type { TrustKey, TrustRoot } from './bundle.ts';
import { sha256Form } from './digest.ts';
import { readTime } from './instant.ts';
import { keyidOf } from './keys.ts';
import { channelUnitsMax, revokedMax, trustKeysMax } from './limits.ts';
import { type Place, readDocument } from './shape.ts';

/** Reads a trust file. Throws SENTRELY_ERR_TRUST_FILE unless every line of it makes sense. */
export function parseTrust(text: string): TrustRoot {
  return readDocument('SENTRELY_ERR_TRUST_FILE', text, readTrust);
}

function readTrust(root: Place): TrustRoot {
  const { format, channel, threshold, keys, revoked } = root.members([
    'format',
    'channel',
    'threshold',
    'keys',
    'revoked',
  ]);
  const { digests, keyids } = revoked.members(['digests', 'keyids']);
  const trusted = keys.items(trustKeysMax).map(readKey);
  if (trusted.length === 0) keys.fail('expected at least one key');
  if (new Set(trusted.map((key) => key.pub)).size < trusted.length) keys.fail('found a key twice');
  return {
    format: format.oneOf(['sentrely-trust/1']),
    channel: channel.name(channelUnitsMax),
    threshold: threshold.integer(1, trusted.length),
    keys: trusted,
    revoked: { digests: readHashes(digests), keyids: readHashes(keyids) },
  };
}

function readKey(place: Place): TrustKey {
  const { keyid, pub, not_after } = place.members(['keyid', 'pub', 'not_after']);
  const key = pub.name(64);
  const id = keyid.textMatching(sha256Form, '64 hex digits');
  const actual = keyidOf(key);
  if (actual === undefined) return pub.fail('expected 32 bytes in base64');
  if (actual !== id) return keyid.fail('expected the SHA-256 of `pub`');
  return { keyid: id, pub: key, not_after: not_after.isNull ? null : readTime(not_after) };
}

function readHashes(place: Place): readonly string[] {
  return place.items(revokedMax).map((hash) => hash.textMatching(sha256Form, '64 hex digits'));
}

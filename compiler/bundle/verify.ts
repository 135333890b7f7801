import type { VerifyContext } from './bundle.ts';
import { VerifiedBundle } from './verified-bundle.ts';

/**
 * Verifies a bundle file. Stops at the first failure, each with its own error code: (1) size, (2)
 * strict JSON, (3) signatures over the payload by enough distinct trusted keys, (4) format and
 * versions, (5) channel, (6) revocation, (7) times, (8) revision counter, (9) digest of the rules,
 * (10) their structure. Planning, trying out and swapping are the loader's.
 */
export function verifyBundle(bytes: Uint8Array, context: VerifyContext): VerifiedBundle {
  return new VerifiedBundle(bytes, context);
}

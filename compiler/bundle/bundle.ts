import type { RuleSet } from './rules.ts';

/** The one file that is published: a DSSE envelope and the exact bytes it signs the digest of. */
export interface BundleFile {
  readonly format: 'sentrely-bundle/1';
  readonly dsse: DsseEnvelope;
  /** Base64 of the rules file, byte for byte as compiled. */
  readonly rules: string;
}

/** https://github.com/secure-systems-lab/dsse: signatures cover PAE(payloadType, payload). */
export interface DsseEnvelope {
  readonly payloadType: 'application/vnd.in-toto+json';
  /** Base64 of the {@link Statement} as JSON. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** in-toto Statement v1 about the rules bytes. */
export interface Statement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly [
    { readonly name: 'rules.json'; readonly digest: { readonly sha256: string } },
  ];
  readonly predicateType: 'https://sentrely.dev/bundle/v1';
  readonly predicate: BundlePredicate;
}

/** What a signer says of the rules. Times are RFC 3339 in UTC. */
export interface BundlePredicate {
  /** Counts up from 1 in a channel; a gateway never goes back. */
  readonly revision: number;
  readonly channel: string;
  readonly not_before: string;
  readonly expires: string;
  readonly dsl_version: 1;
  /** Lowest gateway version that reads these rules, `major.minor.patch`. */
  readonly min_gateway: string;
  readonly source: BundleSource | null;
  /** Hex SHA-256 of the payload before this one, or null. */
  readonly previous: string | null;
  readonly tests: { readonly passed: number };
}

/** Where the sources were when they were compiled. */
export interface BundleSource {
  readonly repo: string;
  readonly commit: string;
  readonly ref: string;
  readonly run: string | null;
}

/** Local, versioned, never part of a bundle: whose signature counts. Empty means nothing loads. */
export interface TrustRoot {
  readonly format: 'sentrely-trust/1';
  readonly channel: string;
  readonly threshold: number;
  readonly keys: readonly TrustKey[];
  readonly revoked: { readonly digests: readonly string[]; readonly keyids: readonly string[] };
}

/** An Ed25519 public key. `pub` is base64 of the 32 raw bytes; `keyid` is hex SHA-256 of them. */
export interface TrustKey {
  readonly keyid: string;
  readonly pub: string;
  readonly not_after: string | null;
}

/** What a gateway remembers of the bundle it last committed to. Starts as undefined. */
export interface RevisionFloor {
  readonly revision: number;
  /** Hex SHA-256 of the signed payload. */
  readonly payloadDigest: string;
}

/** What verifying needs besides the bytes: passed in, so that it can be tested. */
export interface VerifyContext {
  readonly trust: TrustRoot;
  readonly nowMs: number;
  readonly floor: RevisionFloor | undefined;
  /** Version of the program that wants to load the bundle. */
  readonly version: string;
}

/** Cap on the bundle file: far above 10,000 rules, far below what hurts to hash. */
export const bundleBytesMax: number = 8 * 1024 * 1024;

/** The values a {@link VerifiedBundle} carries. */
export interface BundleContent {
  readonly rules: RuleSet;
  readonly predicate: BundlePredicate;
  /** Hex SHA-256 of the rules bytes: what decisions and approvals name as `bundle`. */
  readonly digest: string;
  readonly payloadDigest: string;
  /** Key ids whose signatures were valid. */
  readonly signers: readonly string[];
  /** The bytes as received: persist these, never a re-serialisation. */
  readonly bytes: Uint8Array;
}

/** What a catalogue says of one code. `status` is the HTTP status where one applies. */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  readonly help: string;
}

/** Errors of verifying and loading a bundle. Tested both ways against docs/reference/errors.md. */
export const bundleErrors = {
  SENTRELY_ERR_BUNDLE_MISSING: {
    status: 503,
    title: 'there is no bundle file',
    help: 'Publish one: `sentrely compile`, then `sentrely sign`; name it in `bundle.path`.',
  },
  SENTRELY_ERR_BUNDLE_TOO_LARGE: {
    status: 503,
    title: 'the bundle is larger than the cap',
    help: 'Split the policies over several gateways, or remove unused sets.',
  },
  SENTRELY_ERR_BUNDLE_SYNTAX: {
    status: 503,
    title: 'the bundle is not strict JSON',
    help: 'Publish the file that `sentrely sign` wrote, byte for byte.',
  },
  SENTRELY_ERR_BUNDLE_SIGNATURE: {
    status: 503,
    title: 'the bundle has too few valid signatures',
    help: 'Sign it with a key of the trust file: `sentrely sign --key K.key`.',
  },
  SENTRELY_ERR_BUNDLE_FORMAT: {
    status: 503,
    title: 'the bundle is of a format this version does not read',
    help: 'Compile it with a compiler of this version, or update this gateway.',
  },
  SENTRELY_ERR_BUNDLE_CHANNEL: {
    status: 503,
    title: 'the bundle is meant for another channel',
    help: 'Load a bundle of the channel that the trust file names.',
  },
  SENTRELY_ERR_BUNDLE_REVOKED: {
    status: 503,
    title: 'the bundle or its key is revoked',
    help: 'Publish a new revision signed by a key that is not revoked.',
  },
  SENTRELY_ERR_BUNDLE_NOT_YET_VALID: {
    status: 503,
    title: 'the bundle is not valid yet',
    help: 'Check the clock of this machine and the `not_before` of the bundle.',
  },
  SENTRELY_ERR_BUNDLE_EXPIRED: {
    status: 503,
    title: 'the bundle has expired',
    help: 'Sign and publish a new revision.',
  },
  SENTRELY_ERR_BUNDLE_COUNTER_REGRESSION: {
    status: 503,
    title: 'the bundle is older than one already accepted',
    help: 'To go back, sign the old rules again as a new revision.',
  },
  SENTRELY_ERR_BUNDLE_COUNTER_CONTENT_MISMATCH: {
    status: 503,
    title: 'the revision was already used for other content',
    help: 'Sign the new content with a higher revision.',
  },
  SENTRELY_ERR_BUNDLE_DIGEST: {
    status: 503,
    title: 'the rules are not the ones that were signed',
    help: 'Publish the file that `sentrely sign` wrote, byte for byte.',
  },
  SENTRELY_ERR_BUNDLE_STRUCTURE: {
    status: 503,
    title: 'the rules are not well formed',
    help: 'Compile them with `sentrely compile`; do not edit the output.',
  },
  SENTRELY_ERR_BUNDLE_SELF_TEST: {
    status: 503,
    title: 'a call that the rules forbid was not denied',
    help: 'Report this: the bundle and this gateway disagree about the language.',
  },
  SENTRELY_ERR_TRUST_FILE: {
    status: 503,
    title: 'the trust file cannot be used',
    help: 'Make one with `sentrely keys new --signing --out K` and name it in the configuration.',
  },
  SENTRELY_ERR_SIGNING_KEY: {
    status: 500,
    title: 'the signing key cannot be used',
    help: 'Make one with `sentrely keys new --signing --out K`.',
  },
} as const satisfies Record<string, ErrorEntry>;

/**
 * A failure of the operator, the environment or something upstream: never of a policy author (those
 * are diagnostics) and never of our own code (those are InvariantError). Thrown.
 */
export class SentrelyError extends Error {
  override readonly name = 'SentrelyError';
  readonly code: string;
  readonly status: number;
  readonly help: string;

  constructor(code: string, entry: ErrorEntry, detail?: string, cause?: unknown) {
    super(detail === undefined ? entry.title : `${entry.title}: ${detail}`, { cause });
    this.code = code;
    this.status = entry.status;
    this.help = entry.help;
  }
}

/** Makes an error of this catalogue. `detail` states what was found. */
export function bundleError(
  code: keyof typeof bundleErrors,
  detail?: string,
  cause?: unknown,
): SentrelyError {
  return new SentrelyError(code, bundleErrors[code], detail, cause);
}

import type { BundlePredicate, BundleSource } from '../compiler/bundle/bundle.ts';
import type { RuleSet } from '../compiler/bundle/rules.ts';

/** What a signer decides about rules that are to be published. */
export interface Publication {
  readonly revision: number;
  readonly channel: string;
  readonly notBeforeMs: number;
  /** How long the signature lasts from `notBeforeMs` on. */
  readonly lifetimeMs: number;
  readonly source: BundleSource | null;
  /** Tests that were run and passed; 0 states nothing. */
  readonly testsPassed: number;
}

/** The first gateway that reads `sentrely-rules/1`. */
const gatewayVersionMin = '0.1.0';

/** The statement that is signed. Times are cut to seconds, so that they read well. */
export function predicateOf(publication: Publication): BundlePredicate {
  const { revision, channel, notBeforeMs, lifetimeMs, source, testsPassed } = publication;
  return {
    revision,
    channel,
    not_before: instant(notBeforeMs),
    expires: instant(notBeforeMs + lifetimeMs),
    dsl_version: 1,
    min_gateway: gatewayVersionMin,
    source,
    previous: null,
    tests: { passed: testsPassed },
  };
}

/** RFC 3339 in UTC without a fraction, rounded down: a bundle signed now is valid now. */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The rules file: its bytes are what is hashed and signed. One line, so that nobody edits it. */
export function rulesBytesOf(rules: RuleSet): Uint8Array {
  return Buffer.from(`${JSON.stringify(rules)}\n`, 'utf8');
}

import type { BundleContent, BundlePredicate, VerifyContext } from './bundle.ts';
import { checkBundle } from './check-bundle.ts';
import type { RuleSet } from './rules.ts';

/**
 * Rules that were signed by enough trusted keys. Making one is verifying it: no other way leads to
 * an instance, neither for the type checker (the private member makes the type nominal) nor at run
 * time, so code that takes a VerifiedBundle cannot be handed unsigned rules.
 */
export class VerifiedBundle implements BundleContent {
  readonly #content: BundleContent;

  /** Throws the error of the first check that fails. */
  constructor(bytes: Uint8Array, context: VerifyContext) {
    this.#content = checkBundle(bytes, context);
  }

  get rules(): RuleSet {
    return this.#content.rules;
  }

  get predicate(): BundlePredicate {
    return this.#content.predicate;
  }

  get digest(): string {
    return this.#content.digest;
  }

  get payloadDigest(): string {
    return this.#content.payloadDigest;
  }

  get signers(): readonly string[] {
    return this.#content.signers;
  }

  get bytes(): Uint8Array {
    return this.#content.bytes;
  }
}

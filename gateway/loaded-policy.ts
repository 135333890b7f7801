import type { BundleContent, VerifyContext } from '../compiler/bundle/bundle.ts';
import { bundleError } from '../compiler/bundle/errors.ts';
import { verifyBundle } from '../compiler/bundle/verify.ts';
import { decide } from '../compiler/evaluate/decide.ts';
import { type Plan, planRules } from '../compiler/evaluate/plan.ts';

/** A verified bundle, ready to decide. Immutable: a request keeps the one it began with. */
export interface LoadedPolicy {
  readonly plan: Plan;
  readonly content: BundleContent;
  readonly expiresMs: number;
}

/** Until when the rules are only recorded (RFC 3339); null where they are enforced now. */
export function observedUntil({ plan }: LoadedPolicy, nowMs: number): string | null {
  const { observeUntilMs } = plan;
  if (observeUntilMs === null || nowMs >= observeUntilMs) return null;
  return new Date(observeUntilMs).toISOString();
}

/**
 * Verifies, plans and tries a bundle out: steps 1 to 11 of the loading order. A bundle that does
 * not deny its own forbidden sample is refused. Throws bundle errors; has no side effects.
 */
export function loadPolicy(bytes: Uint8Array, context: VerifyContext): LoadedPolicy {
  const content = verifyBundle(bytes, context);
  const plan = planRules(content.rules);
  const sample = content.rules.forbidden;
  const outcome = decide(plan, { ...sample, workspace: null });
  if (outcome.verdict !== 'deny') throw bundleError('SENTRELY_ERR_BUNDLE_SELF_TEST');
  return { plan, content, expiresMs: Date.parse(content.predicate.expires) };
}

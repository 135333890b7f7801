import type { SentrelyError } from '../compiler/bundle/errors.ts';
import type { AuditEvent } from './audit/event.ts';
import type { LoadedPolicy } from './loaded-policy.ts';

/** A change of the policy in force, or a bundle that was refused. */
export type BundleChange =
  | { readonly kind: 'loaded'; readonly policy: LoadedPolicy }
  | { readonly kind: 'rejected'; readonly error: SentrelyError };

/** The audit event of a change: which policy, from which commit, signed by whom. */
export function bundleEvent(change: BundleChange): AuditEvent {
  if (change.kind === 'rejected')
    return {
      kind: 'bundle.rejected',
      durability: 'fsync',
      error_code: change.error.code,
      reason: change.error.message,
    };
  const { digest, predicate, signers } = change.policy.content;
  return {
    kind: 'bundle.loaded',
    durability: 'fsync',
    bundle_digest: digest,
    rule_commit: predicate.source?.commit,
    target: `${predicate.channel}@${predicate.revision}`,
    detail: JSON.stringify({ expires: predicate.expires, signers }),
  };
}

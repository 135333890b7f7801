import type { Outcome } from '../../compiler/evaluate/decision.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';

/** What every event of a decision says of the rules that made it, and where they came from. */
export function ruleColumns(
  rules: Outcome['rules'],
  { content }: LoadedPolicy,
): Pick<AuditEvent, 'rule_id' | 'rule_ids' | 'rule_at' | 'rule_commit' | 'bundle_digest'> {
  const [first] = rules;
  return {
    rule_id: first?.id,
    rule_ids: rules.map(({ id }) => id),
    rule_at: first === undefined ? undefined : `${first.file}:${first.line}`,
    rule_commit: content.predicate.source?.commit,
    bundle_digest: content.digest,
  };
}

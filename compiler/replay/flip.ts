import type { Verdict } from '../bundle/rules.ts';
import type { Outcome } from '../evaluate/decision.ts';
import type { RecordedCall } from './line.ts';

/** What became of a call: its new verdict, or other people who must approve it. */
export type FlipKind = 'newly-allowed' | 'approval-changed' | 'newly-asking' | 'newly-denied';

/** The kinds of flips, those that allow more first. */
export const flipKinds: readonly FlipKind[] = [
  'newly-allowed',
  'approval-changed',
  'newly-asking',
  'newly-denied',
];

const kinds: Readonly<Record<Verdict, FlipKind>> = {
  allow: 'newly-allowed',
  ask: 'newly-asking',
  deny: 'newly-denied',
};

const severity: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };

/** How head decides a call differently from base; undefined where it does not. */
export function flipKind(base: Outcome, head: Outcome): FlipKind | undefined {
  if (base.verdict !== head.verdict) return kinds[head.verdict];
  if (base.verdict !== 'ask') return undefined;
  return requirementsOf(base) === requirementsOf(head) ? undefined : 'approval-changed';
}

/** What must be given before the call may run, whatever the rules are called. */
function requirementsOf({ approvals }: Outcome): string {
  const texts = approvals.map(({ count, approvers, expiresMs }) =>
    JSON.stringify([count, approvers, expiresMs]),
  );
  return [...new Set(texts)].sort().join();
}

/**
 * What a flip is about: the tools and actions that brought about the stricter of the two verdicts,
 * by name and in order.
 */
export function subjectOf(call: RecordedCall, base: Outcome, head: Outcome): string {
  const stricter = severity[base.verdict] > severity[head.verdict] ? base : head;
  const names = stricter.facets
    .filter(({ verdict }) => verdict === stricter.verdict)
    .map(({ name }) => name);
  return names.length === 0 ? call.tool : [...new Set(names)].sort().join(', ');
}

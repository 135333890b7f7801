import type { Outcome } from '../../compiler/evaluate/decision.ts';

// What an agent reads as the result of a call that did not run. Fixed per rule, so that the same
// denial has the same bytes every time (a provider's prompt cache and thinking depend on them), and
// without a word on how the rule was evaluated, which would only help to get around it.

/** A rule denied it, or nothing allowed it. */
export function denied(outcome: Outcome): string {
  const rules = outcome.rules.map((rule) => rule.id).join(', ');
  const by = rules === '' ? 'policy' : `rule ${rules}`;
  return `Not run. Denied by ${by}: ${outcome.reason} Do not retry the same call; continue with what is allowed, or say what you could not do.`;
}

/** It needs a person, and nobody can be asked. */
export function noChannel(outcome: Outcome): string {
  return `Not run. It needs an approval (${rulesOf(outcome)}), and this gateway has no approval channel. Continue without it.`;
}

/** It needs a person, and the request for one was refused. */
export function notAskable(reason: string): string {
  return `Not run. It needs an approval that could not be asked for: ${reason} Continue without it.`;
}

/** Nobody answered while the call was held. */
export function parked(id: string): string {
  return `Not run yet. Approval ${id} is pending with a person. Go on with other work; once it is approved, repeat the identical call and it will run once.`;
}

/** A person said no, or the time to answer is over. */
export function notApproved(id: string, state: string): string {
  return `Not run. Approval ${id} was ${state}. Do not repeat the call; continue without it.`;
}

/** The policy changed between approval and release. */
export function superseded(id: string): string {
  return `Not run. The policy changed after approval ${id} was given. Repeat the call to ask again.`;
}

/** The grant could not be used. */
export function notConsumed(reason: string): string {
  return `Not run. Its approval could not be used: ${reason} Repeat the call to ask again.`;
}

/** An order to kill or a latch holds. `why` is a whole sentence. */
export function killed(why: string): string {
  return `Not run. ${why} Do not go on.`;
}

/** No policy is in force. */
export function noPolicy(): string {
  return 'Not run. No verified policy is in force, so everything is denied.';
}

/** Something in the gateway failed; what, is the operator's to read. */
export function failed(code: string): string {
  return `Not run. The gateway could not decide the call (${code}), so it is denied. Continue without it.`;
}

function rulesOf(outcome: Outcome): string {
  return outcome.rules.map((rule) => rule.id).join(', ');
}

import { gatewayError } from '../errors.ts';
import type { KillScope } from '../state/kills.ts';

const agent = '[A-Za-z_][A-Za-z0-9_-]{0,127}';

/** The own name of a session: its agent, a space, and what its client calls it. */
export const ownSessionPattern = new RegExp(`^${agent} [A-Za-z0-9._:-]{1,128}$`);
/** The name of an agent, as policies write it. */
export const agentPattern = new RegExp(`^${agent}$`);
/** How a key is named. */
export const credentialPattern = /^sha256:[0-9a-f]{64}$/;

const patterns: ReadonlyMap<string, RegExp> = new Map([
  ['session', ownSessionPattern],
  ['agent', agentPattern],
  ['credential', credentialPattern],
  ['everything', /^$/],
]);

/** Whom an order is about. Throws SENTRELY_ERR_ADMIN_REQUEST. */
export function readSubject(
  scope: string,
  subject: string,
): { readonly scope: KillScope; readonly subject: string } {
  if (patterns.get(scope)?.test(subject) === true) return { scope: scope as KillScope, subject };
  throw gatewayError('SENTRELY_ERR_ADMIN_REQUEST', 'its `scope` and `subject` do not fit');
}

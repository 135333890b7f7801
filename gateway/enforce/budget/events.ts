import { canonicalJson } from '../../../compiler/bundle/canonical-json.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { Conversation } from '../conversation.ts';
import { conversationColumns } from '../conversation-columns.ts';
import type { BudgetAlert } from './alerts.ts';
import { amountText, type BudgetScope, budgetText } from './scopes.ts';

/** The alert of a threshold, or (`percent` null) of a request that a budget had no room for. */
export function alertOf(
  { caller, session }: Conversation,
  { budget, resetsAtMs }: BudgetScope,
  used: number,
  percent: number | null,
): BudgetAlert {
  const limit = budgetText(budget);
  const spent = amountText(budget.unit, used);
  const resetsAt = resetsAtMs === null ? null : new Date(resetsAtMs).toISOString();
  const what = percent === null ? 'has no room for a request' : `has reached ${percent}%`;
  const when = resetsAt === null ? '' : `, and begins anew at ${resetsAt}`;
  return {
    kind: percent === null ? 'budget.exceeded' : 'budget.alert',
    agent: caller.agent,
    session,
    budget: limit,
    used: spent,
    percent,
    resetsAt,
    text: `The budget of ${limit} of agent ${caller.agent} ${what}: ${spent} are used or reserved${when}.`,
  };
}

/** Its event. `detail` adds what was asked for. */
export function budgetEvent(
  conversation: Conversation,
  alert: BudgetAlert,
  detail: object = {},
): AuditEvent {
  const { kind, budget, used, percent, resetsAt } = alert;
  return {
    kind,
    durability: 'os',
    ...conversationColumns(conversation),
    ref_event_id: conversation.requestEvent,
    reason: alert.text,
    detail: canonicalJson({ budget, used, percent, resets_at: resetsAt, ...detail }),
  };
}

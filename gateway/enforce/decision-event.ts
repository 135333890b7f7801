import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import { parseStrictJson } from '../../compiler/bundle/strict-json.ts';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Action } from './action.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { Conversation } from './conversation.ts';
import { conversationColumns } from './conversation-columns.ts';
import type { ServedCall } from './gate.ts';
import { resourceOf } from './resource.ts';
import { ruleColumns } from './rule-columns.ts';

/** What happened to a call: see the column `disposition`. */
export type Disposition = 'released' | 'stopped' | 'parked' | 'held';

/** What a decision says of the approval it waited for. */
export interface DecisionApproval {
  readonly heldEvent?: string | undefined;
  readonly approvalId?: string | undefined;
  /** What stopped a call that the policy alone would not have. */
  readonly stopped?: string | undefined;
  /** Numeric id and login at the time, and the address of the vote. */
  readonly approver?: { readonly name: string; readonly source: string } | undefined;
}

/** The audit event of one decision. */
export function decisionEvent(
  action: Action,
  conversation: Conversation,
  disposition: Disposition,
  approval: DecisionApproval,
): AuditEvent {
  const { outcome, policy } = action;
  return {
    kind: 'tool.decision',
    durability: 'fsync',
    ...conversationColumns(conversation),
    ref_event_id: approval.heldEvent ?? conversation.requestEvent,
    tool_name: action.tool,
    tool_use_id: action.call.id,
    mcp_server: action.server ?? undefined,
    ...resourceOf(action),
    verdict: outcome.verdict,
    disposition,
    enforced: outcome.enforced,
    enforced_by: 'stream',
    ...ruleColumns(outcome.rules, policy),
    reason: approval.stopped ?? outcome.reason,
    action_digest: action.digest,
    approval_id: approval.approvalId,
    approver: approval.approver?.name,
    approval_source: approval.approver?.source,
    gate_us: action.gateUs,
    args: action.input === null ? undefined : canonicalJson(action.input),
    args_bytes: Buffer.byteLength(action.call.argumentsText),
    detail: canonicalJson({
      facets: outcome.facets,
      defect: action.call.defect,
      rules: outcome.rules.map(({ id, effect, file, line }) => ({ id, effect, file, line })),
    }),
  };
}

/**
 * The audit event of a call that the provider ran itself. `outcome` is that of its request: the call was
 * let go with it, and is not decided again.
 */
export function servedEvent(
  { id, tool, argumentsText }: ServedCall,
  conversation: Conversation,
  policy: LoadedPolicy,
  outcome: Outcome | undefined,
): AuditEvent {
  const rules = outcome?.rules ?? [];
  return {
    kind: 'tool.decision',
    durability: 'os',
    ...conversationColumns(conversation),
    ref_event_id: conversation.requestEvent,
    tool_name: tool.name,
    tool_use_id: id,
    mcp_server: tool.label,
    verdict: outcome?.verdict,
    disposition: 'released',
    enforced: outcome?.enforced,
    enforced_by: 'observed',
    ...ruleColumns(rules, policy),
    reason: 'the provider ran it: the request was let go with its tool',
    args: readable(argumentsText),
    args_bytes: Buffer.byteLength(argumentsText),
    detail: tool.domains === undefined ? undefined : canonicalJson({ domains: tool.domains }),
  };
}

/** Undefined for what is no JSON: a model wrote it. */
function readable(argumentsText: string): string | undefined {
  try {
    return canonicalJson(parseStrictJson(argumentsText));
  } catch {
    return undefined;
  }
}

import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { KillOrder } from '../state/kills.ts';
import type { Conversation } from './conversation.ts';
import type { StopReason } from './live-answers.ts';

/** Who acts, as the admin listener knows the person; `gateway` for a guard that tripped. */
export type Operator = string;

/** Something an operator did. `act` is a fixed word, `target` what it was done to. */
export interface OperatorAct {
  readonly by: Operator;
  /** How that was proved; left out, by a key. */
  readonly auth?: 'oidc' | undefined;
  readonly act: string;
  readonly target: string;
  readonly reason?: string | undefined;
  /** Of the session or agent it is about, where it is about one. */
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  readonly detail?: unknown;
}

/** The event of what an operator did. */
export function operatorEvent(act: OperatorAct): AuditEvent {
  return {
    kind: 'admin.action',
    principal: act.by,
    principal_auth: act.auth ?? 'api_key',
    agent_id: act.agent,
    session_id: act.session,
    target: act.target,
    reason: act.reason,
    detail: canonicalJson({
      act: act.act,
      ...(act.detail === undefined ? {} : { of: act.detail }),
    }),
  };
}

/** The act of an order to kill. */
export function orderAct(order: KillOrder, detail: unknown): OperatorAct {
  return {
    by: order.by,
    act: 'kill',
    target: `kill ${order.id}`,
    reason: order.reason,
    ...namesOf(order),
    detail: { scope: order.scope, subject: order.subject, effect: detail },
  };
}

/** The act of lifting one; `effect` where it did not come to that. */
export function liftAct(order: KillOrder, by: Operator, effect?: { lifted: false }): OperatorAct {
  return {
    by,
    act: 'lift',
    target: `kill ${order.id}`,
    ...namesOf(order),
    detail: {
      scope: order.scope,
      subject: order.subject,
      ordered_by: order.by,
      ...(effect === undefined ? {} : { effect }),
    },
  };
}

/** The act of taking the latch off a session. */
export function resetAct(ownSession: string, by: Operator, latched: string): OperatorAct {
  return {
    by,
    act: 'reset',
    target: `session ${ownSession}`,
    reason: latched,
    ...split(ownSession),
  };
}

/** A live answer was cut. */
export function cutEvent(conversation: Conversation, stop: StopReason): AuditEvent {
  return {
    kind: 'session.killed',
    ...subjectOf(conversation),
    ref_event_id: conversation.requestEvent,
    outcome: 'killed',
    target: stop.order === undefined ? undefined : `kill ${stop.order}`,
    reason: stop.reason,
  };
}

/** A request was refused before anything of it left. */
export function refusedEvent(
  conversation: Conversation,
  code: string,
  stop: StopReason | undefined,
): AuditEvent {
  return {
    kind: 'request.refused',
    durability: 'os',
    ...subjectOf(conversation),
    outcome: 'killed',
    error_code: code,
    target: stop?.order === undefined ? undefined : `kill ${stop.order}`,
    reason: stop?.reason,
  };
}

function subjectOf(conversation: Conversation): Omit<AuditEvent, 'kind'> {
  return {
    agent_id: conversation.caller.agent,
    principal: conversation.caller.credential,
    principal_auth: conversation.caller.auth ?? 'api_key',
    session_id: conversation.session,
    provider: conversation.provider,
    model_requested: conversation.model,
  };
}

function namesOf({ scope, subject }: KillOrder): { agent?: string; session?: string } {
  if (scope === 'agent') return { agent: subject };
  return scope === 'session' ? split(subject) : {};
}

function split(ownSession: string): { agent: string; session: string } {
  const space = ownSession.indexOf(' ');
  return { agent: ownSession.slice(0, space), session: ownSession.slice(space + 1) };
}

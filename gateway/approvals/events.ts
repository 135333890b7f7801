import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import type { ApproverEntry } from '../../compiler/bundle/rules.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { ApprovalRecord, ApprovalRequest, ApprovalState } from './request.ts';
import { approvalsOf } from './quorum.ts';
import type { CastVote, Voter } from './vote.ts';

/** What the audit log says of the call that asked. */
export interface AskedCall {
  /** The decision event that the request follows. */
  readonly event?: string;
  /** The provider's id of the call. */
  readonly callId?: string;
}

/** People are about to be asked. Durable before they are. */
export function requestedEvent(request: ApprovalRequest, call: AskedCall): AuditEvent {
  return {
    kind: 'approval.requested',
    ...subjectOf(request),
    ref_event_id: call.event,
    tool_use_id: call.callId,
    detail: canonicalJson({
      expires_at: new Date(request.expiresAtMs).toISOString(),
      requirements: request.requirements.map((requirement) => ({
        rule: requirement.rule,
        count: requirement.count,
        approvers: requirement.approvers.map(approverName),
      })),
    }),
  };
}

/** Somebody voted, or a vote stopped counting. Durable before it has an effect. */
export function votedEvent(request: ApprovalRequest, vote: CastVote): AuditEvent {
  return {
    kind: 'approval.voted',
    ...subjectOf(request),
    approver: voterName(vote.voter),
    approval_source: vote.url,
    reason: vote.voided ?? undefined,
    detail: canonicalJson({
      verb: vote.verb,
      counts: vote.voided === null,
      source: vote.source,
      heard_by: vote.heardBy,
      cast_at: new Date(vote.castAtMs).toISOString(),
      body_sha256: vote.bodySha256,
      said: vote.reason.toWellFormed(),
      meets: vote.meets,
      evidence: vote.evidence,
    }),
  };
}

/** A request has its answer. Durable before an approval can be used. */
export function decidedEvent(record: ApprovalRecord, outcome: ApprovalState): AuditEvent {
  const votes = outcome === 'approved' ? approvalsOf(record) : [];
  return {
    kind: 'approval.decided',
    ...subjectOf(record.request),
    outcome,
    approver: votes.length === 0 ? undefined : votersOf(votes),
    approval_source: votes.length === 0 ? undefined : sourcesOf(votes),
  };
}

/** The people behind votes, each once: `583231 octocat, 99 hubot`. */
export function votersOf(votes: readonly CastVote[]): string {
  return [...new Set(votes.map((vote) => voterName(vote.voter)))].join(', ');
}

/** The addresses of votes. */
export function sourcesOf(votes: readonly CastVote[]): string {
  return votes.map((vote) => vote.url).join(' ');
}

/** An approver as people write it. */
export function approverName(approver: ApproverEntry): string {
  if (approver.kind === 'user') return `user ${approver.login} (${approver.id})`;
  return approver.kind === 'team' ? `team ${approver.team}` : `role ${approver.role}`;
}

function voterName(voter: Voter): string {
  return `${voter.id} ${voter.login}`;
}

function subjectOf(request: ApprovalRequest) {
  const { binding } = request;
  return {
    approval_id: request.id,
    action_digest: request.digest,
    agent_id: binding.agent,
    principal: binding.principal ?? undefined,
    session_id: binding.session ?? undefined,
    tool_name: binding.tool,
    mcp_server: binding.server ?? undefined,
    rule_ids: binding.rule_ids,
    bundle_digest: binding.bundle_digest,
  };
}

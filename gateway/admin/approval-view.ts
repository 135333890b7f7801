import { approverName } from '../approvals/events.ts';
import { progressOf } from '../approvals/quorum.ts';
import type { ApprovalRecord } from '../approvals/request.ts';

/** A request that waits, as an operator is shown it. */
export interface ApprovalView {
  readonly id: string;
  readonly digest: string;
  readonly state: string;
  readonly agent: string;
  readonly session: string | null;
  readonly credential: string | null;
  readonly tool: string;
  readonly server: string | null;
  readonly arguments: unknown;
  readonly requested_at: string;
  readonly expires_at: string;
  /** Where the card is; null while it is being put up. */
  readonly url: string | null;
  /** Each must be met: how many of whom, and how many there are. */
  readonly needs: readonly {
    readonly rule: string;
    readonly count: number;
    readonly of: readonly string[];
    readonly so_far: number;
  }[];
  /** The line to post on the card, to approve and to deny. */
  readonly approve: string;
  readonly deny: string;
}

/** Shows a request. */
export function viewApproval(record: ApprovalRecord): ApprovalView {
  const { id, digest, binding, requestedAtMs, expiresAtMs } = record.request;
  const line = (verb: string) => `/sentrely ${verb} ${id} ${digest.slice(0, 12)}`;
  return {
    id,
    digest,
    state: record.state,
    agent: binding.agent,
    session: binding.session,
    credential: binding.principal,
    tool: binding.tool,
    server: binding.server,
    arguments: binding.args,
    requested_at: new Date(requestedAtMs).toISOString(),
    expires_at: new Date(record.useByMs ?? expiresAtMs).toISOString(),
    url: record.card?.url ?? null,
    needs: progressOf(record).map(({ requirement, people }) => ({
      rule: requirement.rule,
      count: requirement.count,
      of: requirement.approvers.map(approverName),
      so_far: people,
    })),
    approve: line('approve'),
    deny: line('deny'),
  };
}

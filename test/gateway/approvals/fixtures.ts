import { type ActionBinding, bindAction } from '../../../compiler/bundle/binding.ts';
import type { ApprovalRequirement } from '../../../compiler/evaluate/decision.ts';
import { type ApprovalRequest, newRequestId } from '../../../gateway/approvals/request.ts';
import type { CastVote } from '../../../gateway/approvals/vote.ts';

/** A moment to count from; nothing reads the real clock. */
export const start: number = Date.parse('2026-11-24T09:00:00.000Z');

export const minute = 60_000;

export const bundleOne = '1'.repeat(64);
export const bundleTwo = '2'.repeat(64);

export function bindingOf(change: Partial<ActionBinding> = {}): ActionBinding {
  return {
    v: 1,
    gateway_id: 'test/gateway',
    channel: 'production',
    session: 'session-1',
    agent: 'release-bot',
    principal: `sha256:${'a'.repeat(64)}`,
    provider: 'anthropic',
    server: null,
    tool: 'Bash',
    tool_schema_hash: null,
    resource: null,
    args: { command: 'git push origin main' },
    exec: { cwd: '/work/shop', env: {} },
    policy_revision: 7,
    bundle_digest: bundleOne,
    rule_ids: ['release.main-needs-review'],
    ...change,
  };
}

export function requirementOf(change: Partial<ApprovalRequirement> = {}): ApprovalRequirement {
  return {
    rule: 'release.main-needs-review',
    count: 1,
    approvers: [{ kind: 'user', id: 1001, login: 'ada' }],
    expiresMs: 15 * minute,
    ...change,
  };
}

export function requestOf(
  change: Partial<ActionBinding> = {},
  requirements: readonly ApprovalRequirement[] = [requirementOf()],
  nowMs: number = start,
): ApprovalRequest {
  const binding = bindingOf(change);
  return {
    id: newRequestId(nowMs),
    digest: bindAction(binding),
    binding,
    requirements,
    requestedAtMs: nowMs,
    expiresAtMs: nowMs + 15 * minute,
  };
}

let comments = 0;

/** A counted approval of a request by Ada, unless changed. */
export function castOf(request: ApprovalRequest, change: Partial<CastVote> = {}): CastVote {
  comments += 1;
  return {
    request: request.id,
    verb: 'approve',
    digestPrefix: request.digest.slice(0, 12),
    voter: { id: 1001, login: 'ada' },
    source: `github:${comments}`,
    url: `http://github.test/acme/approvals/issues/1#issuecomment-${comments}`,
    castAtMs: request.requestedAtMs + 1000,
    bodySha256: 'b'.repeat(64),
    reason: '',
    heardBy: 'webhook',
    meets: request.requirements.map((requirement) => requirement.rule),
    evidence: ['user ada (1001)'],
    voided: null,
    ...change,
  };
}

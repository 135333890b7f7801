import type { FastifyRequest } from 'fastify';
import type { AuditEvent } from '../audit/event.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { ResponseSummary, ToolResult } from '../providers/dialect.ts';
import type { Services } from '../services.ts';
import { type Conversation, ownSession } from './conversation.ts';

function common(conversation: Conversation): Omit<AuditEvent, 'kind'> {
  return {
    agent_id: conversation.caller.agent,
    principal: conversation.caller.credential,
    principal_auth: 'api_key',
    session_id: conversation.session,
    provider: conversation.provider,
    model_requested: conversation.model,
  };
}

/** What a request brings besides its conversation. */
export interface RequestFacts {
  readonly policy: LoadedPolicy;
  readonly results: readonly ToolResult[];
  readonly incoming: FastifyRequest;
}

/** Records a request: the session when it is new, the results it brings, and itself. */
export async function recordRequest(
  services: Services,
  conversation: Conversation,
  { policy, results, incoming }: RequestFacts,
): Promise<void> {
  const { session, caller, requestEvent } = conversation;
  const facts = {
    durability: 'os',
    ...common(conversation),
    ...agentKind(incoming.headers['user-agent']),
    bundle_digest: policy.content.digest,
  } as const;
  const seen = await services.calls.touchSession(session, caller.agent, services.now());
  await Promise.all([
    seen === 'new' ? services.audit.append({ kind: 'session.start', ...facts }) : undefined,
    ...results.map((result) => recordOutcome(services, conversation, result)),
    services.audit.append({ kind: 'llm.request', event_id: requestEvent, ...facts }),
  ]);
}

/**
 * Closes the call whose result a request brings. Results come again with every turn; a call is
 * closed once. A result for a call that was not decided here is left alone.
 */
async function recordOutcome(
  services: Services,
  conversation: Conversation,
  result: ToolResult,
): Promise<void> {
  const call = await services.calls.close(ownSession(conversation), result.toolUseId);
  if (call === undefined) return;
  await services.audit.append({
    kind: 'tool.outcome',
    durability: 'os',
    ...common(conversation),
    ref_event_id: call.eventId,
    tool_name: call.tool,
    tool_use_id: result.toolUseId,
    outcome: result.isError ? 'error' : 'ok',
    result_bytes: result.bytes,
    durable_us: call.durableUs,
    detail: JSON.stringify({ result_sha256: result.sha256 }),
  });
}

/** Records how the provider answered. `summary` is undefined for an error answer. */
export async function recordResponse(
  services: Services,
  conversation: Conversation,
  status: number,
  summary: ResponseSummary | undefined,
): Promise<void> {
  await services.audit.append({
    kind: 'llm.response',
    durability: 'os',
    ...common(conversation),
    ref_event_id: conversation.requestEvent,
    status,
    request_id: summary?.messageId ?? undefined,
    model_served: summary?.model ?? undefined,
    stop_reason: summary?.stopReason ?? undefined,
    input_tokens: summary?.usage.input,
    output_tokens: summary?.usage.output,
    cache_read_tokens: summary?.usage.cacheRead,
    cache_write_tokens: summary?.usage.cacheWrite,
    outcome: summary?.outcome ?? 'error',
  });
}

/** What the client says it is: asserted, so only ever shown. */
function agentKind(userAgent: string | undefined): {
  readonly agent_kind?: string;
  readonly agent_version?: string;
} {
  const [, name, version] =
    /^([A-Za-z0-9._-]{1,40})\/([A-Za-z0-9._-]{1,40})/.exec(userAgent ?? '') ?? [];
  if (name === undefined || version === undefined) return {};
  return { agent_kind: name === 'claude-cli' ? 'claude-code' : name, agent_version: version };
}

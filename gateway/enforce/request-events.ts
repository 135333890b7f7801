import type { FastifyRequest } from 'fastify';
import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import { toSentrelyError } from '../errors.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { ResponseSummary, ToolResult } from '../providers/dialect.ts';
import type { Services } from '../services.ts';
import type { FailedAttempt, Served } from '../upstreams/asked.ts';
import { type Conversation, ownSession } from './conversation.ts';
import { conversationColumns } from './conversation-columns.ts';

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
    ...conversationColumns(conversation),
    ...agentKind(incoming.headers['user-agent']),
    bundle_digest: policy.content.digest,
  } as const;
  const seen = await services.calls.touchSession(session, caller.agent, services.now());
  await Promise.all([
    seen === 'new'
      ? services.audit.append({ kind: 'session.start', ...facts, ...subjectOf(caller) })
      : undefined,
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
    ...conversationColumns(conversation),
    ref_event_id: call.eventId,
    tool_name: call.tool,
    tool_use_id: result.toolUseId,
    outcome: result.isError ? 'error' : 'ok',
    result_bytes: result.bytes,
    durable_us: call.durableUs,
    detail: JSON.stringify({ result_sha256: result.sha256 }),
  });
}

/** How a request was answered. */
export interface Answered {
  readonly status: number;
  /** Undefined for an error answer. */
  readonly summary?: ResponseSummary | undefined;
  /** Left out where the answer is our own. */
  readonly served?: Pick<Served, 'upstream' | 'failoverFrom'>;
}

/** Records how a request was answered. */
export async function recordResponse(
  services: Services,
  conversation: Conversation,
  { status, summary, served }: Answered,
): Promise<void> {
  await services.audit.append({
    kind: 'llm.response',
    durability: 'os',
    ...conversationColumns(conversation),
    ...(served === undefined
      ? {}
      : { provider: served.upstream, failover_from: served.failoverFrom }),
    ref_event_id: conversation.requestEvent,
    status,
    outcome: 'error',
    ...(summary === undefined ? {} : factsOf(summary)),
  });
}

function factsOf(summary: ResponseSummary) {
  const { messageId, model, stopReason, usage, outcome } = summary;
  return {
    request_id: messageId,
    model_served: model,
    stop_reason: stopReason,
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_tokens: usage.cacheRead,
    cache_write_tokens: usage.cacheWrite,
    outcome,
  };
}

/** Records an attempt that another one follows, or that had no answer. */
export async function recordAttempt(
  services: Services,
  conversation: Conversation,
  { upstream, failure, status, tookMs }: FailedAttempt,
): Promise<void> {
  await services.audit.append({
    kind: 'llm.attempt',
    durability: 'os',
    ...conversationColumns(conversation),
    provider: upstream,
    ref_event_id: conversation.requestEvent,
    status,
    upstream_ms: tookMs,
    outcome: failure,
  });
}

/** Records that a request had no answer. That it cannot be recorded changes nothing about it. */
export async function recordFailure(
  services: Services,
  conversation: Conversation,
  { error, isGone }: { readonly error: unknown; readonly isGone: boolean },
): Promise<void> {
  const { status, code } = toSentrelyError(error);
  try {
    await services.audit.append({
      kind: 'llm.response',
      durability: 'os',
      ...conversationColumns(conversation),
      ref_event_id: conversation.requestEvent,
      status,
      error_code: code,
      outcome: isGone ? 'client-gone' : 'error',
    });
  } catch (failure) {
    services.report(failure);
  }
}

/** Whom a token or certificate speaks of: its credential is a hash only. */
function subjectOf({ subject }: Conversation['caller']): { readonly detail?: string } {
  return subject === undefined ? {} : { detail: canonicalJson({ subject }) };
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

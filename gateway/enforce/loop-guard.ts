import { createHash } from 'node:crypto';
import { canonicalJson } from '../../compiler/bundle/canonical-json.ts';
import type { LoopEntry, ToolEntry } from '../../compiler/bundle/rules.ts';
import type { AuditLog } from '../audit/log.ts';
import { gatewayError } from '../errors.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { ToolResult } from '../providers/dialect.ts';
import type { SessionStore } from '../state/sessions.ts';
import type { Action } from './action.ts';
import { type Conversation, ownSession } from './conversation.ts';
import type { KillSwitch } from './kill-switch.ts';
import { findLoop, type LoopTrip, loopSentence, type SeenCall, seenMax } from './loop.ts';

/** Stops sessions that go round in circles. */
export interface LoopGuard {
  /**
   * Remembers a call that was judged. When it makes a loop, the session is latched and the reason is
   * the answer; the call must not run then. Calls that ask a person are left out: a person is the
   * brake there, and an agent is told to repeat them.
   */
  called(conversation: Conversation, action: Action): Promise<string | undefined>;
  /**
   * Remembers what calls brought. Rejects with SENTRELY_ERR_SESSION_LATCHED when that shows a loop,
   * before the model is asked again.
   */
  returned(
    conversation: Conversation,
    policy: LoadedPolicy,
    results: readonly ToolResult[],
  ): Promise<void>;
}

/** What the guard needs from the running gateway. */
export interface LoopGuardServices {
  readonly sessions: Pick<SessionStore, 'read' | 'write'>;
  readonly killSwitch: Pick<KillSwitch, 'latch'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly now: () => number;
}

/** Writers of one session at a time are the calls of a few answers: more tries are a broken store. */
const triesMax = 50;

/** Makes the guard. */
export function createLoopGuard(services: LoopGuardServices): LoopGuard {
  return {
    called: async (conversation, action) => {
      const loop = loopOf(conversation, action.policy);
      if (loop === null || action.outcome.verdict === 'ask') return undefined;
      const tool = toolIndex(action);
      if (loop.poll.includes(tool)) return undefined;
      const call = seenCall(action, tool, services.now());
      const trip = await remember(services, conversation, loop, (seen) => [...seen, call]);
      return trip === undefined ? undefined : await trips(services, conversation, trip, action);
    },
    returned: async (conversation, policy, results) => {
      const loop = loopOf(conversation, policy);
      if (loop === null || results.length === 0) return;
      const byId = new Map(results.map((result) => [short(result.toolUseId), result]));
      const trip = await remember(services, conversation, loop, (seen) => withResults(seen, byId));
      if (trip === undefined) return;
      const reason = await trips(services, conversation, trip, undefined);
      throw gatewayError('SENTRELY_ERR_SESSION_LATCHED', reason);
    },
  };
}

function loopOf({ caller }: Conversation, { content }: LoadedPolicy): LoopEntry | null {
  return content.rules.agents.find(({ name }) => name === caller.agent)?.limits.loop ?? null;
}

function toolIndex({ server, tool, policy }: Action): number {
  return policy.content.rules.tools.findIndex(
    (each) => each.server === server && each.name === tool,
  );
}

function seenCall(action: Action, tool: number, atMs: number): SeenCall {
  const { call, server, outcome, policy } = action;
  const entry = policy.content.rules.tools[tool];
  const input = action.input === null ? call.argumentsText : withoutInert(action.input, entry);
  return {
    id: short(call.id),
    same: short(canonicalJson([server, action.tool, input])),
    tool: short(canonicalJson([server, action.tool])),
    atMs,
    isDenied: outcome.verdict === 'deny',
    result: null,
  };
}

/** A description in other words does not make another call of it. */
function withoutInert(input: unknown, tool: ToolEntry | undefined): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const inert = new Set(tool?.params.filter((param) => param.inert).map(({ name }) => name));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !inert.has(name)));
}

/** Results come again with every turn; the first one of a call stays. */
function withResults(
  seen: readonly SeenCall[],
  results: ReadonlyMap<string, ToolResult>,
): readonly SeenCall[] | undefined {
  let isChanged = false;
  const changed = seen.map((call) => {
    const result = call.result === null ? results.get(call.id) : undefined;
    if (result === undefined) return call;
    isChanged = true;
    const { sha256, bytes, isError } = result;
    return { ...call, result: { hash: short(sha256), bytes, isError } };
  });
  return isChanged ? changed : undefined;
}

/** One atomic step over what the store holds. `change` gives undefined where there is nothing new. */
async function remember(
  { sessions, now }: LoopGuardServices,
  conversation: Conversation,
  loop: LoopEntry,
  change: (seen: readonly SeenCall[]) => readonly SeenCall[] | undefined,
): Promise<LoopTrip | undefined> {
  const key = `${ownSession(conversation)} loop`;
  for (let tries = 0; tries < triesMax; tries++) {
    const state = await sessions.read(key);
    const seen = state === undefined ? [] : (JSON.parse(state.text) as readonly SeenCall[]);
    const nowMs = now();
    const changed = change(seen)?.filter(({ atMs }) => atMs > nowMs - loop.withinMs);
    if (changed === undefined) return undefined;
    const text = JSON.stringify(changed.slice(-seenMax));
    const written = await sessions.write(key, state?.version ?? null, text, nowMs);
    if (written === 'stored') return findLoop(changed, loop, nowMs);
  }
  throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', 'the calls of a session cannot be stored');
}

/** Latched first: that it cannot be recorded must not let the session go on. */
async function trips(
  { killSwitch, audit }: LoopGuardServices,
  conversation: Conversation,
  trip: LoopTrip,
  action: Action | undefined,
): Promise<string> {
  const reason = loopSentence(trip);
  await killSwitch.latch(conversation, reason);
  await audit.append({
    kind: 'breaker.trip',
    agent_id: conversation.caller.agent,
    principal: conversation.caller.credential,
    principal_auth: conversation.caller.auth ?? 'api_key',
    session_id: conversation.session,
    provider: conversation.provider,
    model_requested: conversation.model,
    ref_event_id: conversation.requestEvent,
    tool_name: action?.tool,
    tool_use_id: action?.call.id,
    mcp_server: action?.server ?? undefined,
    reason,
    detail: canonicalJson({ kind: trip.kind, calls: trip.calls, steps: trip.steps }),
  });
  return reason;
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

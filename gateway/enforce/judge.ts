import { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { ApprovalDesk } from '../approvals/desk.ts';
import type { AuditLog } from '../audit/log.ts';
import type { LoadedPolicy } from '../loaded-policy.ts';
import type { CallStore } from '../state/calls.ts';
import { type Action, judgeAction } from './action.ts';
import { type Conversation, ownSession } from './conversation.ts';
import { decisionEvent, type Disposition, servedEvent } from './decision-event.ts';
import { noHistory, type Past, type SessionHistory } from './history.ts';
import type { Gate, Patience, Ruling, ToolCall } from './gate.ts';
import type { Granted } from './request-rules.ts';
import * as sentences from './sentences.ts';

/** What judging needs from the running gateway. */
export interface JudgeServices {
  readonly audit: AuditLog;
  /** Undefined when no channel is configured: every asked call is then denied. */
  readonly approvals: ApprovalDesk | undefined;
  readonly calls: CallStore;
  /** The policy in force now; an approved call is judged again under it. */
  readonly current: () => LoadedPolicy | undefined;
  /**
   * Why nothing of the conversation may run any more, or undefined. Throws when that is not known.
   * Asked right before a call is released: it wins over every grant.
   */
  readonly isKilled?: ((conversation: Conversation) => string | undefined) | undefined;
  /** See `Services.guard`. */
  readonly guard?:
    | ((action: Action, conversation: Conversation) => Promise<string | undefined>)
    | undefined;
  /** Told when a call begins to wait for a person; what it returns, when it no longer does. */
  readonly held?: (() => () => void) | undefined;
  /** Told of every call that passes only because its rules are observed. */
  readonly observed?: ((action: Action, event: string) => void) | undefined;
  readonly now: () => number;
  /** Aborted when the gateway is about to stop: a call that waits is then parked. */
  readonly stopping: AbortSignal;
  /** Told of a failure that the agent only sees as a denial. */
  readonly report: (error: unknown) => void;
}

/** What a response stands in. */
export interface Surroundings {
  /** Left out it is one that nothing is known of. */
  readonly history?: SessionHistory;
  /** Left out, the provider may run nothing itself. */
  readonly granted?: Granted;
  /** See {@link Gate.made}. */
  readonly made?: NonNullable<Gate['made']>;
}

/** A {@link Gate} for one response: every call is judged, recorded durably, then ruled on. */
export function createGate(
  services: JudgeServices,
  conversation: Conversation,
  policy: LoadedPolicy,
  { history = noHistory(services.now), granted, made }: Surroundings = {},
): Gate {
  const judge = new Judge(services, conversation, history);
  return {
    serverTools: granted?.tools ?? [],
    holdsMessage: policy.plan.holdsMessage(conversation.caller.agent),
    judge: async (call, patience) => {
      try {
        return await judge.rule(call, policy, patience);
      } catch (error) {
        services.report(error);
        return { kind: 'deny', reason: sentences.failed(codeOf(error)) };
      }
    },
    withheld: async (why, ids) => {
      try {
        await judge.withhold(why, ids);
      } catch (error) {
        services.report(error);
      }
    },
    served: async (call) => {
      await services.audit.append(servedEvent(call, conversation, policy, granted?.outcome));
    },
    ...(made === undefined ? {} : { made }),
  };
}

function codeOf(error: unknown): string {
  return error instanceof SentrelyError ? error.code : 'SENTRELY_ERR_INTERNAL';
}

/** The approval an event belongs to, and the event it follows. */
interface Approved {
  readonly approvalId: string;
  readonly heldEvent: string | undefined;
}

/** A call that was let go, and the event that says so. */
interface Released {
  readonly action: Action;
  readonly event: string;
  readonly approvalId: string | undefined;
}

class Judge {
  readonly #services: JudgeServices;
  /** By the id of the call: no other call of the response has it. */
  readonly #released = new Map<string, Released>();
  readonly #conversation: Conversation;
  readonly #history: SessionHistory;

  constructor(services: JudgeServices, conversation: Conversation, history: SessionHistory) {
    this.#services = services;
    this.#conversation = conversation;
    this.#history = history;
  }

  async rule(call: ToolCall, policy: LoadedPolicy, patience: Patience): Promise<Ruling> {
    const action = await this.#judge(call, policy, passes);
    const { verdict } = action.outcome;
    const killed = this.#killed();
    if (killed !== undefined) return await this.#kill(action, killed, {});
    const barred = await this.#services.guard?.(action, this.#conversation);
    if (barred !== undefined) return await this.#bar(action, barred);
    if (passes(action)) return await this.#letGo(action, await this.#record(action, 'released'));
    if (verdict === 'ask') return await this.#ask(action, patience);
    await this.#record(action, 'stopped');
    return { kind: 'deny', reason: sentences.denied(action.outcome) };
  }

  /** The call as the next one of its session: what is let go is counted before it leaves. */
  #judge(
    call: ToolCall,
    policy: LoadedPolicy,
    isReleased: (action: Action) => boolean,
  ): Promise<Action> {
    const decide = (past: Past): Action => judgeAction(call, this.#conversation, policy, past);
    return this.#history.judge(policy, decide, isReleased);
  }

  async #ask(action: Action, patience: Patience): Promise<Ruling> {
    const desk = this.#services.approvals;
    if (desk === undefined) {
      await this.#record(action, 'stopped');
      return { kind: 'deny', reason: sentences.noChannel(action.outcome) };
    }
    const grant = await desk.findApproved(action.digest);
    if (grant !== undefined)
      return await this.#release(action, { approvalId: grant, heldEvent: undefined });
    const heldEvent = await this.#record(action, 'held');
    return await this.#wait(action, heldEvent, desk, patience);
  }

  async #wait(
    action: Action,
    heldEvent: string,
    desk: ApprovalDesk,
    patience: Patience,
  ): Promise<Ruling> {
    const opened = await desk.open({
      binding: action.binding,
      requirements: action.outcome.approvals,
      owner: this.#ownerOf(action),
      event: heldEvent,
      callId: action.call.id,
    });
    if (opened.kind === 'refused')
      return await this.#stop(action, heldEvent, sentences.notAskable(opened.reason));
    const approved = { approvalId: opened.id, heldEvent };
    const until = this.#services.now() + patience.holdMs;
    const enough = AbortSignal.any([patience.signal, this.#services.stopping]);
    const waited = this.#services.held?.();
    const state = await desk.wait(opened.id, until, enough).finally(waited);
    const killed = this.#killed();
    if (killed !== undefined) {
      await desk.cancel(({ id }) => id === opened.id);
      return await this.#kill(action, killed, { heldEvent, approvalId: opened.id });
    }
    if (state === 'approved') return await this.#release(action, approved);
    if (state === 'pending') return await this.#park(action, approved);
    return await this.#stop(action, heldEvent, sentences.notApproved(opened.id, state), opened.id);
  }

  /**
   * An approved call is judged again under the policy in force now, and the grant is used up in the
   * same step that checks it, before anything leaves. A grant lost to a crash in between is safe.
   */
  async #release(action: Action, approved: Approved): Promise<Ruling> {
    const policy = this.#services.current();
    const desk = this.#services.approvals;
    if (policy === undefined || desk === undefined)
      return await this.#stop(action, approved.heldEvent, sentences.noPolicy());
    const again = await this.#judge(
      action.call,
      policy,
      (now) => now.digest === action.digest && (passes(now) || now.outcome.verdict === 'ask'),
    );
    if (again.outcome.verdict === 'deny' && again.outcome.enforced)
      return await this.#stop(again, approved.heldEvent, sentences.denied(again.outcome));
    if (again.digest !== action.digest)
      return await this.#stop(again, approved.heldEvent, sentences.superseded(approved.approvalId));
    const killed = this.#killed();
    if (killed !== undefined) return await this.#kill(again, killed, approved);
    const used = await desk.consume(approved.approvalId, again.digest, policy.content.digest);
    if (used.kind === 'refused')
      return await this.#stop(again, approved.heldEvent, sentences.notConsumed(used.reason));
    const event = await this.#record(again, 'released', { ...approved, approver: used.approver });
    return await this.#letGo(again, event, approved.approvalId);
  }

  /** An order may have come while the release was written down; the record then says so too. */
  async #letGo(action: Action, event: string, approvalId?: string): Promise<Ruling> {
    const killed = this.#killed();
    if (killed !== undefined)
      return await this.#kill(action, killed, { heldEvent: event, approvalId });
    this.#released.set(action.call.id, { action, event, approvalId });
    return { kind: 'release' };
  }

  /** Others of its message were waited for, or the client did not read on; nothing of it left. */
  async withhold(why: string, ids: readonly string[] = [...this.#released.keys()]): Promise<void> {
    for (const id of ids) {
      const released = this.#released.get(id);
      if (released === undefined) continue;
      this.#released.delete(id);
      const { action, event, approvalId } = released;
      await this.#record(action, 'stopped', { heldEvent: event, approvalId, stopped: why });
    }
  }

  async #kill(
    action: Action,
    why: string,
    approval: Parameters<typeof decisionEvent>[3],
  ): Promise<Ruling> {
    await this.#record(action, 'stopped', { ...approval, stopped: why });
    return { kind: 'deny', reason: sentences.killed(why) };
  }

  /** A rate or the loop guard: `why` is whole sentences. */
  async #bar(action: Action, why: string): Promise<Ruling> {
    await this.#record(action, 'stopped', { stopped: why });
    return { kind: 'deny', reason: why };
  }

  #killed(): string | undefined {
    return this.#services.isKilled?.(this.#conversation);
  }

  async #park(action: Action, approved: Approved): Promise<Ruling> {
    await this.#record(action, 'parked', approved);
    return { kind: 'park', reason: sentences.parked(approved.approvalId) };
  }

  async #stop(
    action: Action,
    heldEvent: string | undefined,
    reason: string,
    approvalId?: string,
  ): Promise<Ruling> {
    await this.#record(action, 'stopped', { heldEvent, approvalId });
    return { kind: 'deny', reason };
  }

  #ownerOf(action: Action): ReturnType<typeof ownerOf> {
    return ownerOf(action.policy, this.#conversation.caller.agent);
  }

  /** Makes the decision durable, and remembers the call so that its result can close it. */
  async #record(
    action: Action,
    disposition: Disposition,
    approval: Parameters<typeof decisionEvent>[3] = {},
  ): Promise<string> {
    const event = decisionEvent(action, this.#conversation, disposition, approval);
    const { eventId, durableUs } = await this.#services.audit.append(event);
    if (disposition !== 'released') await this.#history.withdraw(action);
    else if (action.outcome.verdict !== 'allow' && !action.outcome.enforced)
      this.#services.observed?.(action, eventId);
    if (disposition !== 'held')
      await this.#services.calls.open({
        session: ownSession(this.#conversation),
        callId: action.call.id,
        eventId,
        durableUs,
        tool: action.call.name,
      });
    return eventId;
  }
}

/** Whether a call goes on: what rules only observe is recorded and not stopped. */
function passes({ outcome }: Action): boolean {
  return outcome.verdict === 'allow' || !outcome.enforced;
}

function ownerOf(policy: LoadedPolicy, agent: string) {
  return policy.content.rules.agents.find((entry) => entry.name === agent)?.owner ?? null;
}

import { randomInt } from 'node:crypto';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import type { ActionBinding } from '../../compiler/bundle/binding.ts';
import type { ApprovalDesk } from '../approvals/desk.ts';
import type { AuditLog } from '../audit/log.ts';
import { gatewayError } from '../errors.ts';
import type { LiveAnswers } from '../services.ts';
import type { KillOrder, KillQuestion, KillStore } from '../state/kills.ts';
import type { SessionStore } from '../state/sessions.ts';
import { type Conversation, ownSession } from './conversation.ts';
import { type Kills, openKills } from './kill-cache.ts';
import {
  cutEvent,
  liftAct,
  type Operator,
  operatorEvent,
  orderAct,
  refusedEvent,
  resetAct,
} from './kill-events.ts';
import { createLiveRegister, type LiveRegister, type StopReason } from './live-answers.ts';

/** What an order did at once. */
export interface OrderEffect {
  /** The order in force: an older one where the same was ordered before. */
  readonly order: KillOrder;
  readonly isNew: boolean;
  /** Live answers of this gateway that were cut. */
  readonly cut: number;
  /** Approvals, pending or given and not yet used, that were cancelled. */
  readonly cancelled: number;
  /** False when the log did not take the event; the order holds nevertheless. */
  readonly isRecorded: boolean;
}

/** The red button and the latches of sessions: what stops an agent whatever a policy says. */
export interface KillSwitch {
  /**
   * Rejects with SENTRELY_ERR_KILLED, SENTRELY_ERR_SESSION_LATCHED or SENTRELY_ERR_STATE_UNAVAILABLE
   * when a request must not go to the provider. Notes that its session is alive.
   */
  admit(conversation: Conversation): Promise<void>;
  /**
   * Why nothing of a conversation may run any more, as a sentence for the agent. Asked right before
   * a call is released. Throws SENTRELY_ERR_STATE_UNAVAILABLE when that is not known.
   */
  isKilled(conversation: Conversation): string | undefined;
  /** The widest order that holds, also one for the credential that another was derived from. */
  orderFor(question: KillQuestion): KillOrder | undefined;
  readonly live: LiveAnswers;
  /** How many answers are under way. */
  countLive(): number;
  /** Orders in force. Throws SENTRELY_ERR_STATE_UNAVAILABLE. */
  orders(): readonly KillOrder[];
  order(order: Pick<KillOrder, 'scope' | 'subject' | 'reason' | 'by'>): Promise<OrderEffect>;
  /**
   * Ends an order; undefined when there is none by this id. Throws SENTRELY_ERR_ADMIN_CHANGED when it
   * was ordered again after the lift was begun: it stays in force then.
   */
  lift(id: string, by: Operator): Promise<KillOrder | undefined>;
  /** Stops a session until a person resets it; for guards. The first reason stays. */
  latch(conversation: Conversation, reason: string): Promise<void>;
  /** Takes the latch off; its reason, or null where there was none. */
  reset(ownSession: string, by: Operator): Promise<string | null>;
  close(): void;
}

/** What the switch needs from the running gateway. */
export interface KillSwitchServices {
  readonly kills: KillStore;
  readonly sessions: SessionStore;
  readonly audit: AuditLog;
  /** Undefined when no channel is configured: nothing can be pending then. */
  readonly approvals: ApprovalDesk | undefined;
  /** The credential that another was derived from: who is killed takes its runs along. */
  readonly parentOf: (credential: string) => string | undefined;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/** A session whose life was noted this recently is not noted again, in milliseconds. */
const touchMs = 10_000;

/** Sessions that are remembered as noted, and as latched. */
const rememberedMax = 10_000;

/** Opens the switch; approvals that an order found pending before a crash are cancelled now. */
export async function openKillSwitch(services: KillSwitchServices): Promise<KillSwitch> {
  const kills = await openKills({ store: services.kills, report: services.report });
  const opened = new Switch(services, kills);
  await opened.cancelKilled().catch(services.report);
  return opened;
}

class Switch implements KillSwitch {
  readonly #services: KillSwitchServices;
  readonly #kills: Kills;
  readonly #register: LiveRegister;
  #cuts = 0;
  readonly #touched = new Map<string, number>();
  /** Why a session is latched, as far as this process has seen. */
  readonly #latches = new Map<string, string>();

  constructor(services: KillSwitchServices, kills: Kills) {
    this.#services = services;
    this.#kills = kills;
    this.#register = createLiveRegister({
      reasonFor: (conversation) => this.#reasonIfKnown(conversation),
      onCut: (conversation, stop) => {
        this.#cuts += 1;
        void this.#record(cutEvent(conversation, stop));
      },
      report: services.report,
    });
    kills.onRead(() => void this.#register.sweep());
  }

  get live(): LiveAnswers {
    return this.#register;
  }

  countLive(): number {
    return this.#register.size;
  }

  orders(): readonly KillOrder[] {
    return this.#kills.list();
  }

  async admit(conversation: Conversation): Promise<void> {
    const own = ownSession(conversation);
    try {
      const stop = this.#stopOf(conversation);
      if (stop?.order !== undefined) throw gatewayError('SENTRELY_ERR_KILLED', stop.reason);
      const latched = await this.#services.sessions.latched(own);
      this.#remember(own, latched);
      if (latched !== null) throw gatewayError('SENTRELY_ERR_SESSION_LATCHED', latched);
      await this.#touch(own, conversation);
    } catch (error) {
      await this.#refuse(conversation, error);
      throw error;
    }
  }

  isKilled(conversation: Conversation): string | undefined {
    return this.#stopOf(conversation)?.sentence;
  }

  async order(asked: Pick<KillOrder, 'scope' | 'subject' | 'reason' | 'by'>): Promise<OrderEffect> {
    const wanted: KillOrder = {
      ...asked,
      id: newOrderId(),
      atMs: this.#services.now(),
      times: 1,
    };
    const before = this.#cuts;
    const order = await this.#store(wanted);
    const cut = this.#cuts - before;
    const cancelled = await this.cancelKilled().catch((error: unknown) => {
      this.#services.report(error);
      return 0;
    });
    const isNew = order.id === wanted.id;
    const act = orderAct(
      { ...order, by: asked.by, reason: asked.reason },
      { cut, cancelled, isNew },
    );
    return { order, isNew, cut, cancelled, isRecorded: await this.#record(operatorEvent(act)) };
  }

  /** It has its effect here first; that it could not be stored is on record, and told. */
  async #store(wanted: KillOrder): Promise<KillOrder> {
    const end = this.#kills.announce(wanted);
    try {
      const order = await this.#services.kills.order(wanted);
      end('stored');
      await this.#kills.refresh();
      return order;
    } catch (error) {
      end('failed');
      await this.#record(operatorEvent(orderAct(wanted, { stored: false })));
      throw error;
    }
  }

  async lift(id: string, by: Operator): Promise<KillOrder | undefined> {
    const order = this.#knownNow(id) ?? (await this.#stored(id));
    if (order === undefined) return undefined;
    // It gives something back, so it is on record before it has an effect.
    await this.#services.audit.append(operatorEvent(liftAct(order, by)));
    const isLifted = await this.#services.kills.lift(order);
    await this.#kills.refresh();
    if (isLifted) return order;
    if ((await this.#stored(id)) === undefined) return undefined;
    await this.#record(operatorEvent(liftAct(order, by, { lifted: false })));
    throw gatewayError('SENTRELY_ERR_ADMIN_CHANGED', 'it was ordered again, so it stays in force');
  }

  /** Without waiting for anything: what is ordered from now on is not what the lift is about. */
  #knownNow(id: string): KillOrder | undefined {
    try {
      return this.#kills.list().find((each) => each.id === id);
    } catch {
      return undefined;
    }
  }

  /** An order that was not known here when it was asked for: it is not known to have come again before. */
  async #stored(id: string): Promise<KillOrder | undefined> {
    const order = (await this.#services.kills.list()).find((each) => each.id === id);
    return order === undefined ? undefined : { ...order, times: 1 };
  }

  async latch(conversation: Conversation, reason: string): Promise<void> {
    const own = ownSession(conversation);
    this.#remember(own, this.#latches.get(own) ?? reason);
    this.#register.sweep();
    await this.#services.sessions.latch(own, reason, this.#services.now());
  }

  async reset(own: string, by: Operator): Promise<string | null> {
    const latched = await this.#services.sessions.latched(own);
    if (latched === null) {
      this.#remember(own, null);
      return null;
    }
    await this.#services.audit.append(operatorEvent(resetAct(own, by, latched)));
    await this.#services.sessions.reset(own);
    this.#remember(own, null);
    return latched;
  }

  close(): void {
    this.#kills.close();
  }

  /** Cancels the approvals of everything that is killed; how many there were. */
  async cancelKilled(): Promise<number> {
    if (this.#services.approvals === undefined || this.#kills.list().length === 0) return 0;
    return await this.#services.approvals.cancel(
      ({ binding }) => this.orderFor(questionOf(binding)) !== undefined,
    );
  }

  #stopOf(conversation: Conversation): StopReason | undefined {
    const own = ownSession(conversation);
    const { agent, credential } = conversation.caller;
    const order = this.orderFor({ ownSession: own, agent, credential });
    if (order !== undefined)
      return { reason: order.reason, sentence: sentenceOf(order.reason), order: order.id };
    const latched = this.#latches.get(own);
    return latched === undefined
      ? undefined
      : {
          reason: latched,
          sentence: `This session is stopped until a person resets it: ${latched}`,
        };
  }

  orderFor(question: KillQuestion): KillOrder | undefined {
    const order = this.#kills.orderFor(question);
    if (order !== undefined) return order;
    const parent = this.#services.parentOf(question.credential);
    return parent === undefined
      ? undefined
      : this.#kills.orderFor({ ...question, credential: parent });
  }

  #reasonIfKnown(conversation: Conversation): StopReason | undefined {
    try {
      return this.#stopOf(conversation);
    } catch {
      return undefined;
    }
  }

  #remember(own: string, latched: string | null): void {
    this.#latches.delete(own);
    if (latched === null) return;
    if (this.#latches.size >= rememberedMax) forgetOldest(this.#latches);
    this.#latches.set(own, latched);
  }

  async #touch(own: string, { caller }: Conversation): Promise<void> {
    const now = this.#services.now();
    const name = `${caller.credential} ${own}`;
    const last = this.#touched.get(name);
    if (last !== undefined && now - last < touchMs && now >= last) return;
    const { agent, credential } = caller;
    await this.#services.sessions.touch({ ownSession: own, agent, credential }, now);
    this.#touched.delete(name);
    if (this.#touched.size >= rememberedMax) forgetOldest(this.#touched);
    this.#touched.set(name, now);
  }

  async #refuse(conversation: Conversation, error: unknown): Promise<void> {
    const code = error instanceof SentrelyError ? error.code : 'SENTRELY_ERR_INTERNAL';
    await this.#record(refusedEvent(conversation, code, this.#reasonIfKnown(conversation)));
  }

  /** A broken log is no reason not to stop somebody. */
  async #record(event: Parameters<AuditLog['append']>[0]): Promise<boolean> {
    try {
      await this.#services.audit.append(event);
      return true;
    } catch (error) {
      this.#services.report(error);
      return false;
    }
  }
}

/** What an agent reads of an order. */
function sentenceOf(reason: string): string {
  return `An operator has stopped this: ${reason}`;
}

function questionOf({ agent, session, principal }: ActionBinding): KillQuestion {
  return { agent, ownSession: `${agent} ${session ?? ''}`, credential: principal ?? '' };
}

function forgetOldest(map: Map<string, unknown>): void {
  for (const [oldest] of map) {
    map.delete(oldest);
    return;
  }
}

const idLetters = 'abcdefghijklmnopqrstuvwxyz0123456789';

function newOrderId(): string {
  const letters = Array.from({ length: 20 }, () => idLetters.charAt(randomInt(idLetters.length)));
  return `k_${letters.join('')}`;
}

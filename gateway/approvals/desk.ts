import { assert } from '../../compiler/bundle/assert.ts';
import { type ActionBinding, bindAction } from '../../compiler/bundle/binding.ts';
import { CanonicalJsonError } from '../../compiler/bundle/canonical-json.ts';
import type { ApproverEntry } from '../../compiler/bundle/rules.ts';
import type { ApprovalRequirement } from '../../compiler/evaluate/decision.ts';
import type { ClaimRefusal, PendingCaps, VoteResult } from '../state/state.ts';
import { BallotBox } from './ballot-box.ts';
import { CardRefresh } from './card-refresh.ts';
import type { Channel } from './channel.ts';
import { Docket, type DocketServices } from './docket.ts';
import { type AskedCall, requestedEvent, sourcesOf, votersOf } from './events.ts';
import { approvalsOf } from './quorum.ts';
import {
  type ApprovalRecord,
  type ApprovalRequest,
  type ApprovalState,
  deadlineOf,
  isLive,
  newRequestId,
  resolveRequirements,
  stateAt,
} from './request.ts';
import type { Vote } from './vote.ts';

/** What a gate asks people about. */
export interface Ask extends AskedCall {
  readonly binding: ActionBinding;
  readonly requirements: readonly ApprovalRequirement[];
  /** Approves where a requirement names nobody. */
  readonly owner: ApproverEntry | null;
}

/** A request that people were asked, or the sentence that says why they cannot be. */
export type Asked =
  | {
      readonly kind: 'open';
      readonly id: string;
      readonly digest: string;
      readonly state: ApprovalState;
      readonly url: string | null;
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** An approval used up, or why it could not be. `reason` is a sentence for the agent. */
type Consumption =
  | {
      readonly kind: 'consumed';
      readonly approver: { readonly name: string; readonly source: string };
    }
  | {
      readonly kind: 'refused';
      readonly why: ClaimRefusal | 'unverifiable';
      readonly reason: string;
    };

/** Between the gate and the people: opens requests, waits, counts votes, uses approvals up. */
export interface ApprovalDesk {
  /** Asks, or joins the identical question that is open already. Rejects when it cannot be recorded. */
  open(ask: Ask): Promise<Asked>;
  /** The state once it is no longer pending, else at `untilMs` or when `signal` is aborted. */
  wait(id: string, untilMs: number, signal: AbortSignal): Promise<ApprovalState | 'unknown'>;
  /** Uses an approval up, after asking of every voter again whether they may approve. */
  consume(id: string, digest: string, bundleDigest: string): Promise<Consumption>;
  /** The approval that waits for a repeated call. */
  findApproved(digest: string): Promise<string | undefined>;
  receive(vote: Vote): Promise<VoteResult>;
  withdraw(source: string, reason: string): Promise<'voided' | 'final' | 'unknown'>;
  /** Ends every live request that another bundle than this one led to. */
  supersede(bundleDigest: string): Promise<void>;
  /** Ends every live request that is meant, pending or approved, and tells how many there were. */
  cancel(isMeant: (request: ApprovalRequest) => boolean): Promise<number>;
  /** Every request that waits for votes or for being used. */
  listLive(): Promise<readonly ApprovalRecord[]>;
  /** Ends every request whose time is over. Also done by a timer. */
  expire(): Promise<void>;
  /** Resolves when no card waits to be written. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** What a desk needs from the running gateway. Times are in milliseconds. */
export interface DeskServices extends DocketServices {
  readonly channel: Channel;
  /** How often a waiting call looks at the store, where another process may have changed it. */
  readonly pollMs?: number;
  /** How often requests are looked through for those whose time is over. */
  readonly sweepMs?: number;
}

/** Enough for a busy agent, few enough to be read: a person who is flooded approves blindly. */
const pendingCaps: PendingCaps = { perSession: 20, perAgent: 60 };

const pollMsDefault = 1000;
const sweepMsDefault = 5000;

/** Opens the desk; it holds a timer until it is closed. */
export function createDesk(services: DeskServices): ApprovalDesk {
  return new Desk(services);
}

class Desk implements ApprovalDesk {
  readonly #services: DeskServices;
  readonly #cards: CardRefresh;
  readonly #docket: Docket;
  readonly #box: BallotBox;
  readonly #timer: NodeJS.Timeout;
  /** Requests that are being shown right now: an identical call waits for the same card. */
  readonly #showing = new Map<string, Promise<string>>();

  constructor(services: DeskServices) {
    const { channel, store, report } = services;
    this.#services = services;
    this.#cards = new CardRefresh(channel, store, report);
    this.#docket = new Docket(services, this.#cards);
    this.#box = new BallotBox(services, channel, {
      docket: this.#docket,
      shown: async (id) => void (await this.#showing.get(id)?.catch(() => undefined)),
    });
    this.#timer = setInterval(
      () => void this.expire().catch(report),
      services.sweepMs ?? sweepMsDefault,
    );
    this.#timer.unref();
  }

  async open(ask: Ask): Promise<Asked> {
    const now = this.#services.now();
    const request = requestOf(ask, now);
    if (typeof request === 'string') return { kind: 'refused', reason: request };
    const obstacle = this.#services.channel.obstacle(request);
    if (obstacle !== null) return { kind: 'refused', reason: obstacle };
    const opened = await this.#services.store.open(request, pendingCaps, now);
    if (opened.result === 'full')
      return { kind: 'refused', reason: `too many approvals of this ${opened.scope} are pending.` };
    return await this.#shown(opened.record, ask);
  }

  async wait(id: string, untilMs: number, signal: AbortSignal): Promise<ApprovalState | 'unknown'> {
    for (;;) {
      const left = untilMs - this.#services.now();
      const pause = Math.max(0, Math.min(left, this.#services.pollMs ?? pollMsDefault));
      const change = this.#docket.nextChange(id, pause, signal);
      const state = await this.#docket.advance(id);
      if (state !== 'pending' || left <= 0 || signal.aborted) return state;
      await change;
    }
  }

  async consume(id: string, digest: string, bundleDigest: string): Promise<Consumption> {
    const record = await this.#services.store.read(id);
    if (record === undefined) return refused('unknown');
    try {
      await this.#box.review(record);
    } catch (error) {
      this.#services.report(error);
      return refused('unverifiable');
    }
    const claim = { id, digest, bundleDigest, version: record.version };
    const result = await this.#services.store.consume(claim, this.#services.now());
    if (result !== 'consumed') return refused(result);
    this.#docket.changed(id);
    const votes = approvalsOf(record);
    return { kind: 'consumed', approver: { name: votersOf(votes), source: sourcesOf(votes) } };
  }

  async findApproved(digest: string): Promise<string | undefined> {
    const now = this.#services.now();
    const record = await this.#services.store.find(digest, now);
    if (record === undefined || stateAt(record, now) !== 'approved') return undefined;
    return record.request.id;
  }

  async receive(vote: Vote): Promise<VoteResult> {
    return await this.#box.receive(vote);
  }

  async withdraw(source: string, reason: string): Promise<'voided' | 'final' | 'unknown'> {
    return await this.#box.withdraw(source, reason);
  }

  async supersede(bundleDigest: string): Promise<void> {
    for (const record of await this.#services.store.listOtherBundles(bundleDigest))
      await this.#docket.supersede(record.request.id);
  }

  async cancel(isMeant: (request: ApprovalRequest) => boolean): Promise<number> {
    const meant = (await this.listLive()).filter(({ request }) => isMeant(request));
    const done = await Promise.all(meant.map(({ request }) => this.#docket.cancel(request.id)));
    return done.filter(Boolean).length;
  }

  async listLive(): Promise<readonly ApprovalRecord[]> {
    const now = this.#services.now();
    // No bundle has the empty digest, so this is every live request.
    const records = await this.#services.store.listOtherBundles('');
    return records.filter((record) => isLive(stateAt(record, now)));
  }

  async expire(): Promise<void> {
    for (const record of await this.#services.store.listOverdue(this.#services.now()))
      await this.#docket.advance(record.request.id);
  }

  async idle(): Promise<void> {
    await this.#cards.idle();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#cards.idle();
  }

  async #shown(record: ApprovalRecord, call: AskedCall): Promise<Asked> {
    const { id, digest, expiresAtMs } = record.request;
    const state = stateAt(record, this.#services.now());
    if (record.card !== null || state !== 'pending')
      return { kind: 'open', id, digest, state, url: record.card?.url ?? null, expiresAtMs };
    const showing = this.#showing.get(id) ?? this.#show(record, call);
    this.#showing.set(id, showing);
    const url = await showing.finally(() => this.#showing.delete(id));
    return { kind: 'open', id, digest, state, url, expiresAtMs };
  }

  /** Records the question, then asks it. Left undone by a failure, it is done by the next open. */
  async #show({ request }: ApprovalRecord, call: AskedCall): Promise<string> {
    const record = await this.#services.store.read(request.id);
    assert(record !== undefined, 'a request that was opened is in the store');
    if (record.card !== null) return record.card.url;
    await this.#services.record(requestedEvent(request, call));
    const card = await this.#services.channel.post(record);
    await this.#services.store.place(request.id, card);
    return card.url;
  }
}

/** The request, or the sentence that says why it cannot be made. */
function requestOf(ask: Ask, nowMs: number): ApprovalRequest | string {
  const { binding } = ask;
  if (binding.gateway_id === null || binding.session === null || binding.principal === null)
    return 'it is bound to no gateway, session or credential.';
  const requirements = resolveRequirements(ask.requirements, ask.owner);
  if (typeof requirements === 'string') return requirements;
  const digest = digestOf(binding);
  if (digest === undefined) return 'its arguments cannot be written in one form only.';
  return {
    id: newRequestId(nowMs),
    digest,
    binding,
    requirements,
    requestedAtMs: nowMs,
    expiresAtMs: deadlineOf(requirements, nowMs),
  };
}

function digestOf(binding: ActionBinding): string | undefined {
  try {
    return bindAction(binding);
  } catch (error) {
    if (error instanceof CanonicalJsonError) return undefined;
    throw error;
  }
}

function refused(why: ClaimRefusal | 'unverifiable'): Consumption {
  return { kind: 'refused', why, reason: refusalSentences[why] };
}

const refusalSentences: Readonly<Record<ClaimRefusal | 'unverifiable', string>> = {
  unknown: 'there is no such approval.',
  pending: 'it no longer has the votes it needs.',
  denied: 'it was denied.',
  expired: 'its time is over.',
  cancelled: 'it was cancelled.',
  superseded: 'the policy has changed since.',
  used: 'it was used already, and one approval is for one call.',
  'other-action': 'it was given for another action.',
  'other-bundle': 'it was given under another policy.',
  changed: 'its votes changed at this moment.',
  unverifiable: 'the people who gave it could not be checked.',
};

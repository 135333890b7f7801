import type { ApprovalStore, VoteResult } from '../state/state.ts';
import type { Channel } from './channel.ts';
import type { Docket, DocketServices } from './docket.ts';
import { votedEvent } from './events.ts';
import { type ApprovalRecord, isLive, stateAt } from './request.ts';
import { approvalsOf } from './quorum.ts';
import { Turns } from './turns.ts';
import type { CastVote, Standing, Vote } from './vote.ts';

/** What a ballot box knows of the desk it stands on. */
export interface DeskSide {
  readonly docket: Docket;
  /** Resolves when the card of a request is not just being put up. */
  readonly shown: (id: string) => Promise<void>;
}

/** Where votes arrive, and where they are taken out again. */
export class BallotBox {
  readonly #services: DocketServices;
  readonly #store: ApprovalStore;
  readonly #channel: Channel;
  readonly #docket: Docket;
  readonly #shown: DeskSide['shown'];
  /** By source: the same comment may be heard twice at once, or be edited while it is checked. */
  readonly #turns = new Turns();

  constructor(services: DocketServices, channel: Channel, { docket, shown }: DeskSide) {
    this.#services = services;
    this.#shown = shown;
    this.#store = services.store;
    this.#channel = channel;
    this.#docket = docket;
  }

  /** Judges a vote, records it, counts it. Rejects when its author cannot be looked up. */
  async receive(vote: Vote): Promise<VoteResult> {
    return await this.#turns.take(vote.source, () => this.#receive(vote));
  }

  /** Takes out what a source said: its comment was edited or deleted. */
  async withdraw(source: string, reason: string): Promise<'voided' | 'final' | 'unknown'> {
    return await this.#turns.take(source, () => this.#withdraw(source, reason));
  }

  /**
   * Asks of every counted approval whether it still stands, and takes out those that do not.
   * Rejects when that cannot be found out.
   */
  async review(record: ApprovalRecord): Promise<void> {
    await Promise.all(
      approvalsOf(record).map(async (vote) => {
        const standing = await this.#check(record, vote);
        const lost = lossOf(vote, standing);
        if (lost !== null) await this.withdraw(vote.source, lost);
      }),
    );
  }

  async #receive(vote: Vote): Promise<VoteResult> {
    // A channel may tell of a vote before it has told us that the card is up.
    await this.#shown(vote.request);
    const record = await this.#store.read(vote.request);
    if (record === undefined) return 'unknown';
    if (record.votes.some((known) => known.source === vote.source)) return 'duplicate';
    const standing = await this.#judge(record, vote);
    const cast = castOf(vote, standing);
    await this.#services.record(votedEvent(record.request, cast));
    const result = await this.#store.vote(cast, this.#services.now());
    this.#docket.changed(vote.request);
    await this.#docket.advance(vote.request);
    return result;
  }

  async #withdraw(source: string, reason: string): Promise<'voided' | 'final' | 'unknown'> {
    const record = await this.#store.findBySource(source);
    const vote = record?.votes.find((known) => known.source === source && known.voided === null);
    if (record === undefined || vote === undefined) return 'unknown';
    try {
      await this.#services.record(votedEvent(record.request, { ...vote, voided: reason }));
    } catch (error) {
      this.#services.report(error);
    }
    const result = await this.#store.withdraw(source, reason);
    this.#docket.changed(record.request.id);
    await this.#docket.advance(record.request.id);
    return result;
  }

  async #judge(record: ApprovalRecord, vote: Vote): Promise<Standing> {
    const reason = defectOf(record, vote, this.#services.now());
    return reason === null ? await this.#check(record, vote) : { kind: 'void', reason };
  }

  async #check(record: ApprovalRecord, vote: Vote): Promise<Standing> {
    if (record.card === null) return { kind: 'void', reason: 'the request was not shown yet' };
    const standing = await this.#channel.check(record.request, vote, record.card);
    if (standing.kind === 'stands' && standing.meets.length === 0)
      return { kind: 'void', reason: 'not among the approvers' };
    return standing;
  }
}

/** What is wrong with a vote whoever cast it. */
function defectOf(record: ApprovalRecord, vote: Vote, nowMs: number): string | null {
  if (vote.verb !== 'approve' && vote.verb !== 'deny')
    return `\`${vote.verb}\` is not available in this version`;
  if (!record.request.digest.startsWith(vote.digestPrefix))
    return 'the digest is that of another action';
  const state = stateAt(record, nowMs);
  return isLive(state) ? null : `the request was ${state} already`;
}

function castOf(vote: Vote, standing: Standing): CastVote {
  if (standing.kind === 'void')
    return { ...vote, meets: [], evidence: [], voided: standing.reason };
  return { ...vote, meets: standing.meets, evidence: standing.evidence, voided: null };
}

/** Why a counted vote counts no longer, or null. */
function lossOf(vote: CastVote, standing: Standing): string | null {
  if (standing.kind === 'void') return standing.reason;
  const isWhole = vote.meets.every((rule) => standing.meets.includes(rule));
  return isWhole ? null : 'no longer among the approvers';
}

import { randomBytes } from 'node:crypto';
import type { ActionBinding } from '../../compiler/bundle/binding.ts';
import type { ApproverEntry } from '../../compiler/bundle/rules.ts';
import type { ApprovalRequirement } from '../../compiler/evaluate/decision.ts';
import type { CastVote } from './vote.ts';

/**
 * Where a request stands. pending -> approved | denied | expired | cancelled | superseded;
 * approved -> consumed | denied | expired | cancelled | superseded, or pending again when a vote it
 * rests on is voided. The others are final.
 */
export type ApprovalState =
  | 'pending'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'superseded'
  | 'consumed';

/** One exact action that people are asked about. Never changes; what happens to it is the record. */
export interface ApprovalRequest {
  /** `a_` and a lower-case ULID: identifies, authorises nothing. */
  readonly id: string;
  /** Hex SHA-256 of the binding. */
  readonly digest: string;
  readonly binding: ActionBinding;
  /** All of them must be met. Nobody is left out: an unnamed approver was replaced by the owner. */
  readonly requirements: readonly ApprovalRequirement[];
  readonly requestedAtMs: number;
  /** From this millisecond on no vote counts. */
  readonly expiresAtMs: number;
}

/** Where a channel shows a request. `reference` is for the channel alone. */
export interface Card {
  readonly url: string;
  readonly reference: string;
}

/** A request and what became of it so far. */
export interface ApprovalRecord {
  readonly request: ApprovalRequest;
  /** As written; see {@link stateAt} for what it means at a given time. */
  readonly state: ApprovalState;
  /** Counts every change, so that a step can insist on what its author saw. */
  readonly version: number;
  /** Set while approved: from this millisecond on the approval is worth nothing. */
  readonly useByMs: number | null;
  readonly card: Card | null;
  readonly votes: readonly CastVote[];
}

/** The longest time to vote, whatever a rule says: a day. */
export const voteMsMax: number = 24 * 60 * 60 * 1000;

/** How long an approval may be used: long enough for an agent to repeat a parked call. */
export const useMsMax: number = 10 * 60 * 1000;

/** The state at a time: expiry is a fact of the clock and waits for nobody to write it down. */
export function stateAt(record: ApprovalRecord, nowMs: number): ApprovalState {
  if (record.state === 'pending' && nowMs >= record.request.expiresAtMs) return 'expired';
  if (record.state === 'approved' && !(nowMs < (record.useByMs ?? 0))) return 'expired';
  return record.state;
}

/** Whether votes can still change it. */
export function isLive(state: ApprovalState): boolean {
  return state === 'pending' || state === 'approved';
}

/**
 * The requirements with the owner in place of nobody, or the sentence that says why no set of
 * people could ever meet them.
 */
export function resolveRequirements(
  requirements: readonly ApprovalRequirement[],
  owner: ApproverEntry | null,
): readonly ApprovalRequirement[] | string {
  if (requirements.length === 0) return 'no rule says who may approve it.';
  if (new Set(requirements.map(({ rule }) => rule)).size < requirements.length)
    return 'a rule asks for it twice.';
  const resolved: ApprovalRequirement[] = [];
  for (const requirement of requirements) {
    const approvers = requirement.approvers.length > 0 ? requirement.approvers : owners(owner);
    if (approvers.length === 0)
      return `rule ${requirement.rule} names no approver and the agent has no owner.`;
    if (!canBeMet(requirement.count, approvers))
      return `rule ${requirement.rule} wants ${requirement.count} people and names fewer.`;
    resolved.push({ ...requirement, approvers });
  }
  return resolved;
}

function owners(owner: ApproverEntry | null): readonly ApproverEntry[] {
  return owner === null ? [] : [owner];
}

function canBeMet(count: number, approvers: readonly ApproverEntry[]): boolean {
  if (!Number.isInteger(count) || count < 1) return false;
  const people = new Set<number>();
  for (const approver of approvers) {
    if (approver.kind !== 'user') return true;
    people.add(approver.id);
  }
  return people.size >= count;
}

/** The end of the time to vote: the shortest that a requirement allows. */
export function deadlineOf(requirements: readonly ApprovalRequirement[], nowMs: number): number {
  return nowMs + Math.min(voteMsMax, ...requirements.map((requirement) => requirement.expiresMs));
}

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new request id: `a_` and a ULID (https://github.com/ulid/spec) in lower case. */
export function newRequestId(nowMs: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  randomBytes(10).copy(bytes, 6);
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < 26; place += 1) {
    text = crockford.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return `a_${text}`;
}

import type { ApprovalRequirement } from '../../compiler/evaluate/decision.ts';
import type { ApprovalRecord } from './request.ts';
import { type CastVote, countedVotes } from './vote.ts';

/** A requirement and the number of distinct people who have met it so far. */
export interface Progress {
  readonly requirement: ApprovalRequirement;
  readonly people: number;
}

/** How far each requirement is. */
export function progressOf(record: ApprovalRecord): readonly Progress[] {
  const approvals = approvalsOf(record);
  return record.request.requirements.map((requirement) => {
    const helping = approvals.filter((vote) => vote.meets.includes(requirement.rule));
    return { requirement, people: new Set(helping.map((vote) => vote.voter.id)).size };
  });
}

/** Whether every requirement is met. */
export function isMet(record: ApprovalRecord): boolean {
  const progress = progressOf(record);
  return (
    progress.length > 0 && progress.every(({ requirement, people }) => people >= requirement.count)
  );
}

/** Whether somebody who may vote said no. */
export function isRefused(record: ApprovalRecord): boolean {
  return countedVotes(record.votes).some((vote) => vote.verb === 'deny');
}

/** The counted votes in favour. */
export function approvalsOf(record: ApprovalRecord): readonly CastVote[] {
  return countedVotes(record.votes).filter((vote) => vote.verb === 'approve');
}

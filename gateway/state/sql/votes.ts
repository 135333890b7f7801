import { isLive, stateAt } from '../../approvals/request.ts';
import type { CastVote } from '../../approvals/vote.ts';
import type { VoteResult } from '../state.ts';
import { readRecord } from './records.ts';
import { get, run, type Step, textOf } from './statement.ts';

/** Void votes kept of one request: anybody may utter one, so they may not fill the disk. */
const voidVotesMax = 50;

/** See `ApprovalStore.vote`. */
export function* castVote(vote: CastVote, nowMs: number): Step<VoteResult> {
  const record = yield* readRecord(vote.request);
  if (record === undefined) return 'unknown';
  if (record.votes.some((known) => known.source === vote.source)) return 'duplicate';
  if (vote.voided !== null) {
    const voids = record.votes.filter((known) => known.voided !== null).length;
    if (voids < voidVotesMax) yield* insertVote(vote);
    return 'void';
  }
  const state = stateAt(record, nowMs);
  if (state === 'expired') return 'late';
  if (!isLive(state)) return 'terminal';
  yield* insertVote(vote);
  // One more approval of what is approved takes nothing away from a check that is under way.
  if (state === 'pending' || vote.verb !== 'approve')
    yield* run('UPDATE approvals SET version = version + 1 WHERE id = ?', vote.request);
  return 'counted';
}

function* insertVote(vote: CastVote): Step<void> {
  const { voided, ...fixed } = vote;
  yield* run(
    'INSERT INTO votes (request, source, voided, vote) VALUES (?, ?, ?, ?)',
    vote.request,
    vote.source,
    voided,
    JSON.stringify(fixed),
  );
}

/** See `ApprovalStore.withdraw`. */
export function* withdrawVote(
  source: string,
  reason: string,
): Step<'voided' | 'final' | 'unknown'> {
  const row = yield* get('SELECT request FROM votes WHERE source = ? AND voided IS NULL', source);
  if (row === undefined) return 'unknown';
  const reopened = yield* run(
    `UPDATE approvals SET state = 'pending', use_by = NULL, version = version + 1
     WHERE id = ? AND state IN ('pending', 'approved')`,
    textOf(row, 'request'),
  );
  if (reopened === 0) return 'final';
  yield* run('UPDATE votes SET voided = ? WHERE source = ? AND voided IS NULL', reason, source);
  return 'voided';
}

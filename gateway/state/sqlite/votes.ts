import { isLive, stateAt } from '../../approvals/request.ts';
import type { CastVote } from '../../approvals/vote.ts';
import type { VoteResult } from '../state.ts';
import type { Sql } from './database.ts';
import { readRecord } from './records.ts';

/** Void votes kept of one request: anybody may utter one, so they may not fill the disk. */
const voidVotesMax = 50;

/** See `ApprovalStore.vote`. */
export function castVote(sql: Sql, vote: CastVote, nowMs: number): VoteResult {
  const record = readRecord(sql, vote.request);
  if (record === undefined) return 'unknown';
  if (record.votes.some((known) => known.source === vote.source)) return 'duplicate';
  if (vote.voided !== null) {
    const voids = record.votes.filter((known) => known.voided !== null).length;
    if (voids < voidVotesMax) insertVote(sql, vote);
    return 'void';
  }
  const state = stateAt(record, nowMs);
  if (state === 'expired') return 'late';
  if (!isLive(state)) return 'terminal';
  insertVote(sql, vote);
  // One more approval of what is approved takes nothing away from a check that is under way.
  if (state === 'pending' || vote.verb !== 'approve')
    sql.run('UPDATE approvals SET version = version + 1 WHERE id = ?', vote.request);
  return 'counted';
}

function insertVote(sql: Sql, vote: CastVote): void {
  const { voided, ...fixed } = vote;
  sql.run(
    'INSERT INTO votes (request, source, voided, vote) VALUES (?, ?, ?, ?)',
    vote.request,
    vote.source,
    voided,
    JSON.stringify(fixed),
  );
}

/** See `ApprovalStore.withdraw`. */
export function withdrawVote(
  sql: Sql,
  source: string,
  reason: string,
): 'voided' | 'final' | 'unknown' {
  const row = sql.get('SELECT request FROM votes WHERE source = ? AND voided IS NULL', source);
  if (row === undefined) return 'unknown';
  const reopened = sql.run(
    `UPDATE approvals SET state = 'pending', use_by = NULL, version = version + 1
     WHERE id = ? AND state IN ('pending', 'approved')`,
    row['request'] as string,
  );
  if (reopened === 0) return 'final';
  sql.run('UPDATE votes SET voided = ? WHERE source = ? AND voided IS NULL', reason, source);
  return 'voided';
}

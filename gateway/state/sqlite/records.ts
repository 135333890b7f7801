import type { ApprovalRecord, ApprovalRequest, ApprovalState } from '../../approvals/request.ts';
import type { CastVote } from '../../approvals/vote.ts';
import type { Row, Sql } from './database.ts';

/** The record of a request with its votes in the order they were cast. */
export function readRecord(sql: Sql, id: string): ApprovalRecord | undefined {
  return listRecords(sql, 'id = ?', id)[0];
}

/** The latest request that an identical action attaches to: see `ApprovalStore.open`. */
export function findRecord(sql: Sql, digest: string, nowMs: number): ApprovalRecord | undefined {
  const usable = `digest = ? AND ((state IN ('pending', 'denied') AND expires_at > ?)
    OR (state = 'approved' AND use_by > ?))`;
  return listRecords(sql, usable, digest, nowMs, nowMs).at(-1);
}

/** The records that meet a condition of ours, oldest first. */
export function listRecords(
  sql: Sql,
  condition: string,
  ...values: (string | number)[]
): readonly ApprovalRecord[] {
  return sql
    .all(`SELECT * FROM approvals WHERE ${condition} ORDER BY requested_at, id`, ...values)
    .map((row) => recordOf(sql, row));
}

function recordOf(sql: Sql, row: Row): ApprovalRecord {
  const card = row['card'] as string | null;
  const votes = sql.all(
    'SELECT voided, vote FROM votes WHERE request = ? ORDER BY rowid',
    row['id'] as string,
  );
  return {
    request: JSON.parse(row['request'] as string) as ApprovalRequest,
    state: row['state'] as ApprovalState,
    version: row['version'] as number,
    useByMs: row['use_by'] as number | null,
    card: card === null ? null : (JSON.parse(card) as ApprovalRecord['card']),
    votes: votes.map(voteOf),
  };
}

function voteOf(row: Row): CastVote {
  const fixed = JSON.parse(row['vote'] as string) as Omit<CastVote, 'voided'>;
  return { ...fixed, voided: row['voided'] as string | null };
}

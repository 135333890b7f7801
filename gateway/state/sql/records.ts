import type { ApprovalRecord, ApprovalRequest, ApprovalState } from '../../approvals/request.ts';
import type { CastVote } from '../../approvals/vote.ts';
import { all, numberOf, type Row, type SqlValue, type Step, textOf } from './statement.ts';

/** The record of a request with its votes in the order they were cast. */
export function* readRecord(id: string): Step<ApprovalRecord | undefined> {
  return (yield* listRecords('id = ?', id))[0];
}

/** The latest request that an identical action attaches to: see `ApprovalStore.open`. */
export function* findRecord(digest: string, nowMs: number): Step<ApprovalRecord | undefined> {
  const usable = `digest = ? AND ((state IN ('pending', 'denied') AND expires_at > ?)
    OR (state = 'approved' AND use_by > ?))`;
  return (yield* listRecords(usable, digest, nowMs, nowMs)).at(-1);
}

/**
 * The records that meet a condition of ours, oldest first. Request and votes come from one statement,
 * so a record never shows the votes of one moment under the version of another.
 */
export function* listRecords(
  condition: string,
  ...values: readonly SqlValue[]
): Step<readonly ApprovalRecord[]> {
  const rows = yield* all(
    `SELECT approvals.*, votes.voided, votes.vote
     FROM approvals LEFT JOIN votes ON votes.request = approvals.id
     WHERE ${condition} ORDER BY approvals.requested_at, approvals.id, votes.rowid`,
    ...values,
  );
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = textOf(row, 'id');
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return [...groups.values()].map(recordOf);
}

/** The record of rows that differ in their vote only. */
function recordOf(rows: readonly Row[]): ApprovalRecord {
  const row = rows[0] ?? {};
  const card = row['card'] as string | null;
  return {
    request: JSON.parse(textOf(row, 'request')) as ApprovalRequest,
    state: textOf(row, 'state') as ApprovalState,
    version: numberOf(row, 'version'),
    useByMs: row['use_by'] as number | null,
    card: card === null ? null : (JSON.parse(card) as ApprovalRecord['card']),
    votes: rows.filter((each) => each['vote'] !== null).map(voteOf),
  };
}

function voteOf(row: Row): CastVote {
  const fixed = JSON.parse(textOf(row, 'vote')) as Omit<CastVote, 'voided'>;
  return { ...fixed, voided: row['voided'] as string | null };
}

import { assert } from '../../../compiler/bundle/assert.ts';
import {
  type ApprovalRecord,
  type ApprovalRequest,
  stateAt,
  useMsMax,
} from '../../approvals/request.ts';
import type {
  ApprovalStore,
  Claim,
  ClaimRefusal,
  Opened,
  PendingCaps,
  Settlement,
} from '../state.ts';
import type { Database, Sql } from './database.ts';
import { findRecord, listRecords, readRecord } from './records.ts';
import { castVote, withdrawVote } from './votes.ts';

/** How long a request that is over is kept; the audit log has its history for good. */
const keepMs = 30 * 24 * 60 * 60 * 1000;

/** The approvals in SQLite. */
export function createApprovals(database: Database): ApprovalStore {
  return {
    open: async (request, caps, nowMs) => database.write((sql) => open(sql, request, caps, nowMs)),
    place: async (id, card) =>
      database.write((sql) => {
        sql.run('UPDATE approvals SET card = ? WHERE id = ?', JSON.stringify(card), id);
      }),
    vote: async (vote, nowMs) => database.write((sql) => castVote(sql, vote, nowMs)),
    withdraw: async (source, reason) => database.write((sql) => withdrawVote(sql, source, reason)),
    settle: async (step, nowMs) => database.write((sql) => settle(sql, step, nowMs)),
    consume: async (claim, nowMs) => database.write((sql) => consume(sql, claim, nowMs)),
    ...readers(database),
  };
}

type Reader = 'read' | 'find' | 'findBySource' | 'listPending' | 'listOverdue' | 'listOtherBundles';

function readers(database: Database): Pick<ApprovalStore, Reader> {
  const list = async (condition: string, ...values: (string | number)[]) =>
    database.read((sql) => listRecords(sql, condition, ...values));
  return {
    read: async (id) => database.read((sql) => readRecord(sql, id)),
    find: async (digest, nowMs) => database.read((sql) => findRecord(sql, digest, nowMs)),
    findBySource: async (source) =>
      (await list('id IN (SELECT request FROM votes WHERE source = ?)', source))[0],
    listPending: (session, nowMs) =>
      list(`session = ? AND state = 'pending' AND expires_at > ?`, session, nowMs),
    listOverdue: (nowMs) =>
      list(
        `(state = 'pending' AND expires_at <= ?) OR (state = 'approved' AND use_by <= ?)`,
        nowMs,
        nowMs,
      ),
    listOtherBundles: (bundleDigest) =>
      list(`state IN ('pending', 'approved') AND bundle_digest <> ?`, bundleDigest),
  };
}

function open(sql: Sql, request: ApprovalRequest, caps: PendingCaps, nowMs: number): Opened {
  const existing = findRecord(sql, request.digest, nowMs);
  if (existing !== undefined) return { result: 'attached', record: existing };
  const { session, agent } = request.binding;
  if (countPending(sql, 'session', session, nowMs) >= caps.perSession)
    return { result: 'full', scope: 'session' };
  if (countPending(sql, 'agent', agent, nowMs) >= caps.perAgent)
    return { result: 'full', scope: 'agent' };
  sql.run(
    `DELETE FROM approvals WHERE state NOT IN ('pending', 'approved') AND expires_at < ?`,
    nowMs - keepMs,
  );
  insertRequest(sql, request);
  const record = readRecord(sql, request.id);
  assert(record !== undefined, 'a row inserted in this transaction can be read in it');
  return { result: 'opened', record };
}

function countPending(
  sql: Sql,
  column: 'session' | 'agent',
  value: string | null,
  nowMs: number,
): number {
  const text = `SELECT count(*) AS n FROM approvals
    WHERE state = 'pending' AND expires_at > ? AND ${column} = ?`;
  return sql.get(text, nowMs, value)?.['n'] as number;
}

function insertRequest(sql: Sql, request: ApprovalRequest): void {
  sql.run(
    `INSERT INTO approvals
       (id, digest, bundle_digest, session, agent, state, version, requested_at, expires_at, request)
     VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?)`,
    request.id,
    request.digest,
    request.binding.bundle_digest,
    request.binding.session,
    request.binding.agent,
    request.requestedAtMs,
    request.expiresAtMs,
    JSON.stringify(request),
  );
}

function settle(sql: Sql, step: Settlement, nowMs: number): 'settled' | 'stale' {
  const changed = step.to === 'approved' ? approve(sql, step, nowMs) : close(sql, step, nowMs);
  return changed === 1 ? 'settled' : 'stale';
}

function approve(sql: Sql, step: Settlement, nowMs: number): number {
  return sql.run(
    `UPDATE approvals SET state = 'approved', use_by = ?, version = version + 1
     WHERE id = ? AND version = ? AND state = 'pending' AND expires_at > ?`,
    nowMs + useMsMax,
    step.id,
    step.version,
    nowMs,
  );
}

/** Every other outcome ends the request; `expired` only once its time really is over. */
function close(sql: Sql, step: Settlement, nowMs: number): number {
  const isDue = `CASE state WHEN 'pending' THEN expires_at ELSE use_by END <= ?`;
  return sql.run(
    `UPDATE approvals SET state = ?, use_by = NULL, version = version + 1
     WHERE id = ? AND version = ? AND state IN ('pending', 'approved') AND (? OR ${isDue})`,
    step.to,
    step.id,
    step.version,
    step.to === 'expired' ? 0 : 1,
    nowMs,
  );
}

function consume(sql: Sql, claim: Claim, nowMs: number): 'consumed' | ClaimRefusal {
  const changed = sql.run(
    `UPDATE approvals SET state = 'consumed', version = version + 1
     WHERE id = ? AND state = 'approved' AND use_by > ?
       AND digest = ? AND bundle_digest = ? AND version = ?`,
    claim.id,
    nowMs,
    claim.digest,
    claim.bundleDigest,
    claim.version,
  );
  if (changed === 1) return 'consumed';
  const record = readRecord(sql, claim.id);
  return record === undefined ? 'unknown' : refusalOf(record, claim, nowMs);
}

/** Why the update touched no row. */
function refusalOf(record: ApprovalRecord, claim: Claim, nowMs: number): ClaimRefusal {
  const state = stateAt(record, nowMs);
  if (state === 'consumed') return 'used';
  if (state !== 'approved') return state;
  if (record.request.digest !== claim.digest) return 'other-action';
  if (record.request.binding.bundle_digest !== claim.bundleDigest) return 'other-bundle';
  return 'changed';
}

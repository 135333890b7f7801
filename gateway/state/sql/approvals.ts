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
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import { findRecord, listRecords, readRecord } from './records.ts';
import { get, numberOf, run, type SqlValue, type Step } from './statement.ts';
import { castVote, withdrawVote } from './votes.ts';

/** How long a request that is over is kept; the audit log has its history for good. */
const keepMs = 30 * 24 * 60 * 60 * 1000;

/** The approvals in SQL. */
export function createApprovals(database: Database, changes: Changes): ApprovalStore {
  const told = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    changes.stored('approvals');
    return result;
  };
  return {
    open: (request, caps, nowMs) => database.write(() => open(request, caps, nowMs)),
    place: async (id, card) => {
      const text = 'UPDATE approvals SET card = ? WHERE id = ?';
      await database.one(() => run(text, JSON.stringify(card), id));
    },
    vote: (vote, nowMs) => told(database.write(() => castVote(vote, nowMs))),
    withdraw: (source, reason) => told(database.write(() => withdrawVote(source, reason))),
    settle: (step, nowMs) => told(database.one(() => settle(step, nowMs))),
    consume: (claim, nowMs) => told(consume(database, claim, nowMs)),
    watch: (listener) => changes.watch('approvals', listener),
    ...readers(database),
  };
}

type Reader = 'read' | 'find' | 'findBySource' | 'listPending' | 'listOverdue' | 'listOtherBundles';

function readers(database: Database): Pick<ApprovalStore, Reader> {
  const list = (condition: string, ...values: SqlValue[]) =>
    database.one(() => listRecords(condition, ...values));
  return {
    read: (id) => database.one(() => readRecord(id)),
    find: (digest, nowMs) => database.one(() => findRecord(digest, nowMs)),
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

function* open(request: ApprovalRequest, caps: PendingCaps, nowMs: number): Step<Opened> {
  const existing = yield* findRecord(request.digest, nowMs);
  if (existing !== undefined) return { result: 'attached', record: existing };
  const { session, agent } = request.binding;
  if ((yield* countPending('session', session, nowMs)) >= caps.perSession)
    return { result: 'full', scope: 'session' };
  if ((yield* countPending('agent', agent, nowMs)) >= caps.perAgent)
    return { result: 'full', scope: 'agent' };
  yield* run(
    `DELETE FROM approvals WHERE state NOT IN ('pending', 'approved') AND expires_at < ?`,
    nowMs - keepMs,
  );
  yield* insertRequest(request);
  const record = yield* readRecord(request.id);
  assert(record !== undefined, 'a row inserted in this transaction can be read in it');
  return { result: 'opened', record };
}

function* countPending(
  column: 'session' | 'agent',
  value: string | null,
  nowMs: number,
): Step<number> {
  const text = `SELECT count(*) AS n FROM approvals
    WHERE state = 'pending' AND expires_at > ? AND ${column} = ?`;
  return numberOf((yield* get(text, nowMs, value)) ?? {}, 'n');
}

function* insertRequest(request: ApprovalRequest): Step<void> {
  yield* run(
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

function* settle(step: Settlement, nowMs: number): Step<'settled' | 'stale'> {
  const changed = yield* step.to === 'approved' ? approve(step, nowMs) : close(step, nowMs);
  return changed === 1 ? 'settled' : 'stale';
}

function approve(step: Settlement, nowMs: number): Step<number> {
  return run(
    `UPDATE approvals SET state = 'approved', use_by = ?, version = version + 1
     WHERE id = ? AND version = ? AND state = 'pending' AND expires_at > ?`,
    nowMs + useMsMax,
    step.id,
    step.version,
    nowMs,
  );
}

/** Every other outcome ends the request; `expired` only once its time really is over. */
function close(step: Settlement, nowMs: number): Step<number> {
  const isDue = `CASE state WHEN 'pending' THEN expires_at ELSE use_by END <= ?`;
  const text = `UPDATE approvals SET state = ?, use_by = NULL, version = version + 1
    WHERE id = ? AND version = ? AND state IN ('pending', 'approved')`;
  const values = [step.to, step.id, step.version];
  return step.to === 'expired'
    ? run(`${text} AND ${isDue}`, ...values, nowMs)
    : run(text, ...values);
}

/** The update decides; the record is read after it only to say why it touched no row. */
async function consume(
  database: Database,
  claim: Claim,
  nowMs: number,
): Promise<'consumed' | ClaimRefusal> {
  const changed = await database.one(() =>
    run(
      `UPDATE approvals SET state = 'consumed', version = version + 1
       WHERE id = ? AND state = 'approved' AND use_by > ?
         AND digest = ? AND bundle_digest = ? AND version = ?`,
      claim.id,
      nowMs,
      claim.digest,
      claim.bundleDigest,
      claim.version,
    ),
  );
  if (changed === 1) return 'consumed';
  const record = await database.one(() => readRecord(claim.id));
  return record === undefined ? 'unknown' : refusalOf(record, claim, nowMs);
}

function refusalOf(record: ApprovalRecord, claim: Claim, nowMs: number): ClaimRefusal {
  const state = stateAt(record, nowMs);
  if (state === 'consumed') return 'used';
  if (state !== 'approved') return state;
  if (record.request.digest !== claim.digest) return 'other-action';
  if (record.request.binding.bundle_digest !== claim.bundleDigest) return 'other-bundle';
  return 'changed';
}

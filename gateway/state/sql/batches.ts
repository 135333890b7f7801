import { type BatchStore, batchMs, type StoredBatch } from '../batches.ts';
import type { Owner } from '../owned.ts';
import type { Database } from './database.ts';
import { newestFirst, pageOf } from './owned.ts';
import { get, numberOf, type Row, run, type Step, textOf } from './statement.ts';

const columns = 'id, agent, credential, upstream, session, request_event, created_at';

/** A batch that its owner may have. */
const isOwn = 'id = ? AND agent = ? AND credential = ? AND created_at > ?';

/** The batches in SQL. Whose a batch is must survive a power failure, or nobody could fetch it. */
export function createBatches(durable: Database): BatchStore {
  return {
    add: async (batch, plan) =>
      (await durable.one(() => add(batch, plan))) === 1 ? 'added' : 'taken',
    find: async (owner, id, nowMs) => {
      const row = await durable.one(() => own(columns, owner, id, nowMs));
      return row === undefined ? undefined : batchOf(row);
    },
    plan: async (owner, id, nowMs) => {
      const row = await durable.one(() => own('plan', owner, id, nowMs));
      return row === undefined ? undefined : textOf(row, 'plan');
    },
    list: async (owner, page, nowMs) => {
      const rows = await durable.one(() =>
        pageOf({ table: 'batches', columns }, owner, page, nowMs - batchMs),
      );
      return rows.map(batchOf).toSorted(newestFirst);
    },
    settle: async (id) => {
      const text = 'UPDATE batches SET settled = 1 WHERE id = ? AND settled = 0';
      return (await durable.one(() => run(text, id))) === 1;
    },
    remove: async (id) => {
      await durable.one(() => run('DELETE FROM batches WHERE id = ?', id));
    },
    forget: async (beforeMs) => {
      await durable.one(() => run('DELETE FROM batches WHERE created_at < ?', beforeMs));
    },
  };
}

function add(batch: StoredBatch, plan: string): Step<number> {
  const { id, agent, credential, upstream, session, requestEvent, createdMs } = batch;
  return run(
    `INSERT INTO batches (${columns}, settled, plan) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
     ON CONFLICT (id) DO NOTHING`,
    id,
    agent,
    credential,
    upstream,
    session,
    requestEvent,
    createdMs,
    plan,
  );
}

function own(
  wanted: string,
  { agent, credential }: Owner,
  id: string,
  nowMs: number,
): Step<Row | undefined> {
  const text = `SELECT ${wanted} FROM batches WHERE ${isOwn}`;
  return get(text, id, agent, credential, nowMs - batchMs);
}

function batchOf(row: Row): StoredBatch {
  return {
    id: textOf(row, 'id'),
    agent: textOf(row, 'agent'),
    credential: textOf(row, 'credential'),
    upstream: textOf(row, 'upstream'),
    session: textOf(row, 'session'),
    requestEvent: textOf(row, 'request_event'),
    createdMs: numberOf(row, 'created_at'),
  };
}

import { assert } from '../../../compiler/bundle/assert.ts';
import type { BatchOwner } from '../batches.ts';
import { fileIdsMax, fileMs, type FilePage, type FileStore, type StoredFile } from '../files.ts';
import type { Database } from './database.ts';
import { all, get, numberOf, type Row, run, type Step, textOf } from './statement.ts';

const columns = 'id, agent, credential, upstream, created_at';

/** The files of an owner. */
const isOwn = 'agent = ? AND credential = ? AND created_at > ?';

/** The files in SQL. Whose a file is must survive a power failure, or nobody could delete it. */
export function createFiles(durable: Database): FileStore {
  return {
    add: async (file) => await durable.write(() => add(file)),
    find: async (owner, id, nowMs) => {
      const row = await durable.one(() => find(owner, id, nowMs));
      return row === undefined ? undefined : fileOf(row);
    },
    named: async (owner, ids, nowMs) => {
      assert(ids.length <= fileIdsMax, 'no more ids than a statement has room for');
      if (ids.length === 0) return [];
      return (await durable.one(() => named(owner, ids, nowMs))).map(fileOf);
    },
    list: async (owner, page, nowMs) => {
      const rows = await durable.one(() => list(owner, page, nowMs));
      return rows.map(fileOf).toSorted(newestFirst);
    },
    remove: async (id) => {
      await durable.one(() => run('UPDATE files SET removed = 1 WHERE id = ?', id));
    },
    forget: async (beforeMs) => {
      await durable.one(() => run('DELETE FROM files WHERE created_at < ?', beforeMs));
    },
  };
}

function* add({
  id,
  agent,
  credential,
  upstream,
  createdMs,
}: StoredFile): Step<'added' | 'own' | 'taken'> {
  const added = yield* run(
    `INSERT INTO files (${columns}, removed) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING`,
    id,
    agent,
    credential,
    upstream,
    createdMs,
  );
  if (added === 1) return 'added';
  const text = 'SELECT 1 FROM files WHERE id = ? AND agent = ? AND credential = ? AND upstream = ?';
  return (yield* get(text, id, agent, credential, upstream)) === undefined ? 'taken' : 'own';
}

function find({ agent, credential }: BatchOwner, id: string, nowMs: number): Step<Row | undefined> {
  const text = `SELECT ${columns} FROM files WHERE id = ? AND removed = 0 AND ${isOwn}`;
  return get(text, id, agent, credential, nowMs - fileMs);
}

function named(
  { agent, credential }: BatchOwner,
  ids: readonly string[],
  nowMs: number,
): Step<readonly Row[]> {
  const places = ids.map(() => '?').join(', ');
  const text = `SELECT ${columns} FROM files WHERE ${isOwn} AND id IN (${places})`;
  return all(text, agent, credential, nowMs - fileMs, ...ids);
}

/** Those next to the one before which they are come in the order of nearness. */
function list(
  { agent, credential }: BatchOwner,
  { limit, after, before }: FilePage,
  nowMs: number,
): Step<readonly Row[]> {
  const place = after ?? before;
  const next = place === undefined ? '' : `AND (created_at, id) ${after ? '<' : '>'} (?, ?)`;
  const way = after === undefined && before !== undefined ? 'ASC' : 'DESC';
  return all(
    `SELECT ${columns} FROM files WHERE ${isOwn} AND removed = 0 ${next}
     ORDER BY created_at ${way}, id ${way} LIMIT ?`,
    agent,
    credential,
    nowMs - fileMs,
    ...(place === undefined ? [] : [place.createdMs, place.id]),
    limit,
  );
}

function newestFirst(one: StoredFile, two: StoredFile): number {
  return two.createdMs - one.createdMs || (one.id < two.id ? 1 : -1);
}

function fileOf(row: Row): StoredFile {
  return {
    id: textOf(row, 'id'),
    agent: textOf(row, 'agent'),
    credential: textOf(row, 'credential'),
    upstream: textOf(row, 'upstream'),
    createdMs: numberOf(row, 'created_at'),
  };
}

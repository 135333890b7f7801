import { assert } from '../../../compiler/bundle/assert.ts';
import { fileIdsMax, fileMs, type FileStore, type StoredFile } from '../files.ts';
import type { Owner } from '../owned.ts';
import type { Database } from './database.ts';
import { newestFirst, pageOf } from './owned.ts';
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
      const rows = await durable.one(() =>
        pageOf({ table: 'files', columns, also: 'removed = 0' }, owner, page, nowMs - fileMs),
      );
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

function find({ agent, credential }: Owner, id: string, nowMs: number): Step<Row | undefined> {
  const text = `SELECT ${columns} FROM files WHERE id = ? AND removed = 0 AND ${isOwn}`;
  return get(text, id, agent, credential, nowMs - fileMs);
}

function named(
  { agent, credential }: Owner,
  ids: readonly string[],
  nowMs: number,
): Step<readonly Row[]> {
  const places = ids.map(() => '?').join(', ');
  const text = `SELECT ${columns} FROM files WHERE ${isOwn} AND id IN (${places})`;
  return all(text, agent, credential, nowMs - fileMs, ...ids);
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

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type Sql } from '../../../gateway/state/sqlite/database.ts';
import { createSqliteState, openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import { castOf, requestOf, start } from '../approvals/fixtures.ts';
import { type StatePlace, stateContract } from '../state.contract.ts';

stateContract('sqlite', async () => placeIn(mkdtempSync(join(tmpdir(), 'sentrely-state-'))));

function placeIn(folder: string): StatePlace {
  const path = join(folder, 'state.db');
  return {
    connect: async () => openSqliteState(path),
    connectFaulty: async (call) => {
      const database = faulty(openDatabase(path), call);
      return createSqliteState(database, database);
    },
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

/** The database, failing at one statement; the end of a transaction counts as one. */
function faulty(database: Database, call: number): Database {
  let calls = 0;
  const count = () => {
    calls += 1;
    if (calls - 1 === call) throw new Error('disk I/O error');
  };
  const counted = (sql: Sql): Sql => ({
    run: (...statement) => (count(), sql.run(...statement)),
    get: (...statement) => (count(), sql.get(...statement)),
    all: (...statement) => (count(), sql.all(...statement)),
  });
  const transact =
    (begin: Database['write']): Database['write'] =>
    (step) =>
      begin((sql) => {
        const result = step(counted(sql));
        count();
        return result;
      });
  return {
    write: transact((step) => database.write(step)),
    read: transact((step) => database.read(step)),
    close: () => database.close(),
  };
}

describe('the SQLite file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sentrely-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is readable by its owner only, also its log', async () => {
    const path = join(folder, 'data', 'state.db');
    const state = openSqliteState(path);
    await state.deliveries.remember('guid', start);
    for (const file of [path, `${path}-wal`, `${path}-shm`])
      expect(statSync(file).mode & 0o077).toBe(0);
    await state.close();
  });

  it('is durable at once, but for open calls', () => {
    const path = join(folder, 'state.db');
    const synchronous = (database: Database) =>
      database.read((sql) => sql.get('PRAGMA synchronous')?.['synchronous']);
    const full = openDatabase(path);
    const normal = openDatabase(path, 'NORMAL');
    expect(synchronous(full)).toBe(2);
    expect(synchronous(normal)).toBe(1);
    expect(full.read((sql) => sql.get('PRAGMA journal_mode')?.['journal_mode'])).toBe('wal');
    full.close();
    normal.close();
  });

  it('of another version is not touched', () => {
    const path = join(folder, 'state.db');
    const other = new DatabaseSync(path);
    other.exec('PRAGMA user_version = 99');
    other.close();
    expect(() => openSqliteState(path)).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_STATE_VERSION' }),
    );
  });

  it('that is no database is refused', () => {
    const path = join(folder, 'state.db');
    writeFileSync(path, 'this is a text and not a database, but long enough to look at'.repeat(10));
    expect(() => openSqliteState(path)).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_STATE_UNAVAILABLE' }),
    );
  });

  it('that is locked for too long is an error, and nothing is undone by it', async () => {
    const path = join(folder, 'state.db');
    const state = openSqliteState(path);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(state.deliveries.remember('guid', start)).rejects.toMatchObject({
      code: 'SENTRELY_ERR_STATE_UNAVAILABLE',
    });
    other.exec('COMMIT');
    await state.deliveries.remember('guid', start);
    expect(await state.deliveries.has('guid')).toBe(true);
    other.close();
    await state.close();
  });

  it('that was closed answers nothing', async () => {
    const state = openSqliteState(join(folder, 'state.db'));
    await state.close();
    await state.close();
    await expect(state.ping()).rejects.toMatchObject({ code: 'SENTRELY_ERR_STATE_UNAVAILABLE' });
  });

  it('gives an approval to one of several processes', async () => {
    const path = join(folder, 'state.db');
    const state = openSqliteState(path);
    const caps = { perSession: 100, perAgent: 100 };
    const ids: string[] = [];
    for (let at = 0; at < 40; at += 1) {
      const request = requestOf({ args: at });
      await state.approvals.open(request, caps, start);
      await state.approvals.vote(castOf(request), start);
      await state.approvals.settle({ id: request.id, version: 1, to: 'approved' }, start);
      ids.push(request.id);
    }
    const processes = await Promise.all(Array.from({ length: 3 }, () => consumeAll(path)));
    const consumed = processes.flat();
    expect(consumed.sort()).toEqual(ids.sort());
    await state.close();
  }, 30_000);
});

/** The ids that a process of its own managed to consume. */
async function consumeAll(path: string): Promise<string[]> {
  const script = new URL('./consume-all.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, path, String(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  return text.split('\n').filter((line) => line !== '');
}

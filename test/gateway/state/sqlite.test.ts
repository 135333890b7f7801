import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../../gateway/state/sql/database.ts';
import { get } from '../../../gateway/state/sql/statement.ts';
import { SqliteChanges } from '../../../gateway/state/sqlite/changes.ts';
import { openSqlitePlace, openSqliteState } from '../../../gateway/state/sqlite/state.ts';
import { castOf, requestOf, start } from '../approvals/fixtures.ts';
import { stateContract } from '../state.contract.ts';
import { brokenDisk, faulty } from './faulty.ts';
import { orderOf, told } from './kills.contract.ts';

const hasLimits = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;

stateContract('sqlite', { 'disk error': brokenDisk }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentrely-state-'));
  const path = join(folder, 'state.db');
  return {
    connect: async () => openSqliteState(path),
    connectFaulty: async (fault) => faulty(openSqlitePlace(path), fault),
    remove: async (left) => {
      await Promise.all(left.map((state) => state.close()));
      rmSync(folder, { recursive: true });
    },
  };
});

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

  it('is durable at once, but for what is written at every call', async () => {
    const pragma = async (database: Database, name: string) =>
      (await database.one(() => get(`PRAGMA ${name}`)))?.[name];
    const { durable, quick, close } = openSqlitePlace(join(folder, 'state.db'));
    expect(await pragma(durable, 'synchronous')).toBe(2);
    expect(await pragma(quick, 'synchronous')).toBe(1);
    expect(await pragma(durable, 'journal_mode')).toBe('wal');
    await close();
  });

  it('of version 1 is brought to this one with what is in it', async () => {
    const path = join(folder, 'state.db');
    const request = requestOf();
    const old = new DatabaseSync(path);
    old.exec(readFileSync(new URL('version-1.sql', import.meta.url), 'utf8'));
    const { id, digest, binding, requestedAtMs, expiresAtMs } = request;
    const { bundle_digest: bundle, session, agent } = binding;
    const insert = old.prepare(
      `INSERT INTO approvals VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, ?, NULL, NULL, ?)`,
    );
    const json = JSON.stringify(request);
    insert.run(id, digest, bundle, session, agent, requestedAtMs, expiresAtMs, json);
    old.exec(`INSERT INTO revisions VALUES ('production', 7, 'seven')`);
    old.exec(`INSERT INTO calls VALUES ('s', 'toolu_1', 'e', 900, 'Bash')`);
    old.close();
    for (let opening = 0; opening < 2; opening += 1) {
      const state = openSqliteState(path);
      expect(await state.approvals.read(request.id)).toMatchObject({ request, votes: [] });
      expect(await state.revisions.read('production')).toMatchObject({ revision: 7 });
      expect(await state.kills.list()).toHaveLength(opening);
      await state.kills.order(orderOf());
      await state.close();
    }
    const state = openSqliteState(path);
    expect(await state.calls.close('s', 'toolu_1')).toMatchObject({ eventId: 'e' });
    const isApproved = async () => (await state.approvals.read(request.id))?.state === 'approved';
    await told(
      (listener) => state.approvals.watch?.(listener) ?? (() => undefined),
      () => state.approvals.settle({ id: request.id, version: 0, to: 'approved' }, start),
      isApproved,
    );
    await state.close();
  });

  it('is left at its version when it cannot be brought to this one', () => {
    const path = join(folder, 'state.db');
    const old = new DatabaseSync(path);
    old.exec(readFileSync(new URL('version-1.sql', import.meta.url), 'utf8'));
    old.exec('CREATE TABLE session_latches (mine TEXT)');
    const tables = () => old.prepare('SELECT name FROM sqlite_master ORDER BY name').all();
    const before = tables();
    expect(() => openSqliteState(path)).toThrow(
      expect.objectContaining({ code: 'SENTRELY_ERR_STATE_UNAVAILABLE' }),
    );
    expect(tables()).toEqual(before);
    expect(old.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    old.close();
  });

  it.runIf(hasLimits)('on a full disk refuses every write and keeps what it has', () => {
    const path = join(folder, 'state.db');
    const script = new URL('full-disk-state.ts', import.meta.url).pathname;
    const output = execFileSync(process.execPath, [script, path], { encoding: 'utf8' });
    const refused = 'SENTRELY_ERR_STATE_UNAVAILABLE';
    expect(JSON.parse(output)).toEqual({
      before: ['ok', 'ok', 'ok', 'ok'],
      during: [refused, refused, refused, refused],
      after: ['ok', 'ok', 'ok', 'ok'],
      counts: [1, 2],
      latched: null,
    });
  });

  it('tells of what its own process stored without waiting for a look', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const state = openSqliteState(join(folder, 'state.db'));
    try {
      await told(
        (listener) => state.kills.watch(listener),
        () => state.kills.order(orderOf()),
        async () => (await state.kills.list()).length === 1,
      );
    } finally {
      vi.useRealTimers();
      await state.close();
    }
  });

  it('tells who watches when it is lost', async () => {
    const path = join(folder, 'state.db');
    const { durable, quick, close } = openSqlitePlace(path);
    const changes = new SqliteChanges(quick);
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    let calls = 0;
    changes.watch('kills', () => {
      calls += 1;
      (calls === 1 ? first : second).resolve();
    });
    await first.promise;
    await quick.close();
    await second.promise;
    changes.close();
    await durable.close();
    await close();
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

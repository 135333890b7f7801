import type { CallStore, OpenCall } from '../calls.ts';
import type { Database, Row, Sql } from './database.ts';

/** Calls that may wait for their result; the oldest are forgotten, and their outcome is unknown. */
const openCallsMax = 100_000;

/** How long a session is remembered after it was last seen. */
const sessionMs = 30 * 24 * 60 * 60 * 1000;

/** A session that was written down this recently is not written again: requests come in bursts. */
const touchMs = 60_000;

/** Sessions whose last writing is remembered. */
const recentMax = 10_000;

/** The open calls in SQLite. */
export function createCalls(database: Database): CallStore {
  const recent = new Map<string, number>();
  return {
    open: async (call) => database.write((sql) => open(sql, call)),
    close: async (session, callId) => database.write((sql) => close(sql, session, callId)),
    touchSession: async (session, agent, nowMs) => {
      const name = JSON.stringify([session, agent]);
      if (nowMs - (recent.get(name) ?? 0) < touchMs) return 'known';
      const result = database.write((sql) => touch(sql, session, agent, nowMs));
      if (recent.size >= recentMax) recent.clear();
      recent.set(name, nowMs);
      return result;
    },
  };
}

function touch(sql: Sql, session: string, agent: string, nowMs: number): 'new' | 'known' {
  const seen = 'UPDATE sessions SET seen_at = ? WHERE session = ? AND agent = ?';
  if (sql.run(seen, nowMs, session, agent) === 1) return 'known';
  sql.run('DELETE FROM sessions WHERE seen_at < ?', nowMs - sessionMs);
  const added = 'INSERT INTO sessions (session, agent, seen_at) VALUES (?, ?, ?)';
  sql.run(added, session, agent, nowMs);
  return 'new';
}

function open(sql: Sql, call: OpenCall): void {
  sql.run(
    `INSERT OR REPLACE INTO calls (session, call_id, event_id, durable_us, tool)
     VALUES (?, ?, ?, ?, ?)`,
    call.session,
    call.callId,
    call.eventId,
    call.durableUs,
    call.tool,
  );
  sql.run('DELETE FROM calls WHERE rowid <= (SELECT max(rowid) FROM calls) - ?', openCallsMax);
}

function close(sql: Sql, session: string, callId: string): OpenCall | undefined {
  const row = sql.get(
    'DELETE FROM calls WHERE session = ? AND call_id = ? RETURNING *',
    session,
    callId,
  );
  return row === undefined ? undefined : callOf(row);
}

function callOf(row: Row): OpenCall {
  return {
    session: row['session'] as string,
    callId: row['call_id'] as string,
    eventId: row['event_id'] as string,
    durableUs: row['durable_us'] as number,
    tool: row['tool'] as string,
  };
}

import { assert } from '../../../compiler/bundle/assert.ts';
import {
  type SessionState,
  type SessionStore,
  type SessionSummary,
  sessionStateBytesMax,
} from '../sessions.ts';
import type { Database } from './database.ts';
import { all, get, numberOf, type Row, run, type Step, textOf } from './statement.ts';

/**
 * The sessions in SQL. A latch must survive a power failure; that a session is alive, and what is
 * written of it at every call, only the death of the process.
 */
export function createSessions(durable: Database, quick: Database): SessionStore {
  return {
    touch: async (session, nowMs) => void (await quick.one(() => touch(session, nowMs))),
    read: (ownSession) => quick.one(() => read(ownSession)),
    write: async (ownSession, over, text, nowMs) => {
      const bytes = Buffer.byteLength(text);
      assert(bytes <= sessionStateBytesMax, 'whoever writes the state of a session keeps it small');
      const changed = await quick.one(() => write(ownSession, over, text, nowMs));
      return changed === 1 ? 'stored' : 'stale';
    },
    latch: async (ownSession, reason, nowMs) => {
      const text = `INSERT INTO session_latches (own_session, reason, latched_at) VALUES (?, ?, ?)
        ON CONFLICT (own_session) DO NOTHING`;
      await durable.one(() => run(text, ownSession, reason, nowMs));
    },
    reset: async (ownSession) => {
      const text = 'DELETE FROM session_latches WHERE own_session = ?';
      return (await durable.one(() => run(text, ownSession))) === 1;
    },
    latched: async (ownSession) => {
      const text = 'SELECT reason FROM session_latches WHERE own_session = ?';
      const row = await durable.one(() => get(text, ownSession));
      return row === undefined ? null : textOf(row, 'reason');
    },
    list: async (sinceMs, limit) => {
      const rows = await quick.one(() => list(sinceMs, limit));
      return rows.map(summaryOf);
    },
    forget: (beforeMs) => quick.write(() => forget(beforeMs), { among: 'locks' }),
  };
}

/** Clocks of replicas differ a little: the time it was last seen does not go back. */
function touch(
  { ownSession, agent, credential }: Parameters<SessionStore['touch']>[0],
  nowMs: number,
): Step<number> {
  return run(
    `INSERT INTO own_sessions (own_session, agent, credential, first_seen, last_seen)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (own_session) DO UPDATE SET
       agent = excluded.agent, credential = excluded.credential,
       last_seen = CASE WHEN excluded.last_seen > own_sessions.last_seen
         THEN excluded.last_seen ELSE own_sessions.last_seen END`,
    ownSession,
    agent,
    credential,
    nowMs,
    nowMs,
  );
}

function* read(ownSession: string): Step<SessionState | undefined> {
  const text = 'SELECT version, state FROM session_states WHERE own_session = ?';
  const row = yield* get(text, ownSession);
  if (row === undefined) return undefined;
  return { version: numberOf(row, 'version'), text: textOf(row, 'state') };
}

function write(ownSession: string, over: number | null, text: string, nowMs: number): Step<number> {
  if (over === null)
    return run(
      `INSERT INTO session_states (own_session, version, state, written_at) VALUES (?, 1, ?, ?)
       ON CONFLICT (own_session) DO NOTHING`,
      ownSession,
      text,
      nowMs,
    );
  return run(
    `UPDATE session_states SET version = version + 1, state = ?, written_at = ?
     WHERE own_session = ? AND version = ?`,
    text,
    nowMs,
    ownSession,
    over,
  );
}

function list(sinceMs: number, limit: number): Step<readonly Row[]> {
  return all(
    `SELECT own_sessions.*, session_latches.reason AS latched
     FROM own_sessions LEFT JOIN session_latches
       ON session_latches.own_session = own_sessions.own_session
     WHERE last_seen >= ? ORDER BY last_seen DESC, own_sessions.own_session LIMIT ?`,
    sinceMs,
    limit,
  );
}

/** The state of a session that was written but never noted as alive goes by its own age. */
function* forget(beforeMs: number): Step<void> {
  yield* run(
    `DELETE FROM own_sessions WHERE last_seen < ?
       AND own_session NOT IN (SELECT own_session FROM session_latches)`,
    beforeMs,
  );
  yield* run(
    `DELETE FROM session_states WHERE written_at < ?
       AND own_session NOT IN (SELECT own_session FROM own_sessions)
       AND own_session NOT IN (SELECT own_session FROM session_latches)`,
    beforeMs,
  );
}

function summaryOf(row: Row): SessionSummary {
  return {
    ownSession: textOf(row, 'own_session'),
    agent: textOf(row, 'agent'),
    credential: textOf(row, 'credential'),
    firstSeenMs: numberOf(row, 'first_seen'),
    lastSeenMs: numberOf(row, 'last_seen'),
    latched: row['latched'] as string | null,
  };
}

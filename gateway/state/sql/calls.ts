import type { CallStore, OpenCall } from '../calls.ts';
import type { Database } from './database.ts';
import { get, numberOf, type Row, run, type Step, textOf } from './statement.ts';

/** Calls that may wait for their result; the oldest are forgotten, and their outcome is unknown. */
const openCallsMax = 100_000;

/** After how many calls of this process the oldest are looked for. */
const trimEvery = 1000;

/** How long a session is remembered after it was last seen. */
const sessionMs = 30 * 24 * 60 * 60 * 1000;

/** A session that was written down this recently is not written again: requests come in bursts. */
const touchMs = 60_000;

/** Sessions whose last writing is remembered. */
const recentMax = 10_000;

/** The open calls in SQL. */
export function createCalls(database: Database): CallStore {
  const recent = new Map<string, number>();
  let opened = 0;
  return {
    open: async (call) => {
      await database.one(() => open(call));
      opened += 1;
      if (opened % trimEvery === 0) await database.one(trim);
    },
    close: (session, callId) => database.one(() => close(session, callId)),
    touchSession: async (session, agent, nowMs) => {
      const name = JSON.stringify([session, agent]);
      if (nowMs - (recent.get(name) ?? 0) < touchMs) return 'known';
      const result = await database.write(() => touch(session, agent, nowMs), { among: 'locks' });
      if (recent.size >= recentMax) recent.clear();
      recent.set(name, nowMs);
      return result;
    },
  };
}

function* touch(session: string, agent: string, nowMs: number): Step<'new' | 'known'> {
  const add = `INSERT INTO sessions (session, agent, seen_at) VALUES (?, ?, ?)
    ON CONFLICT (session, agent) DO NOTHING`;
  if ((yield* run(add, session, agent, nowMs)) === 1) {
    yield* run('DELETE FROM sessions WHERE seen_at < ?', nowMs - sessionMs);
    return 'new';
  }
  const seen = 'UPDATE sessions SET seen_at = ? WHERE session = ? AND agent = ?';
  yield* run(seen, nowMs, session, agent);
  return 'known';
}

function open(call: OpenCall): Step<number> {
  return run(
    `INSERT INTO calls (session, call_id, event_id, durable_us, tool) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (session, call_id) DO UPDATE SET
       event_id = excluded.event_id, durable_us = excluded.durable_us, tool = excluded.tool`,
    call.session,
    call.callId,
    call.eventId,
    call.durableUs,
    call.tool,
  );
}

function trim(): Step<number> {
  const text = 'DELETE FROM calls WHERE rowid <= (SELECT max(rowid) FROM calls) - ?';
  return run(text, openCallsMax);
}

function* close(session: string, callId: string): Step<OpenCall | undefined> {
  const text = 'DELETE FROM calls WHERE session = ? AND call_id = ? RETURNING *';
  const row = yield* get(text, session, callId);
  return row === undefined ? undefined : callOf(row);
}

function callOf(row: Row): OpenCall {
  return {
    session: textOf(row, 'session'),
    callId: textOf(row, 'call_id'),
    eventId: textOf(row, 'event_id'),
    durableUs: numberOf(row, 'durable_us'),
    tool: textOf(row, 'tool'),
  };
}

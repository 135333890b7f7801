import { assert } from '../../../compiler/bundle/assert.ts';
import type { KillOrder, KillQuestion, KillScope, KillStore } from '../kills.ts';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import { all, get, numberOf, type Row, run, type Step, textOf } from './statement.ts';

/** From the widest to the narrowest. */
const scopes: readonly KillScope[] = ['everything', 'agent', 'credential', 'session'];

/** The orders to kill in SQL. */
export function createKills(database: Database, changes: Changes): KillStore {
  return {
    order: async (order) => {
      const stored = await database.one(() => store(order));
      changes.stored('kills');
      return stored;
    },
    lift: async ({ id, times }) => {
      const lifted = await database.one(() =>
        run('DELETE FROM kills WHERE id = ? AND times = ?', id, times),
      );
      changes.stored('kills');
      return lifted === 1;
    },
    list: async () => {
      const rows = await database.one(() => all('SELECT * FROM kills ORDER BY at, id'));
      return rows.map(orderOf);
    },
    find: (question) => database.one(() => find(question)),
    watch: (listener) => changes.watch('kills', listener),
  };
}

/** On conflict it is the order that was first, counted once more: a lift that read it before then finds none. */
function* store({ id, scope, subject, by, reason, atMs, times }: KillOrder): Step<KillOrder> {
  const row = yield* get(
    `INSERT INTO kills (id, scope, subject, ordered_by, reason, at, times)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (scope, subject) DO UPDATE SET times = kills.times + 1 RETURNING *`,
    id,
    scope,
    scope === 'everything' ? '' : subject,
    by,
    reason,
    atMs,
    times,
  );
  assert(row !== undefined, 'an insert that updates on conflict returns a row');
  return orderOf(row);
}

function* find(question: KillQuestion): Step<KillOrder | undefined> {
  const rows = yield* all(
    `SELECT * FROM kills WHERE scope = 'everything' OR (scope = 'agent' AND subject = ?)
       OR (scope = 'credential' AND subject = ?) OR (scope = 'session' AND subject = ?)
     ORDER BY at, id`,
    question.agent,
    question.credential,
    question.ownSession,
  );
  const orders = rows.map(orderOf);
  for (const scope of scopes) {
    const order = orders.find((each) => each.scope === scope);
    if (order !== undefined) return order;
  }
  return undefined;
}

function orderOf(row: Row): KillOrder {
  return {
    id: textOf(row, 'id'),
    scope: textOf(row, 'scope') as KillScope,
    subject: textOf(row, 'subject'),
    by: textOf(row, 'ordered_by'),
    reason: textOf(row, 'reason'),
    atMs: numberOf(row, 'at'),
    times: numberOf(row, 'times'),
  };
}

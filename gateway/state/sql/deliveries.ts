import { type DeliveryStore, deliveryMs } from '../state.ts';
import type { Database } from './database.ts';
import { get, run, type Step } from './statement.ts';

/** The handled deliveries in SQL. */
export function createDeliveries(database: Database): DeliveryStore {
  return {
    has: async (guid) => {
      const row = await database.one(() => get('SELECT 1 FROM deliveries WHERE guid = ?', guid));
      return row !== undefined;
    },
    remember: (guid, nowMs) => database.write(() => remember(guid, nowMs)),
  };
}

function* remember(guid: string, nowMs: number): Step<void> {
  yield* run('DELETE FROM deliveries WHERE handled_at < ?', nowMs - deliveryMs);
  const text = 'INSERT INTO deliveries (guid, handled_at) VALUES (?, ?) ON CONFLICT DO NOTHING';
  yield* run(text, guid, nowMs);
}

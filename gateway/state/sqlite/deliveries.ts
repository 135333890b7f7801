import { type DeliveryStore, deliveryMs } from '../state.ts';
import type { Database } from './database.ts';

/** The handled deliveries in SQLite. */
export function createDeliveries(database: Database): DeliveryStore {
  return {
    has: async (guid) =>
      database.read(
        (sql) => sql.get('SELECT 1 FROM deliveries WHERE guid = ?', guid) !== undefined,
      ),
    remember: async (guid, nowMs) =>
      database.write((sql) => {
        sql.run('DELETE FROM deliveries WHERE handled_at < ?', nowMs - deliveryMs);
        sql.run('INSERT OR IGNORE INTO deliveries (guid, handled_at) VALUES (?, ?)', guid, nowMs);
      }),
  };
}

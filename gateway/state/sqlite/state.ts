import { createSqlState, type SqlPlace } from '../sql/state.ts';
import type { State } from '../state.ts';
import { SqliteChanges } from './changes.ts';
import { openDatabase } from './database.ts';

/**
 * Opens the embedded state: one SQLite file, for one gateway or a few processes on one machine. What
 * is written at every call goes through a connection that does not wait for the disk: its last moments
 * may be lost with the power, and there is much of it. Throws SENTRELY_ERR_STATE_UNAVAILABLE or
 * SENTRELY_ERR_STATE_VERSION.
 */
export function openSqliteState(path: string): State {
  return createSqlState(openSqlitePlace(path));
}

/** What {@link openSqliteState} builds on. */
export function openSqlitePlace(path: string): SqlPlace {
  const durable = openDatabase(path);
  const quick = openDatabase(path, 'NORMAL');
  const changes = new SqliteChanges(quick);
  return {
    durable,
    quick,
    changes,
    close: async () => {
      changes.close();
      await quick.close();
      await durable.close();
    },
  };
}

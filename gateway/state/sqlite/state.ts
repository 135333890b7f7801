import type { State } from '../state.ts';
import { createApprovals } from './approvals.ts';
import { createCalls } from './calls.ts';
import { type Database, openDatabase } from './database.ts';
import { createDeliveries } from './deliveries.ts';
import { createRevisions } from './revisions.ts';

/**
 * Opens the embedded state: one SQLite file, for one gateway or a few processes on one machine. Open
 * calls go through a connection that does not wait for the disk: they may be lost, and there are
 * many. Throws SENTRELY_ERR_STATE_UNAVAILABLE or SENTRELY_ERR_STATE_VERSION.
 */
export function openSqliteState(path: string): State {
  return createSqliteState(openDatabase(path), openDatabase(path, 'NORMAL'));
}

/** The state over open databases: one that is durable at once, and one that need not be. */
export function createSqliteState(durable: Database, quick: Database): State {
  return {
    approvals: createApprovals(durable),
    revisions: createRevisions(durable),
    deliveries: createDeliveries(durable),
    calls: createCalls(quick),
    ping: async () => durable.read((sql) => void sql.get('SELECT 1')),
    close: async () => {
      quick.close();
      durable.close();
    },
  };
}

import type { State } from '../state.ts';
import { createApprovals } from './approvals.ts';
import { createBatches } from './batches.ts';
import { createCalls } from './calls.ts';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import { createDeliveries } from './deliveries.ts';
import { createFiles } from './files.ts';
import { createKills } from './kills.ts';
import { createLedger } from './ledger.ts';
import { createRevisions } from './revisions.ts';
import { createSessions } from './sessions.ts';
import { get } from './statement.ts';

/** What an adapter brings. `durable` survives a power failure at once, `quick` a moment later. */
export interface SqlPlace {
  readonly durable: Database;
  readonly quick: Database;
  readonly changes: Changes;
  /** Ends everything; may be called again. */
  readonly close: () => Promise<void>;
}

/** Every port over two databases of the same content. */
export function createSqlState({ durable, quick, changes, close }: SqlPlace): State {
  return {
    approvals: createApprovals(durable, changes),
    revisions: createRevisions(durable),
    deliveries: createDeliveries(durable),
    batches: createBatches(durable),
    calls: createCalls(quick),
    files: createFiles(durable),
    kills: createKills(durable, changes),
    ledger: createLedger(durable, quick),
    sessions: createSessions(durable, quick),
    ping: async () => void (await durable.one(() => get('SELECT 1'))),
    close,
  };
}

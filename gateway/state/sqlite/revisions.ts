import type { RevisionFloor } from '../../../compiler/bundle/bundle.ts';
import type { RevisionStore } from '../state.ts';
import type { Database, Sql } from './database.ts';

/** The revision counters in SQLite. */
export function createRevisions(database: Database): RevisionStore {
  return {
    read: async (channel) => database.read((sql) => floorOf(sql, channel)),
    commit: async (channel, floor) =>
      database.write((sql) => {
        const current = floorOf(sql, channel);
        if (current !== undefined && floor.revision < current.revision) return 'regression';
        if (current?.revision === floor.revision)
          return current.payloadDigest === floor.payloadDigest ? 'committed' : 'mismatch';
        sql.run(
          'INSERT OR REPLACE INTO revisions (channel, revision, payload_digest) VALUES (?, ?, ?)',
          channel,
          floor.revision,
          floor.payloadDigest,
        );
        return 'committed';
      }),
  };
}

function floorOf(sql: Sql, channel: string): RevisionFloor | undefined {
  const row = sql.get('SELECT revision, payload_digest FROM revisions WHERE channel = ?', channel);
  if (row === undefined) return undefined;
  return {
    revision: row['revision'] as number,
    payloadDigest: row['payload_digest'] as string,
  };
}

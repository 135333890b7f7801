import type { RevisionFloor } from '../../../compiler/bundle/bundle.ts';
import type { RevisionStore } from '../state.ts';
import type { Database } from './database.ts';
import { get, numberOf, run, type Step, textOf } from './statement.ts';

/** The revision counters in SQL. */
export function createRevisions(database: Database): RevisionStore {
  return {
    read: (channel) => database.one(() => floorOf(channel)),
    commit: (channel, floor) => database.write(() => commit(channel, floor)),
  };
}

function* commit(
  channel: string,
  { revision, payloadDigest }: RevisionFloor,
): Step<'committed' | 'regression' | 'mismatch'> {
  const current = yield* floorOf(channel);
  if (current !== undefined && revision < current.revision) return 'regression';
  if (current?.revision === revision)
    return current.payloadDigest === payloadDigest ? 'committed' : 'mismatch';
  yield* run(
    `INSERT INTO revisions (channel, revision, payload_digest) VALUES (?, ?, ?)
     ON CONFLICT (channel) DO UPDATE
     SET revision = excluded.revision, payload_digest = excluded.payload_digest`,
    channel,
    revision,
    payloadDigest,
  );
  return 'committed';
}

function* floorOf(channel: string): Step<RevisionFloor | undefined> {
  const row = yield* get(
    'SELECT revision, payload_digest FROM revisions WHERE channel = ?',
    channel,
  );
  if (row === undefined) return undefined;
  return { revision: numberOf(row, 'revision'), payloadDigest: textOf(row, 'payload_digest') };
}

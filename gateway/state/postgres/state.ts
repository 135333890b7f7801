import { type ClientConfig, types } from 'pg';
import { gatewayError } from '../../errors.ts';
import { stateFailure } from '../sql/database.ts';
import { createSqlState, type SqlPlace } from '../sql/state.ts';
import type { State } from '../state.ts';
import { PostgresChanges } from './changes.ts';
import { openPool } from './database.ts';
import { isSchemaName } from './schema.ts';

/** What may differ between deployments. */
export interface PostgresOptions {
  /** Where the tables are: a letter, then letters, digits or `_`, all lower case, 40 at most. */
  readonly schema?: string;
  /** Connections of each of the two pools; one more listens. */
  readonly connections?: number;
  /** Within this a step is done or rejects with SENTRELY_ERR_STATE_UNAVAILABLE, in milliseconds. */
  readonly answerMs?: number;
}

/**
 * Opens the state that many gateways share: a schema in a PostgreSQL database, made or brought to this
 * version where needed. The URL names it all: `postgres://user:password@host:5432/database`, with
 * `?sslmode=verify-full` and `sslrootcert=FILE` for TLS. It must lead to the server itself or to a
 * pooler in session mode, since LISTEN and settings belong to a connection. Throws
 * SENTRELY_ERR_CONFIG, SENTRELY_ERR_STATE_UNAVAILABLE or SENTRELY_ERR_STATE_VERSION; none of them
 * repeats the URL, which holds a password.
 */
export async function openPostgresState(
  url: string,
  options: PostgresOptions = {},
): Promise<State> {
  return createSqlState(await openPostgresPlace(url, options));
}

/** What {@link openPostgresState} builds on. */
export async function openPostgresPlace(
  url: string,
  options: PostgresOptions = {},
): Promise<SqlPlace> {
  const { schema = 'sentrely', connections = 8, answerMs = 3000 } = options;
  if (!isSchemaName(schema))
    throw gatewayError('SENTRELY_ERR_CONFIG', '`state` names a schema that is not plain');
  const client = clientConfig(url, answerMs);
  const pool = { client, schema, connections, answerMs };
  const changes = new PostgresChanges({ client, schema, answerMs });
  const durable = openPool({ ...pool, synchronousCommit: 'on' });
  const quick = openPool({ ...pool, synchronousCommit: 'off' });
  const close = async () => {
    await Promise.all([changes.close(), durable.close(), quick.close()]);
  };
  try {
    await changes.connect();
  } catch (error) {
    await close();
    throw stateFailure(error);
  }
  return { durable, quick, changes, close };
}

function clientConfig(url: string, answerMs: number): ClientConfig {
  if (!URL.canParse(url)) throw gatewayError('SENTRELY_ERR_CONFIG', '`state.url` is not a URL');
  return {
    connectionString: url,
    application_name: 'sentrely',
    connectionTimeoutMillis: answerMs,
    // A BIGINT would come as text; ours are all within the safe range.
    types: {
      getTypeParser: (type, format) =>
        type === types.builtins.INT8 ? Number : types.getTypeParser(type, format),
    },
  };
}

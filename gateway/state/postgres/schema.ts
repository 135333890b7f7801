import type { ClientBase, QueryResult } from 'pg';
import { gatewayError } from '../../errors.ts';

/** The tables of version 1: those of the SQLite file at its version 2, with the types of PostgreSQL. */
const first = `
CREATE TABLE approvals (
  id TEXT COLLATE "C" PRIMARY KEY,
  digest TEXT NOT NULL,
  bundle_digest TEXT NOT NULL,
  session TEXT NOT NULL,
  agent TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  requested_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  use_by BIGINT,
  card TEXT,
  request TEXT NOT NULL
);
CREATE INDEX approvals_digest ON approvals (digest);
CREATE INDEX approvals_state ON approvals (state, expires_at);

CREATE TABLE votes (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY,
  request TEXT COLLATE "C" NOT NULL REFERENCES approvals (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  voided TEXT,
  vote TEXT NOT NULL,
  PRIMARY KEY (request, source)
);
CREATE INDEX votes_source ON votes (source);

CREATE TABLE revisions (
  channel TEXT PRIMARY KEY,
  revision BIGINT NOT NULL,
  payload_digest TEXT NOT NULL
);

CREATE TABLE deliveries (
  guid TEXT PRIMARY KEY,
  handled_at BIGINT NOT NULL
);
CREATE INDEX deliveries_handled ON deliveries (handled_at);

CREATE TABLE calls (
  rowid BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
  session TEXT NOT NULL,
  call_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  durable_us BIGINT NOT NULL,
  tool TEXT NOT NULL,
  PRIMARY KEY (session, call_id)
);

CREATE TABLE sessions (
  session TEXT NOT NULL,
  agent TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (session, agent)
);
CREATE INDEX sessions_seen ON sessions (seen_at);

CREATE TABLE kills (
  id TEXT COLLATE "C" PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('session', 'credential', 'agent', 'everything')),
  subject TEXT NOT NULL,
  ordered_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (scope, subject)
);

CREATE TABLE ledger_counts (
  key TEXT COLLATE "C" NOT NULL,
  unit TEXT NOT NULL,
  amount BIGINT NOT NULL,
  cap BIGINT NOT NULL,
  resets_at BIGINT,
  PRIMARY KEY (key, unit)
) WITH (fillfactor = 50);
CREATE INDEX ledger_counts_resets ON ledger_counts (resets_at);

CREATE TABLE ledger_reservations (
  id TEXT COLLATE "C" PRIMARY KEY,
  places TEXT NOT NULL,
  most TEXT NOT NULL,
  outcome TEXT,
  forget_at BIGINT NOT NULL
);
CREATE INDEX ledger_reservations_forget ON ledger_reservations (forget_at);

CREATE TABLE own_sessions (
  own_session TEXT COLLATE "C" PRIMARY KEY,
  agent TEXT NOT NULL,
  credential TEXT NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen BIGINT NOT NULL
);
CREATE INDEX own_sessions_seen ON own_sessions (last_seen);

CREATE TABLE session_states (
  own_session TEXT COLLATE "C" PRIMARY KEY,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  written_at BIGINT NOT NULL
);
CREATE INDEX session_states_written ON session_states (written_at);

CREATE TABLE session_latches (
  own_session TEXT COLLATE "C" PRIMARY KEY,
  reason TEXT NOT NULL,
  latched_at BIGINT NOT NULL
);

CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM pg_catalog.pg_notify(TG_TABLE_SCHEMA || '_changes', TG_TABLE_NAME);
  RETURN NULL;
END
$body$;
CREATE TRIGGER kills_changed AFTER INSERT OR DELETE ON kills
  FOR EACH ROW EXECUTE FUNCTION tell_change();
CREATE TRIGGER approvals_changed AFTER UPDATE OF version ON approvals
  FOR EACH ROW EXECUTE FUNCTION tell_change();
`;

/** Version 2 is version 3 of the SQLite file: orders to kill are counted. */
const second = `
ALTER TABLE kills ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
CREATE TRIGGER kills_ordered_again AFTER UPDATE OF times ON kills
  FOR EACH ROW EXECUTE FUNCTION tell_change();
`;

/** Version 3 is version 4 of the SQLite file: whose each batch at a provider is. */
const third = `
CREATE TABLE batches (
  id TEXT COLLATE "C" PRIMARY KEY,
  agent TEXT NOT NULL,
  credential TEXT NOT NULL,
  upstream TEXT NOT NULL,
  session TEXT NOT NULL,
  request_event TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  settled BIGINT NOT NULL,
  plan TEXT NOT NULL
);
CREATE INDEX batches_owner ON batches (agent, credential, created_at, id);
CREATE INDEX batches_created ON batches (created_at);
`;

/** Version 4 is version 5 of the SQLite file: whose each file at a provider is. */
const fourth = `
CREATE TABLE files (
  id TEXT COLLATE "C" PRIMARY KEY,
  agent TEXT NOT NULL,
  credential TEXT NOT NULL,
  upstream TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed BIGINT NOT NULL
);
CREATE INDEX files_owner ON files (agent, credential, created_at, id);
CREATE INDEX files_created ON files (created_at);
`;

/** What leads from each version to the next, as in the SQLite file. Never changed once published. */
const schemas: readonly string[] = [first, second, third, fourth];

/** How long replicas that start together wait for the one that makes the tables. */
const migrateMsMax = 30_000;

/** The channel on which the triggers of a schema tell what changed; the payload is the topic. */
export function changesChannel(schema: string): string {
  return `${schema}_changes`;
}

/** Whether a name can be a schema of ours: plain, so that it needs no quotes anywhere. */
export function isSchemaName(name: string): boolean {
  return /^[a-z][a-z0-9_]{0,39}$/.test(name) && !name.startsWith('pg_');
}

/**
 * Makes the schema, or brings an older one to this version. Of many that start at once, one does it.
 * Needs no right to create anything when there is nothing to do, and none to create the schema where
 * it is there already. After an error the connection is of no use. Throws SENTRELY_ERR_STATE_VERSION.
 */
export async function migrate(client: ClientBase, schema: string): Promise<void> {
  if ((await versionOf(client, schema)) === schemas.length) return;
  const patience = `SET LOCAL statement_timeout = ${migrateMsMax}; SET LOCAL lock_timeout = 0`;
  await ask(client, `BEGIN; ${patience}`);
  const lock = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';
  await ask(client, lock, [`sentrely schema ${schema}`]);
  await bringUp(client, schema);
  await ask(client, 'COMMIT');
}

async function bringUp(client: ClientBase, schema: string): Promise<void> {
  const from = await versionOf(client, schema);
  if (from === 0) await begin(client, schema);
  await ask(client, `SET LOCAL search_path = ${schema}, pg_temp`);
  for (const text of schemas.slice(from)) await ask(client, text);
  await ask(client, `UPDATE schema_version SET version = ${schemas.length}`);
}

async function begin(client: ClientBase, schema: string): Promise<void> {
  const found = await ask(client, 'SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rowCount === 0) await ask(client, `CREATE SCHEMA ${schema}`);
  await ask(
    client,
    `CREATE TABLE ${schema}.schema_version (version BIGINT NOT NULL);
     INSERT INTO ${schema}.schema_version VALUES (0)`,
  );
}

/** 0 where there is none. Asks the catalogue itself, since names are cached within a transaction. */
async function versionOf(client: ClientBase, schema: string): Promise<number> {
  const text = `SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_version'`;
  const { rowCount } = await ask(client, text, [schema]);
  if (rowCount === 0) return 0;
  const { rows } = await ask(client, `SELECT version FROM ${schema}.schema_version`);
  const version = Number(rows[0]?.['version']);
  if (version >= 0 && version <= schemas.length) return version;
  throw gatewayError('SENTRELY_ERR_STATE_VERSION', `found version ${version}`);
}

/** `query_timeout` is the client's own limit, which its types leave out. */
async function ask(
  client: ClientBase,
  text: string,
  values: readonly string[] = [],
): Promise<QueryResult<Record<string, unknown>>> {
  const limit: object = { query_timeout: migrateMsMax };
  // Several statements at once are possible only in a query that has no values at all.
  const query = values.length === 0 ? { text } : { text, values: [...values] };
  return await client.query<Record<string, unknown>>({ ...query, ...limit });
}

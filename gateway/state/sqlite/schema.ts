/** The tables of version 1. `request` and `vote` hold what never changes, as JSON. */
const first = `
CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  bundle_digest TEXT NOT NULL,
  session TEXT NOT NULL,
  agent TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  requested_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  use_by INTEGER,
  card TEXT,
  request TEXT NOT NULL
) STRICT;
CREATE INDEX approvals_digest ON approvals (digest);
CREATE INDEX approvals_state ON approvals (state, expires_at);

CREATE TABLE votes (
  request TEXT NOT NULL REFERENCES approvals (id) ON DELETE CASCADE,
  source TEXT NOT NULL,
  voided TEXT,
  vote TEXT NOT NULL,
  PRIMARY KEY (request, source)
) STRICT;
CREATE INDEX votes_source ON votes (source);

CREATE TABLE revisions (
  channel TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  payload_digest TEXT NOT NULL
) STRICT;

CREATE TABLE deliveries (
  guid TEXT PRIMARY KEY,
  handled_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_handled ON deliveries (handled_at);

CREATE TABLE calls (
  session TEXT NOT NULL,
  call_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  durable_us INTEGER NOT NULL,
  tool TEXT NOT NULL,
  PRIMARY KEY (session, call_id)
) STRICT;

CREATE TABLE sessions (
  session TEXT NOT NULL,
  agent TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (session, agent)
) STRICT;
CREATE INDEX sessions_seen ON sessions (seen_at);
`;

/**
 * Version 2 adds orders to kill, the ledger and the state of sessions. `sessions` of version 1 only
 * tells which pairs of a stated session and an agent are new; `own_sessions` are the ones people see.
 */
const second = `
CREATE TABLE kills (
  id TEXT PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('session', 'credential', 'agent', 'everything')),
  subject TEXT NOT NULL,
  ordered_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (scope, subject)
) STRICT;

CREATE TABLE ledger_counts (
  key TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL,
  cap INTEGER NOT NULL,
  resets_at INTEGER,
  PRIMARY KEY (key, unit)
) STRICT;
CREATE INDEX ledger_counts_resets ON ledger_counts (resets_at);

CREATE TABLE ledger_reservations (
  id TEXT PRIMARY KEY,
  places TEXT NOT NULL,
  most TEXT NOT NULL,
  outcome TEXT,
  forget_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_reservations_forget ON ledger_reservations (forget_at);

CREATE TABLE own_sessions (
  own_session TEXT PRIMARY KEY,
  agent TEXT NOT NULL,
  credential TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT;
CREATE INDEX own_sessions_seen ON own_sessions (last_seen);

CREATE TABLE session_states (
  own_session TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  written_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_states_written ON session_states (written_at);

CREATE TABLE session_latches (
  own_session TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  latched_at INTEGER NOT NULL
) STRICT;

CREATE TABLE changes (
  topic TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT;
INSERT INTO changes VALUES ('kills', 0), ('approvals', 0);
CREATE TRIGGER kills_stored AFTER INSERT ON kills
  BEGIN UPDATE changes SET version = version + 1 WHERE topic = 'kills'; END;
CREATE TRIGGER kills_lifted AFTER DELETE ON kills
  BEGIN UPDATE changes SET version = version + 1 WHERE topic = 'kills'; END;
CREATE TRIGGER approvals_changed AFTER UPDATE OF version ON approvals
  BEGIN UPDATE changes SET version = version + 1 WHERE topic = 'approvals'; END;
`;

/** Version 3 counts how often an order to kill was given, so that no lift ends one given after it. */
const third = `
ALTER TABLE kills ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
CREATE TRIGGER kills_ordered_again AFTER UPDATE OF times ON kills
  BEGIN UPDATE changes SET version = version + 1 WHERE topic = 'kills'; END;
`;

/** Version 4 remembers whose each batch at a provider is. */
const fourth = `
CREATE TABLE batches (
  id TEXT PRIMARY KEY,
  agent TEXT NOT NULL,
  credential TEXT NOT NULL,
  upstream TEXT NOT NULL,
  session TEXT NOT NULL,
  request_event TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  plan TEXT NOT NULL
) STRICT;
CREATE INDEX batches_owner ON batches (agent, credential, created_at, id);
CREATE INDEX batches_created ON batches (created_at);
`;

/** Version 5 remembers whose each file at a provider is, also once it is removed. */
const fifth = `
CREATE TABLE files (
  id TEXT PRIMARY KEY,
  agent TEXT NOT NULL,
  credential TEXT NOT NULL,
  upstream TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed INTEGER NOT NULL
) STRICT;
CREATE INDEX files_owner ON files (agent, credential, created_at, id);
CREATE INDEX files_created ON files (created_at);
`;

/**
 * What leads from each version to the next; the version of a file is how many were run on it, kept as
 * its `user_version`. Never changed once published. Times are Unix milliseconds; what a condition
 * reads has a column of its own. Triggers count changes, so that no statement can forget to.
 */
export const schemas: readonly string[] = [first, second, third, fourth, fifth];

-- The file of version 1 as it was published; never changes.
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
PRAGMA user_version = 1;

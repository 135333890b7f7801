/** DuckDB types that a column may have. BIGINT never UBIGINT, no floats, no nested structs. */
type ColumnType =
  | 'UUID'
  | 'TIMESTAMP'
  | 'VARCHAR'
  | 'VARCHAR[]'
  | 'SMALLINT'
  | 'INTEGER'
  | 'BIGINT'
  | 'BOOLEAN'
  | 'BLOB';

interface ColumnEntry {
  readonly name: string;
  readonly type: ColumnType;
  readonly meaning: string;
}

/** Version of the columns below, stored in every row. Columns are only ever added, at the end. */
export const schemaVersion = 1;

/**
 * The columns of `sentrely.audit/v1`, in the order of the Parquet files. The one place that names
 * them: the reader of the write-ahead log, the sealer, the verifier, the views and the reference
 * page are derived from it, because a reader with its own list drops what it does not know.
 */
export const columns = [
  { name: 'event_id', type: 'UUID', meaning: 'version 7, so ids carry time' },
  { name: 'ts', type: 'TIMESTAMP', meaning: 'clock of the gateway, UTC, microseconds' },
  {
    name: 'writer_id',
    type: 'VARCHAR',
    meaning: 'the log that the row belongs to: one Merkle tree',
  },
  { name: 'epoch', type: 'INTEGER', meaning: 'starts of the writer, from 1' },
  { name: 'seq', type: 'BIGINT', meaning: 'dense per writer from 0, equal to the leaf index' },
  { name: 'kind', type: 'VARCHAR', meaning: 'what happened; see the kinds below' },
  { name: 'schema_version', type: 'SMALLINT', meaning: 'version of these columns: 1' },
  {
    name: 'durability',
    type: 'VARCHAR',
    meaning: '`fsync` survives power loss, `os` a dead process',
  },
  { name: 'tenant', type: 'VARCHAR', meaning: 'unit of isolation' },
  { name: 'agent_id', type: 'VARCHAR', meaning: 'from the credential, never from a client header' },
  { name: 'agent_kind', type: 'VARCHAR', meaning: 'claude-code, codex, sdk; as the client says' },
  { name: 'agent_version', type: 'VARCHAR', meaning: 'as the client says' },
  { name: 'principal', type: 'VARCHAR', meaning: 'person or service behind the agent or the act' },
  { name: 'principal_auth', type: 'VARCHAR', meaning: 'oidc, api_key, mtls, asserted, none' },
  { name: 'parent_agent_id', type: 'VARCHAR', meaning: 'agent that started this one' },
  { name: 'delegation_id', type: 'VARCHAR', meaning: 'the act of starting it' },
  { name: 'session_id', type: 'VARCHAR', meaning: 'as the client says; for grouping only' },
  { name: 'src_ip_trunc', type: 'VARCHAR', meaning: '/24 or /48 of the client' },
  { name: 'trace_id', type: 'BLOB', meaning: 'W3C trace, 16 bytes' },
  { name: 'span_id', type: 'BLOB', meaning: 'W3C span, 8 bytes' },
  { name: 'turn', type: 'INTEGER', meaning: 'turn in the session' },
  { name: 'request_id', type: 'VARCHAR', meaning: "the provider's id of the request" },
  { name: 'ref_event_id', type: 'UUID', meaning: 'event that this one closes or answers' },
  { name: 'provider', type: 'VARCHAR', meaning: 'who served the model: on answers, the upstream' },
  { name: 'model_requested', type: 'VARCHAR', meaning: 'as the agent asked' },
  { name: 'model_served', type: 'VARCHAR', meaning: 'as the provider answered' },
  { name: 'failover_from', type: 'VARCHAR', meaning: 'upstream that failed first' },
  { name: 'stop_reason', type: 'VARCHAR', meaning: 'as received' },
  { name: 'input_tokens', type: 'INTEGER', meaning: 'final value' },
  { name: 'output_tokens', type: 'INTEGER', meaning: 'final value' },
  { name: 'cache_read_tokens', type: 'INTEGER', meaning: 'final value' },
  { name: 'cache_write_tokens', type: 'INTEGER', meaning: 'final value' },
  { name: 'cost_micros', type: 'BIGINT', meaning: 'millionths of the currency; null if unpriced' },
  { name: 'price_table_id', type: 'VARCHAR', meaning: 'version of the price list' },
  { name: 'tool_name', type: 'VARCHAR', meaning: 'tool of the call' },
  { name: 'tool_use_id', type: 'VARCHAR', meaning: "the provider's id of the call" },
  { name: 'mcp_server', type: 'VARCHAR', meaning: 'server of the tool; null for a built-in tool' },
  { name: 'action', type: 'VARCHAR', meaning: 'read, write, exec, delete, send, pay' },
  { name: 'resource', type: 'VARCHAR', meaning: 'URN of the main object' },
  { name: 'resource_type', type: 'VARCHAR', meaning: 'derived: s3, file, cmd, https, pg' },
  {
    name: 'resource_root',
    type: 'VARCHAR',
    meaning: 'derived: bucket, repository, database, host',
  },
  { name: 'env', type: 'VARCHAR', meaning: 'derived: prod, staging, dev' },
  { name: 'resources', type: 'VARCHAR[]', meaning: 'every object, when a call touches several' },
  {
    name: 'data_class',
    type: 'VARCHAR',
    meaning: 'label of the policy: public, internal, pii, phi',
  },
  { name: 'verdict', type: 'VARCHAR', meaning: 'what the policy said: allow, ask, deny' },
  {
    name: 'disposition',
    type: 'VARCHAR',
    meaning:
      'what happened to the call: released, stopped, parked, held; a `stopped` after a `released` of the same call says that it did not leave after all',
  },
  { name: 'enforced', type: 'BOOLEAN', meaning: 'false in observe mode: the call passed' },
  { name: 'enforced_by', type: 'VARCHAR', meaning: 'stream, mcp, request, observed' },
  { name: 'rule_id', type: 'VARCHAR', meaning: 'deciding rule: `policy.label`, else `policy#n`' },
  { name: 'rule_ids', type: 'VARCHAR[]', meaning: 'every rule that fired' },
  { name: 'rule_at', type: 'VARCHAR', meaning: 'file:line of the deciding rule' },
  { name: 'rule_commit', type: 'VARCHAR', meaning: 'git commit of the policies' },
  { name: 'policy_pr', type: 'INTEGER', meaning: 'pull request that brought the rule' },
  { name: 'bundle_digest', type: 'VARCHAR', meaning: 'bundle that was loaded' },
  { name: 'reason', type: 'VARCHAR', meaning: 'text that was shown' },
  { name: 'obligations', type: 'VARCHAR[]', meaning: 'redact, notify' },
  {
    name: 'action_digest',
    type: 'VARCHAR',
    meaning: 'SHA-256 of the action that an approval binds',
  },
  { name: 'approval_id', type: 'VARCHAR', meaning: 'approval request' },
  { name: 'approver', type: 'VARCHAR', meaning: 'numeric id and login at the time' },
  { name: 'approval_source', type: 'VARCHAR', meaning: 'URL of the comment, review or button' },
  { name: 'break_glass', type: 'BOOLEAN', meaning: 'an emergency override was used' },
  {
    name: 'outcome',
    type: 'VARCHAR',
    meaning:
      'tool: ok, error, unknown; attempt: refused, unsent, lost; approval: approved, denied, expired, cancelled, superseded; session: ended, idle, killed, budget, breaker',
  },
  { name: 'gate_us', type: 'INTEGER', meaning: 'evaluation of the policy, microseconds' },
  {
    name: 'durable_us',
    type: 'INTEGER',
    meaning: 'sync time of the decision, on the outcome row: a row is hashed before it is durable',
  },
  { name: 'upstream_ms', type: 'INTEGER', meaning: 'time the provider took, milliseconds' },
  { name: 'status', type: 'SMALLINT', meaning: 'HTTP status' },
  { name: 'error_code', type: 'VARCHAR', meaning: 'code of the error catalogue' },
  { name: 'limit_scope', type: 'VARCHAR', meaning: 'session, agent, agent/day, repo, org' },
  {
    name: 'limit_unit',
    type: 'VARCHAR',
    meaning: 'micros, input_tokens, output_tokens, calls, writes',
  },
  { name: 'limit_value', type: 'BIGINT', meaning: 'threshold' },
  { name: 'used_value', type: 'BIGINT', meaning: 'counter at that moment' },
  {
    name: 'target',
    type: 'VARCHAR',
    meaning: 'object of an act on keys, bundles, settings or the log',
  },
  {
    name: 'detail',
    type: 'VARCHAR',
    meaning: 'canonical JSON after redaction, at most 16 KiB; nothing that people filter on',
  },
  {
    name: 'args',
    type: 'VARCHAR',
    meaning: 'arguments of the call: canonical JSON after redaction, at most 16 KiB',
  },
  { name: 'args_bytes', type: 'INTEGER', meaning: 'size of the arguments before the cut' },
  { name: 'args_truncated', type: 'BOOLEAN', meaning: 'true when the arguments were cut' },
  { name: 'args_hmac', type: 'VARCHAR', meaning: 'keyed hash, for search by equality' },
  { name: 'result_hmac', type: 'VARCHAR', meaning: 'keyed hash, for search by equality' },
  { name: 'result_bytes', type: 'INTEGER', meaning: 'size of the result' },
  { name: 'redactions', type: 'VARCHAR[]', meaning: 'detectors that fired' },
  { name: 'enc_key_id', type: 'VARCHAR', meaning: 'data key of encrypted fields' },
  {
    name: 'tree_size',
    type: 'BIGINT',
    meaning: 'on checkpoints: leaves that the signature covers',
  },
  { name: 'tree_root', type: 'BLOB', meaning: 'on checkpoints: root over these leaves, 32 bytes' },
] as const satisfies readonly ColumnEntry[];

export type Column = (typeof columns)[number];
export type ColumnName = Column['name'];

/** Set by the log itself, never by the author of an event. */
export const logColumns = ['ts', 'writer_id', 'epoch', 'seq', 'schema_version'] as const;
export type LogColumn = (typeof logColumns)[number];

type ValueOf<T extends ColumnType> = T extends 'BOOLEAN'
  ? boolean
  : T extends 'SMALLINT' | 'INTEGER' | 'BIGINT'
    ? number
    : T extends 'VARCHAR[]'
      ? readonly string[]
      : string;

/** A row by column name; null and absent are the same. BLOB is lower-case hex, TIMESTAMP text. */
export type Row = { readonly [C in Column as C['name']]?: ValueOf<C['type']> | null | undefined };

/** Largest magnitude of each integer type. BIGINT stops where JSON numbers stop being exact. */
export const integerMax: ReadonlyMap<ColumnType, number> = new Map([
  ['SMALLINT', 32_767],
  ['INTEGER', 2_147_483_647],
  ['BIGINT', Number.MAX_SAFE_INTEGER],
]);

/** The `columns` argument of `read_json` for a write-ahead line. BLOB arrives as text. */
export function readJsonColumns(): string {
  const fields = columns.map(({ name, type }) => `${name} ${type === 'BLOB' ? 'VARCHAR' : type}`);
  return `{leaf: 'VARCHAR', row: 'STRUCT(${fields.join(', ')})'}`;
}

/** The select list that turns a write-ahead line, read as {@link readJsonColumns}, into a Parquet row. */
export function parquetSelect(): string {
  const fields = columns.map(({ name, type }) =>
    type === 'BLOB' ? `unhex("row".${name}) AS ${name}` : `"row".${name} AS ${name}`,
  );
  const leaf = `from_base64(replace(replace(leaf, '-', '+'), '_', '/') || '=') AS leaf`;
  return [...fields, leaf].join(', ');
}

/**
 * The expression that turns a Parquet row back into its canonical text (RFC 8785): names in order,
 * nulls left out, timestamps with all six digits. Only control characters may be escaped in another
 * way than JSON.stringify does.
 */
export function canonicalExpression(): string {
  const inOrder = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const members = inOrder.map(({ name, type }) => `'"${name}":' || ${asJson(name, type)}`);
  return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`;
}

/** The columns of a sealed file, each as name and type. */
export function storedColumns(): readonly string[] {
  return [...columns.map(({ name, type }) => `${name} ${type}`), 'leaf BLOB'];
}

/** The select list of a relation without rows, for a log that is still empty. */
export function emptySelect(): string {
  const fields = columns.map(({ name, type }) => `NULL::${type} AS ${name}`);
  return [...fields, 'NULL::BLOB AS leaf'].join(', ');
}

/** The table of columns as docs/reference/audit.md shows it. */
export function docsTable(): string {
  const lines = columns.map(({ name, type, meaning }) => `| ${name} | ${type} | ${meaning} |`);
  const leaf = '| leaf | BLOB | SHA-256 of 0x00 and the canonical row; not part of the row |';
  return ['| column | type | meaning |', '| --- | --- | --- |', ...lines, leaf].join('\n');
}

/** The default text of a timestamp drops zeros, so its format is stated. */
function asJson(name: string, type: ColumnType): string {
  if (type === 'TIMESTAMP') return `'"' || strftime(${name}, '%Y-%m-%dT%H:%M:%S.%fZ') || '"'`;
  if (type === 'BLOB') return `'"' || lower(hex(${name})) || '"'`;
  return `to_json(${name})::VARCHAR`;
}

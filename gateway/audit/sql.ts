import { columns, emptySelect, parquetSelect, readJsonColumns } from './columns.ts';

/** Files that hold the rows of a question. */
export interface StoredFiles {
  readonly parquet: readonly string[];
  /** Copies of write-ahead segments: whole, checked lines only. */
  readonly lines: readonly string[];
}

/** From, inclusive, to, exclusive: timestamps as the log writes them. Null is unlimited. */
export interface TimeRange {
  readonly since: string | null;
  readonly until: string | null;
}

/** What a question may be asked of, and what each holds. */
export const views: ReadonlyMap<string, string> = new Map([
  ['events', 'every row of the log, all columns'],
  ['decisions', 'the events that are decisions about a call'],
  ['calls', 'one row per call: its last decision, and its outcome'],
  ['touched', 'one row per call and thing that it touched'],
  ['denied', 'the calls that the policy denied, with the reason'],
  ['approvals', 'one row per approval request: who asked, who voted, how it ended'],
  ['sessions', 'one row per session: when, how many calls, how it ended'],
]);

/** A text as an SQL literal; used for paths of our own making only, never for what a user typed. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The largest line that the reader must take: a capped row with every character escaped. */
const lineBytesMax: number = 16 * 1024 * 1024;

/** The source of rows in checked write-ahead lines. */
export function readLines(paths: readonly string[]): string {
  return `read_json(${list(paths)}, format = 'newline_delimited', maximum_object_size = ${lineBytesMax}, columns = ${readJsonColumns()})`;
}

/** The statements that make the views, in order. */
export function viewStatements(files: StoredFiles, range: TimeRange): readonly string[] {
  const definitions = {
    stored: storedSelect(files),
    events: `SELECT ${readable()} FROM stored WHERE ${within(range)}`,
    decisions: "SELECT * FROM events WHERE kind = 'tool.decision'",
    calls,
    touched,
    denied: "SELECT * FROM calls WHERE verdict = 'deny'",
    approvals,
    sessions,
  };
  return Object.entries(definitions).map(([name, select]) => `CREATE VIEW ${name} AS ${select}`);
}

/** Everything that an agent or a session touched, in order of time. Parameters by name. */
export function touchedQuestion(by: {
  readonly agent: boolean;
  readonly session: boolean;
}): string {
  const conditions = [
    ...(by.agent ? ['agent_id = $agent'] : []),
    ...(by.session ? ['session_id = $session'] : []),
  ];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return `SELECT strftime(ts, '%Y-%m-%dT%H:%M:%S.%gZ') AS "time", agent_id AS agent, session_id AS session,
    tool, resource, verdict, disposition, outcome, rule_id AS rule FROM touched ${where} ORDER BY ts, writer_id, seq`;
}

/** After this no statement can open another file or change a setting. */
export function lockStatements(files: StoredFiles): readonly string[] {
  return [
    `SET allowed_paths = ${list([...files.parquet, ...files.lines])}`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
}

/**
 * A call that waits for a person is decided twice; the later decision refers to the first and stands
 * for both. A result that changed later is a new event; the last one counts. Both are looked up in
 * everything that was opened, since they may come after the range of the question.
 */
const calls = `
  SELECT d.ts, d.writer_id, d.seq, d.event_id, d.agent_id, d.principal, d.session_id,
    nullif(concat_ws('.', d.mcp_server, d.tool_name), '') AS tool, d.mcp_server, d.tool_name,
    d.tool_use_id, d.action, d.resource, d.resource_type, d.resource_root, d.env, d.resources, d.data_class,
    d.verdict, d.disposition, d.enforced, d.rule_id, d.rule_ids, d.rule_at, d.reason,
    d.approval_id, d.bundle_digest, d.args, d.args_truncated, d.gate_us,
    o.outcome, o.ts AS outcome_ts, o.result_bytes
  FROM decisions d
  ANTI JOIN (SELECT agent_id, ref_event_id FROM stored WHERE kind = 'tool.decision') later
    ON later.agent_id = d.agent_id AND later.ref_event_id = d.event_id
  LEFT JOIN (
    SELECT agent_id, ref_event_id, ts, outcome, result_bytes FROM stored WHERE kind = 'tool.outcome'
    QUALIFY row_number() OVER (PARTITION BY agent_id, ref_event_id ORDER BY ts DESC, seq DESC) = 1
  ) o ON o.agent_id = d.agent_id AND o.ref_event_id = d.event_id`;

/** A call that names no resource touched what its arguments say. */
const touched = `
  SELECT ts, writer_id, seq, event_id, agent_id, session_id, tool, action,
    unnest(coalesce(resources, [coalesce(resource, left(args, 200))])) AS resource,
    verdict, disposition, outcome, rule_id
  FROM calls`;

const approvals = `
  SELECT approval_id,
    min(ts) FILTER (kind = 'approval.requested') AS requested_at,
    any_value(agent_id) AS agent_id, any_value(session_id) AS session_id,
    any_value(tool_name) AS tool_name, any_value(action_digest) AS action_digest,
    list(approver ORDER BY ts) FILTER (kind = 'approval.voted') AS voters,
    any_value(outcome) FILTER (kind = 'approval.decided') AS outcome,
    max(ts) FILTER (kind = 'approval.decided') AS decided_at
  FROM events WHERE kind IN ('approval.requested', 'approval.voted', 'approval.decided')
  GROUP BY approval_id`;

const sessions = `
  SELECT agent_id, session_id, min(ts) AS first_seen, max(ts) AS last_seen,
    count(*) FILTER (kind = 'tool.decision') AS decisions,
    count(*) FILTER (kind = 'tool.decision' AND verdict = 'deny') AS denied,
    sum(cost_micros)::BIGINT AS cost_micros,
    any_value(outcome) FILTER (kind = 'session.end') AS outcome
  FROM events WHERE session_id IS NOT NULL GROUP BY agent_id, session_id`;

function storedSelect({ parquet, lines }: StoredFiles): string {
  const names = [...columns.map(({ name }) => name), 'leaf'].join(', ');
  const parts = [
    ...(parquet.length > 0
      ? [`SELECT ${names} FROM read_parquet(${list(parquet)}, hive_partitioning = false)`]
      : []),
    ...(lines.length > 0 ? [`SELECT ${parquetSelect()} FROM ${readLines(lines)}`] : []),
  ];
  return parts.length > 0 ? parts.join(' UNION ALL ') : `SELECT ${emptySelect()} WHERE false`;
}

function readable(): string {
  const fields = columns.map(({ name, type }) =>
    type === 'BLOB' ? `lower(hex(${name})) AS ${name}` : name,
  );
  return [...fields, 'lower(hex(leaf)) AS leaf'].join(', ');
}

function within({ since, until }: TimeRange): string {
  const limits = [
    ...(since === null ? [] : [`ts >= TIMESTAMP ${literal(since)}`]),
    ...(until === null ? [] : [`ts < TIMESTAMP ${literal(until)}`]),
  ];
  return limits.length > 0 ? limits.join(' AND ') : 'true';
}

function list(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

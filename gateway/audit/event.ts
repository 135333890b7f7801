// Written by the audit part: the columns of `sentrely.audit/v1`. This is the contract for callers.

/** Kinds of event. */
export const auditKinds = [
  'session.start',
  'session.end',
  'llm.request',
  'llm.response',
  'tool.decision',
  'tool.outcome',
  'approval.requested',
  'approval.voted',
  'approval.decided',
  'budget.alert',
  'budget.exceeded',
  'breaker.trip',
  'session.killed',
  'bundle.loaded',
  'bundle.rejected',
  'key.rotated',
  'audit.gap',
  'audit.recovered',
  'audit.degraded',
  'checkpoint',
  'admin.action',
  'query.run',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** A value of a column. BLOB columns travel as lower-case hex, TIMESTAMP is set by the log. */
export type AuditValue = string | number | boolean | readonly string[] | undefined;

/**
 * An event as its author states it: column names of the schema, without what the log itself sets
 * (event_id unless given, ts, writer_id, epoch, seq, schema_version, leaf).
 */
export type AuditEvent = { readonly kind: AuditKind; readonly event_id?: string } & {
  readonly [column: string]: AuditValue;
};

import type { LogColumn, Row } from './columns.ts';

/** Kinds of event, with what each must carry beside what the log sets. */
export const auditKinds = [
  'session.start',
  'session.end',
  'request.refused',
  'llm.request',
  'llm.attempt',
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

/** `fsync` survives a power failure; `os` survives the death of the process only. */
export type Durability = 'fsync' | 'os';

/**
 * An event as its author states it: columns of the schema without those that the log sets itself.
 * BLOB columns are hex, ids are UUIDs, arguments and detail are canonical JSON; texts are cut at
 * 16 KiB. `durability` is `fsync` unless given, `event_id` is made unless given.
 */
export type AuditEvent = Omit<Row, LogColumn | 'kind' | 'durability'> & {
  readonly kind: AuditKind;
  readonly durability?: Durability;
};

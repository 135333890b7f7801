import type { AuditEvent } from './event.ts';

/** Where an event stands once it can no longer be lost. */
export interface Appended {
  readonly eventId: string;
  /** Dense per writer; equals the leaf index in the Merkle log. */
  readonly seq: number;
  /** Time from handing over to durable, in microseconds. */
  readonly durableUs: number;
}

/**
 * The append-only record. `append` resolves only when the event is on disk as its durability asks,
 * and rejects with SENTRELY_ERR_AUDIT_UNAVAILABLE when that cannot be had in time; the caller denies.
 */
export interface AuditLog {
  append(event: AuditEvent): Promise<Appended>;
  /** Writes what is queued, signs the last checkpoint, stops the worker. */
  close(): Promise<void>;
}

/** How the log does in this moment. */
export interface AuditHealth {
  /** Events that wait for the disk. */
  readonly waiting: number;
  /** How long the oldest of them has waited, in milliseconds. */
  readonly lagMs: number;
  /** Why the last events were refused; null once one was taken again. */
  readonly trouble: string | null;
  /** Whether nothing will ever be taken again: only a restart helps. */
  readonly isOver: boolean;
}

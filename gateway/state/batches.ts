import type { Owner, Page } from './owned.ts';

/** A batch of requests that the provider works off, and what it was created with. */
export interface StoredBatch extends Owner {
  /** The provider's id. */
  readonly id: string;
  /** Name of the upstream that has it. */
  readonly upstream: string;
  /** The session that it was created in. */
  readonly session: string;
  /** Id of the audit event of the request that created it; its reservation has the same. */
  readonly requestEvent: string;
  readonly createdMs: number;
}

/** How long a batch is remembered: the provider keeps results for 29 days. */
export const batchMs: number = 30 * 24 * 60 * 60 * 1000;

/**
 * Who may have which batch. To its owner a batch that is older than {@link batchMs} is unknown, like
 * one of somebody else.
 */
export interface BatchStore {
  /** Remembers a batch; `taken` where there is one of this id, which then stays as it is. */
  add(batch: StoredBatch, plan: string): Promise<'added' | 'taken'>;
  find(owner: Owner, id: string, nowMs: number): Promise<StoredBatch | undefined>;
  /** The text that was stored with a batch. Its meaning is its writer's; it may be megabytes. */
  plan(owner: Owner, id: string, nowMs: number): Promise<string | undefined>;
  list(owner: Owner, page: Page<StoredBatch>, nowMs: number): Promise<readonly StoredBatch[]>;
  /** True for the first who says that what a batch used is known. */
  settle(id: string): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Forgets batches that were created before. */
  forget(beforeMs: number): Promise<void>;
}

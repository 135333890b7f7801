import type { Owner, Page } from './owned.ts';

/** A file at a provider, and whose it is: nobody else's of the same agent either. */
export interface StoredFile extends Owner {
  /** The provider's id. */
  readonly id: string;
  /** Name of the upstream that has it. */
  readonly upstream: string;
  readonly createdMs: number;
}

/**
 * How long a file is remembered. The provider keeps one until it is deleted; whose it is must not be
 * kept for ever for agents that never delete.
 */
export const fileMs: number = 365 * 24 * 60 * 60 * 1000;

/** At most so many ids are asked for at once. */
export const fileIdsMax = 500;

/**
 * Who may have which file. To its owner a file that is older than {@link fileMs} is unknown, like one
 * of somebody else.
 */
export interface FileStore {
  /** `own` where the same owner has it at the same upstream already; `taken` where anybody else has. */
  add(file: StoredFile): Promise<'added' | 'own' | 'taken'>;
  find(owner: Owner, id: string, nowMs: number): Promise<StoredFile | undefined>;
  /**
   * Those of the ids, {@link fileIdsMax} at most, that are the owner's, removed ones too: a
   * conversation goes on naming a file that is deleted, and nobody else ever gets its id.
   */
  named(owner: Owner, ids: readonly string[], nowMs: number): Promise<readonly StoredFile[]>;
  list(owner: Owner, page: Page<StoredFile>, nowMs: number): Promise<readonly StoredFile[]>;
  /** From now on it is neither found nor listed. */
  remove(id: string): Promise<void>;
  /** Forgets files that were created before. */
  forget(beforeMs: number): Promise<void>;
}

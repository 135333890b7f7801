import { InvariantError } from '../../../compiler/bundle/assert.ts';
import { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { gatewayError } from '../../errors.ts';
import type { Step } from './statement.ts';

/** A database that runs steps. Everything that it throws itself is SENTRELY_ERR_STATE_UNAVAILABLE. */
export interface Database {
  /** Runs a step of a single statement, which is atomic by itself. */
  one<T>(step: () => Step<T>): Promise<T>;
  /**
   * Runs a step as one transaction, undone as a whole when anything fails. The step may be run again
   * from its beginning when another transaction got in its way, so it must have no other effect.
   */
  write<T>(step: () => Step<T>, terms?: Terms<T>): Promise<T>;
  close(): Promise<void>;
}

/** How a transaction meets others, and whether it is kept. */
export interface Terms<T> {
  /**
   * `serial`, the default: as if it had been alone. `locks`: the step's own statements lock what they
   * read, in one order for everybody, and see what was stored before they got the lock; for rows that
   * many want at once.
   */
  readonly among?: 'serial' | 'locks';
  /** Undoes the step, whose result still is the answer, unless this holds of it. */
  readonly keepIf?: (result: T) => boolean;
}

/** What failed, as the caller of a state port may see it. */
export function stateFailure(error: unknown): SentrelyError | InvariantError {
  if (error instanceof SentrelyError || error instanceof InvariantError) return error;
  return gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', undefined, error);
}

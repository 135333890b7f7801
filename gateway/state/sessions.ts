/** A session of one credential: `agent session`, as its own name. */
export interface SessionSummary {
  readonly ownSession: string;
  readonly agent: string;
  /** The one that was used last. */
  readonly credential: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Why the session was stopped until a person resets it; null while it runs. */
  readonly latched: string | null;
}

/** The state of a session that rules and guards read: history, repeats, where the client is. */
export interface SessionState {
  /** Counts every write, from 1. */
  readonly version: number;
  /** JSON text; its meaning is its writer's. At most {@link sessionStateBytesMax}. */
  readonly text: string;
}

/** The longest state of a session, in bytes of UTF-8. A longer one is a bug of its writer. */
export const sessionStateBytesMax: number = 1024 * 1024;

/**
 * Sessions and their state. One write is atomic: of two writers that read the same version, one is
 * told `stale` and reads again.
 */
export interface SessionStore {
  /** Notes that a session is alive. */
  touch(
    session: Omit<SessionSummary, 'firstSeenMs' | 'lastSeenMs' | 'latched'>,
    nowMs: number,
  ): Promise<void>;
  read(ownSession: string): Promise<SessionState | undefined>;
  /** Stores a state over the version that was read; null where none was. */
  write(
    ownSession: string,
    over: number | null,
    text: string,
    nowMs: number,
  ): Promise<'stored' | 'stale'>;
  /** Stops a session, also one never touched, until {@link reset}; the first reason stays. */
  latch(ownSession: string, reason: string, nowMs: number): Promise<void>;
  /** Takes the latch off; false where there was none. */
  reset(ownSession: string): Promise<boolean>;
  /** Why a session is latched, or null. */
  latched(ownSession: string): Promise<string | null>;
  /** Sessions seen since, latest first, at most `limit`. */
  list(sinceMs: number, limit: number): Promise<readonly SessionSummary[]>;
  /** Forgets sessions not seen since, and their state. A latched one stays. */
  forget(beforeMs: number): Promise<void>;
}

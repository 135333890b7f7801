/** What an order to kill is about. A session id is the client's word: kill the credential to be sure. */
export type KillScope = 'session' | 'credential' | 'agent' | 'everything';

/** One order. In force from the moment it is stored until a person lifts it. */
export interface KillOrder {
  /** `k_` and 20 lower-case letters or digits. */
  readonly id: string;
  readonly scope: KillScope;
  /**
   * The own name of a session (`agent session`), the `sha256:` hash of a credential, the name of an
   * agent; empty for everything.
   */
  readonly subject: string;
  /** Who ordered it, as the admin listener knows the operator; or `gateway` for a tripped guard. */
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  /** How often it was ordered, from 1. Who lifts it says how often as far as known: see {@link KillStore.lift}. */
  readonly times: number;
}

/** What a request or a live answer belongs to. */
export interface KillQuestion {
  readonly ownSession: string;
  readonly credential: string;
  readonly agent: string;
}

/** Orders to kill. They outlive the process and hold on every replica. */
export interface KillStore {
  /** Stores an order; the same scope and subject again is the first order, ordered once more. */
  order(order: KillOrder): Promise<KillOrder>;
  /**
   * Ends an order that was ordered this often. False when there is none by this id, and when it was
   * ordered again: a kill wins over a lift that was begun before it.
   */
  lift(order: Pick<KillOrder, 'id' | 'times'>): Promise<boolean>;
  /** Every order in force, oldest first. */
  list(): Promise<readonly KillOrder[]>;
  /** The widest order that holds for a request; undefined when none does. */
  find(question: KillQuestion): Promise<KillOrder | undefined>;
  /**
   * Calls the listener soon (within 100 ms) after any replica stored or lifted an order, and when
   * that could have happened unseen: the store was lost, or is back. So a call may be without cause,
   * and the listener looks for itself. Returns how to stop listening. A listener must not throw.
   */
  watch(listener: () => void): () => void;
}

/** What can be watched. */
export type Topic = 'kills' | 'approvals';

/**
 * Tells this process that something was stored, by whichever process. A listener is also called when
 * a change could have gone unseen, for example when a connection was lost and again when it is back:
 * it looks for itself.
 */
export interface Changes {
  /** Returns how to stop listening. */
  watch(topic: Topic, listener: () => void): () => void;
  /** This process stored something: nobody here has to wait for word from the database. */
  stored(topic: Topic): void;
}

/** Who listens to what. */
export class Listeners {
  readonly #entries = new Set<{ readonly topic: Topic; readonly listener: () => void }>();

  get size(): number {
    return this.#entries.size;
  }

  add(topic: Topic, listener: () => void): () => void {
    const entry = { topic, listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  tell(topic: string): void {
    for (const entry of this.#entries) if (entry.topic === topic) entry.listener();
  }

  tellAll(): void {
    for (const { listener } of this.#entries) listener();
  }

  clear(): void {
    this.#entries.clear();
  }
}

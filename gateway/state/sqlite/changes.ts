import { type Changes, Listeners, type Topic } from '../sql/changes.ts';
import type { Database } from '../sql/database.ts';
import { all, numberOf, textOf } from '../sql/statement.ts';

/** How often to look for what another process stored; a microsecond's work, while somebody watches. */
const pollMs = 40;

/** Changes as the file counts them. Polls only while somebody watches. */
export class SqliteChanges implements Changes {
  readonly #database: Database;
  readonly #listeners = new Listeners();
  #timer: NodeJS.Timeout | undefined;
  /** By topic; undefined while the file cannot be read. */
  #versions: ReadonlyMap<string, number> | undefined;
  /** Looks one after the other: two at once could tell of an older count after a newer one. */
  #look: Promise<void> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  watch(topic: Topic, listener: () => void): () => void {
    const remove = this.#listeners.add(topic, listener);
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => this.#lookLater(), pollMs).unref();
      this.#versions = undefined;
      this.#lookLater();
    }
    return () => {
      remove();
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  stored(): void {
    if (this.#timer !== undefined) this.#lookLater();
  }

  close(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #lookLater(): void {
    this.#look = this.#look.then(() => this.#compare());
  }

  /** What cannot be compared may have changed: after a failure, and at the first look. */
  async #compare(): Promise<void> {
    const before = this.#versions;
    const now = await this.#read();
    this.#versions = now;
    if (now === undefined && before === undefined) return;
    if (now === undefined || before === undefined) return this.#listeners.tellAll();
    for (const [topic, version] of now)
      if (before.get(topic) !== version) this.#listeners.tell(topic);
  }

  async #read(): Promise<ReadonlyMap<string, number> | undefined> {
    try {
      const rows = await this.#database.one(() => all('SELECT topic, version FROM changes'));
      return new Map(rows.map((row) => [textOf(row, 'topic'), numberOf(row, 'version')]));
    } catch {
      return undefined;
    }
  }
}

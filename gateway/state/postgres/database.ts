import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientBase, type ClientConfig, DatabaseError, Pool, type PoolClient } from 'pg';
import { assert } from '../../../compiler/bundle/assert.ts';
import { type Database, stateFailure, type Terms } from '../sql/database.ts';
import type { Answer, Row, SqlValue, Statement, Step } from '../sql/statement.ts';
import { decodeText, encodeText } from '../sql/text.ts';

/** What a pool of connections needs to know. */
export interface PoolSettings {
  readonly client: ClientConfig;
  readonly schema: string;
  readonly connections: number;
  /** Within this a step is done or has failed, in milliseconds. */
  readonly answerMs: number;
  /** `off` lets a commit survive the death of the server a moment later. */
  readonly synchronousCommit: 'on' | 'off';
}

/**
 * How often a step that met another one is run before it has failed, by the code of what it met:
 * serialization failure, deadlock, and a unique key that two inserted at once, which can come in place
 * of the first (https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html).
 */
const attemptsMax: ReadonlyMap<string, number> = new Map([
  ['40001', 30],
  ['40P01', 30],
  ['23505', 3],
]);

/** Opens a pool. It connects when it is used. */
export function openPool(settings: PoolSettings): Database {
  return new PostgresDatabase(settings);
}

class PostgresDatabase implements Database {
  readonly #pool: Pool;
  readonly #answerMs: number;
  readonly #texts = new Map<string, string>();

  constructor(settings: PoolSettings) {
    const { client, connections, answerMs } = settings;
    this.#answerMs = answerMs;
    this.#pool = new Pool({
      ...client,
      max: connections,
      connectionTimeoutMillis: answerMs,
      onConnect: (connection) => prepareConnection(connection, settings),
    });
    // A connection that dies while idle is replaced; one that dies in use fails its statement.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (connection) => connection.on('error', () => undefined));
  }

  async one<T>(step: () => Step<T>): Promise<T> {
    return await this.#repeat(async (client, untilMs) => {
      const running = step();
      const first = running.next();
      if (first.done === true) return first.value;
      const last = running.next(await this.#ask(client, first.value, untilMs));
      assert(last.done === true, 'a step outside a transaction is a single statement');
      return last.value;
    });
  }

  async write<T>(step: () => Step<T>, terms: Terms<T> = {}): Promise<T> {
    const level = terms.among === 'locks' ? 'READ COMMITTED' : 'SERIALIZABLE';
    return await this.#repeat(async (client, untilMs) => {
      await tell(client, `BEGIN ISOLATION LEVEL ${level}`, untilMs);
      const running = step();
      let at = running.next();
      while (at.done !== true) at = running.next(await this.#ask(client, at.value, untilMs));
      const isKept = terms.keepIf?.(at.value) ?? true;
      await tell(client, isKept ? 'COMMIT' : 'ROLLBACK', untilMs);
      return at.value;
    });
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  /** Runs `work` on a connection, again when it met another transaction, until the time is over. */
  async #repeat<T>(work: (client: PoolClient, untilMs: number) => Promise<T>): Promise<T> {
    const untilMs = performance.now() + this.#answerMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#borrow((client) => work(client, untilMs));
      } catch (error) {
        if (attempt >= attemptsOf(error)) throw stateFailure(error);
        await sleep(Math.random() * Math.min(50, 2 ** attempt));
      }
    }
  }

  /** A connection that is not known to be well after a failure is closed, not used again. */
  async #borrow<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let isClean = false;
    try {
      const result = await work(client);
      isClean = true;
      return result;
    } catch (error) {
      if (error instanceof DatabaseError) isClean = await rollBack(client, this.#answerMs);
      throw error;
    } finally {
      client.release(!isClean);
    }
  }

  async #ask(client: PoolClient, { text, values }: Statement, untilMs: number): Promise<Answer> {
    const { rows, rowCount } = await client.query<Record<string, SqlValue>>({
      text: this.#numbered(text),
      values: values.map((value) => (typeof value === 'string' ? encodeText(value) : value)),
      ...within(untilMs),
    });
    return { rows: rows.map(decodeRow), changed: rowCount ?? 0 };
  }

  /** Our statements have `?` for each value and nowhere else; PostgreSQL counts them. */
  #numbered(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    let count = 0;
    const numbered = text.replaceAll('?', () => `$${++count}`);
    this.#texts.set(text, numbered);
    return numbered;
  }
}

/**
 * Set on each connection and not by the URL, which therefore cannot undo it. The server gives up a
 * little before a gateway does, so that what was rejected is rarely stored after all; and it takes
 * away the locks of a gateway that fell silent.
 */
async function prepareConnection(connection: ClientBase, settings: PoolSettings): Promise<void> {
  const { schema, answerMs, synchronousCommit } = settings;
  const serverMs = Math.ceil(0.8 * answerMs);
  await connection.query({
    text: `SET search_path = ${schema}, pg_temp; SET synchronous_commit = ${synchronousCommit};
      SET statement_timeout = ${serverMs}; SET lock_timeout = ${serverMs};
      SET idle_in_transaction_session_timeout = ${2 * answerMs};
      SET default_transaction_isolation = 'read committed'`,
    ...timeLimit(answerMs),
  });
}

async function tell(client: ClientBase, text: string, untilMs: number): Promise<void> {
  await client.query({ text, ...within(untilMs) });
}

function within(untilMs: number): object {
  const restMs = Math.ceil(untilMs - performance.now());
  if (restMs <= 0) throw new Error('the time to answer is over');
  return timeLimit(restMs);
}

/** The client's own limit of a query, which its types leave out. */
function timeLimit(ms: number): object {
  return { query_timeout: ms };
}

async function rollBack(client: ClientBase, answerMs: number): Promise<boolean> {
  try {
    await client.query({ text: 'ROLLBACK', ...timeLimit(answerMs) });
    return true;
  } catch {
    return false;
  }
}

/** How often a step that ended with this error is run; 0 where it says nothing of another step. */
function attemptsOf(error: unknown): number {
  return error instanceof DatabaseError ? (attemptsMax.get(error.code ?? '') ?? 0) : 0;
}

/** The sums and times of ours are all within the safe range, so they come as numbers. */
function decodeRow(row: Record<string, SqlValue>): Row {
  for (const [column, value] of Object.entries(row))
    if (typeof value === 'string') row[column] = decodeText(value);
  return row;
}

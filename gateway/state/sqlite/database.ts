import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { assert } from '../../../compiler/bundle/assert.ts';
import { gatewayError } from '../../errors.ts';
import { type Database, stateFailure, type Terms } from '../sql/database.ts';
import type { Answer, Row, SqlValue, Statement, Step } from '../sql/statement.ts';
import { decodeText, encodeText } from '../sql/text.ts';
import { schemas } from './schema.ts';

/** How long to wait for another process that writes; the thread stands still meanwhile. */
const busyMsMax = 1000;

/**
 * What a commit survives: `FULL` a power failure, `NORMAL` the death of the process. Both leave the
 * file whole.
 */
export type Synchronous = 'FULL' | 'NORMAL';

/**
 * Opens the file, made with its folder when missing and readable by the owner only: it holds the
 * arguments of calls. A file of an older version is brought to this one. Throws
 * SENTRELY_ERR_STATE_UNAVAILABLE or SENTRELY_ERR_STATE_VERSION.
 */
export function openDatabase(path: string, synchronous: Synchronous = 'FULL'): Database {
  return attempt(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    const database = new SqliteDatabase(new DatabaseSync(path));
    try {
      database.prepare(synchronous);
    } catch (error) {
      database.closeNow();
      throw error;
    }
    return database;
  });
}

/** A prepared statement, and whether it returns rows. */
interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

/** A step runs from beginning to end without a pause, so no two of this process ever meet. */
class SqliteDatabase implements Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /** Readers beside a writer (WAL), and the schema of this version. */
  prepare(synchronous: Synchronous): void {
    this.#connection.exec(`PRAGMA busy_timeout = ${busyMsMax}`);
    this.#connection.exec('PRAGMA journal_mode = WAL');
    this.#connection.exec(`PRAGMA synchronous = ${synchronous}`);
    this.#connection.exec('PRAGMA foreign_keys = ON');
    this.#transact(() => this.#migrate());
  }

  async one<T>(step: () => Step<T>): Promise<T> {
    return attempt(() => {
      const running = step();
      const first = running.next();
      if (first.done === true) return first.value;
      const last = running.next(this.#ask(first.value));
      assert(last.done === true, 'a step outside a transaction is a single statement');
      return last.value;
    });
  }

  async write<T>(step: () => Step<T>, { keepIf }: Terms<T> = {}): Promise<T> {
    return attempt(() => this.#transact(() => this.#play(step()), keepIf));
  }

  async close(): Promise<void> {
    this.closeNow();
  }

  closeNow(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #migrate(): void {
    const found = this.#connection.prepare('PRAGMA user_version').get()?.['user_version'];
    const from = Number(found);
    if (from === schemas.length) return;
    if (from > schemas.length)
      throw gatewayError('SENTRELY_ERR_STATE_VERSION', `found version ${from}`);
    for (const schema of schemas.slice(from)) this.#connection.exec(schema);
    this.#connection.exec(`PRAGMA user_version = ${schemas.length}`);
  }

  #transact<T>(work: () => T, keepIf: (result: T) => boolean = () => true): T {
    this.#connection.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#connection.exec(keepIf(result) ? 'COMMIT' : 'ROLLBACK');
      return result;
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  #play<T>(running: Step<T>): T {
    let at = running.next();
    while (at.done !== true) at = running.next(this.#ask(at.value));
    return at.value;
  }

  #ask({ text, values }: Statement): Answer {
    const { statement, hasRows } = this.#prepared(text);
    const kept = values.map((value) => (typeof value === 'string' ? encodeText(value) : value));
    if (!hasRows) return { rows: [], changed: Number(statement.run(...kept).changes) };
    const rows = statement.all(...kept).map(decodeRow);
    return { rows, changed: rows.length };
  }

  #prepared(text: string): Prepared {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(text);
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    this.#statements.set(text, prepared);
    return prepared;
  }
}

function decodeRow(row: object): Row {
  const decoded: Record<string, SqlValue> = {};
  for (const [column, value] of Object.entries(row) as [string, SqlValue][])
    decoded[column] = typeof value === 'string' ? decodeText(value) : value;
  return decoded;
}

/** Runs `work`; what the database throws becomes SENTRELY_ERR_STATE_UNAVAILABLE. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw stateFailure(error);
  }
}

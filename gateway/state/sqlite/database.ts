import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { InvariantError } from '../../../compiler/bundle/assert.ts';
import { SentrelyError } from '../../../compiler/bundle/errors.ts';
import { gatewayError } from '../../errors.ts';
import { schema, schemaVersion } from './schema.ts';

/** A row as SQLite returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a step inside a transaction may do. */
export interface Sql {
  /** Returns how many rows changed. */
  run(text: string, ...values: SQLInputValue[]): number;
  get(text: string, ...values: SQLInputValue[]): Row | undefined;
  all(text: string, ...values: SQLInputValue[]): readonly Row[];
}

/** A database whose every access is one transaction, undone as a whole when anything fails. */
export interface Database {
  write<T>(step: (sql: Sql) => T): T;
  read<T>(step: (sql: Sql) => T): T;
  close(): void;
}

/** How long to wait for another process that writes; the thread stands still meanwhile. */
const busyMsMax = 1000;

/**
 * What a commit survives: `FULL` a power failure, `NORMAL` the death of the process. Both leave the
 * file whole.
 */
export type Synchronous = 'FULL' | 'NORMAL';

/**
 * Opens the file, made with its folder when missing and readable by the owner only: it holds the
 * arguments of calls. Throws SENTRELY_ERR_STATE_UNAVAILABLE or SENTRELY_ERR_STATE_VERSION.
 */
export function openDatabase(path: string, synchronous: Synchronous = 'FULL'): Database {
  return attempt(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    const database = new SqliteDatabase(new DatabaseSync(path));
    database.prepare(synchronous);
    return database;
  });
}

class SqliteDatabase implements Database, Sql {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /** Readers beside a writer (WAL), and the schema of this version. */
  prepare(synchronous: Synchronous): void {
    this.#connection.exec(`PRAGMA busy_timeout = ${busyMsMax}`);
    this.#connection.exec('PRAGMA journal_mode = WAL');
    this.#connection.exec(`PRAGMA synchronous = ${synchronous}`);
    this.#connection.exec('PRAGMA foreign_keys = ON');
    this.write((sql) => {
      const found = sql.get('PRAGMA user_version')?.['user_version'];
      if (found === schemaVersion) return;
      if (found !== 0)
        throw gatewayError('SENTRELY_ERR_STATE_VERSION', `found version ${String(found)}`);
      this.#connection.exec(schema);
      this.#connection.exec(`PRAGMA user_version = ${schemaVersion}`);
    });
  }

  write<T>(step: (sql: Sql) => T): T {
    return this.#transact('BEGIN IMMEDIATE', step);
  }

  read<T>(step: (sql: Sql) => T): T {
    return this.#transact('BEGIN', step);
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  run(text: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(text).run(...values).changes);
  }

  get(text: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(text).get(...values);
  }

  all(text: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.#statement(text).all(...values);
  }

  #transact<T>(begin: string, step: (sql: Sql) => T): T {
    return attempt(() => {
      this.#connection.exec(begin);
      try {
        const result = step(this);
        this.#connection.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #statement(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

/** Runs `work`; what the database throws becomes SENTRELY_ERR_STATE_UNAVAILABLE. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SentrelyError || error instanceof InvariantError) throw error;
    throw gatewayError('SENTRELY_ERR_STATE_UNAVAILABLE', undefined, error);
  }
}

import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { Client, Pool } from 'pg';

/** A PostgreSQL to test with, or why there is none. */
export type TestServer =
  | { readonly kind: 'found'; readonly url: string }
  | { readonly kind: 'missing'; readonly reason: string };

/**
 * The server that SENTRELY_TEST_POSTGRES names, else one on this machine that trusts its own user or
 * `postgres` and has a database `test`.
 */
export async function findServer(): Promise<TestServer> {
  const named = process.env['SENTRELY_TEST_POSTGRES'];
  const users = [userInfo().username, 'postgres'];
  const urls = named === undefined ? users.map((user) => localUrl(user)) : [named];
  let reason = '';
  for (const url of urls) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return { kind: 'found', url };
    } catch (error) {
      reason = error instanceof Error ? error.message || error.name : String(error);
    }
  }
  const where = named === undefined ? '127.0.0.1:5432/test' : 'SENTRELY_TEST_POSTGRES';
  return { kind: 'missing', reason: `no PostgreSQL at ${where} (${reason})` };
}

function localUrl(user: string): string {
  return `postgres://${encodeURIComponent(user)}@127.0.0.1:5432/test`;
}

/** A schema that nobody else uses. */
export function newSchema(): string {
  return `sentrely_test_${randomBytes(8).toString('hex')}`;
}

/** What a test does to the server itself. */
export interface Admin {
  readonly ask: (
    text: string,
    values?: readonly unknown[],
  ) => Promise<readonly Record<string, unknown>[]>;
  /** Removes every row of a schema: much quicker than to make it anew for each test. */
  readonly empty: (schema: string) => Promise<void>;
  /** Removes a schema of {@link newSchema} with all that is in it. */
  readonly drop: (schema: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** One connection for the tests of a file; made when it is used. */
export function createAdmin(url: string): Admin {
  const pool = new Pool({ connectionString: url, max: 1 });
  pool.on('error', () => undefined);
  const ask: Admin['ask'] = async (text, values = []) => {
    const query = values.length === 0 ? { text } : { text, values: [...values] };
    return (await pool.query<Record<string, unknown>>(query)).rows;
  };
  return {
    ask,
    empty: async (schema) => {
      const tables = await ask(
        `SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> 'schema_version'`,
        [schema],
      );
      const deletes = tables.map(({ tablename }) => `DELETE FROM ${schema}.${String(tablename)}`);
      await ask(['SET synchronous_commit = off', ...deletes].join('; '));
    },
    drop: async (schema) => {
      await ask(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    },
    close: () => pool.end(),
  };
}

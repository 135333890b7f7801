import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface DatabaseLimits {
  readonly threads: number;
  readonly memory: string;
  /** Where large sorts may spill; nowhere when null. */
  readonly spillFolder: string | null;
}

/**
 * Opens a fresh database in memory. Only ever called in a child process: the library shares the
 * thread pool of its process, and a crash of native code must not take the gateway with it.
 */
export async function openDatabase(limits: DatabaseLimits): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(limits.threads),
    memory_limit: limits.memory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(limits.spillFolder === null
      ? { max_temp_directory_size: '0B' }
      : { temp_directory: limits.spillFolder }),
  });
  return await instance.connect();
}

/** Yields the rows of a query as arrays of JSON values, without ever holding all of them. */
export async function* streamRows(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<readonly unknown[]> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield* chunk.getRows();
  }
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { quote } from '../compiler/bundle/quote.ts';
import type { RecordedCall } from '../compiler/replay/line.ts';
import { openDatabase } from '../gateway/audit/database.ts';
import { sealedFolder } from '../gateway/audit/layout.ts';
import { openSource } from '../gateway/audit/query-source.ts';
import { readRange } from '../gateway/audit/range.ts';
import { lockStatements, viewStatements } from '../gateway/audit/sql.ts';
import { gatewayError } from '../gateway/errors.ts';

/** Told of what was read beside the calls. */
export interface AuditReading {
  /** A part of the log is missing or changed, and was left out. */
  problem(text: string): void;
  /** A call is in the log, but not with all of its arguments. */
  cut(): void;
}

/** The calls stream through: no sort, no large join is needed. */
const limits = { threads: 1, memory: '2GB', spillFolder: null } as const;

/**
 * One text for each call, since the driver takes its time for each value: null where the arguments
 * were cut. Of one that waited for a person, the last decision stands for all. What is decided about
 * requests to models is no call, and one that the provider ran was decided with its request.
 */
const question = `
  SELECT CASE WHEN coalesce(d.args_truncated, false) THEN NULL ELSE
    '[' || to_json([epoch_ms(d.ts)::VARCHAR, d.agent_id, d.session_id, d.tool_use_id, d.mcp_server,
    d.tool_name])::VARCHAR || coalesce(',' || d.args, '') || ']' END
  FROM decisions d
  ANTI JOIN (
    SELECT agent_id, ref_event_id FROM stored
    WHERE kind = 'tool.decision' AND ref_event_id IS NOT NULL
  ) later ON later.agent_id = d.agent_id AND later.ref_event_id = d.event_id
  WHERE d.agent_id IS NOT NULL AND d.tool_name IS NOT NULL 
    AND coalesce(d.enforced_by, '') NOT IN ('request', 'observed')`;

/**
 * The calls that the audit log of a data folder holds, from `since` on, sealed or not, in the order of
 * the log. Reads Parquet through the database in this process: no gateway runs in it. Throws
 * SENTRELY_ERR_AUDIT_QUERY where there is no log, or it cannot be read.
 */
export async function* readAuditCalls(
  folder: string,
  since: string | undefined,
  reading: AuditReading,
): AsyncGenerator<readonly RecordedCall[]> {
  if (!existsSync(sealedFolder(folder))) throw failed(`found no audit log in ${quote(folder)}`);
  const range = readRange({ since }, Date.now(), null);
  const scratch = mkdtempSync(join(tmpdir(), 'sentrely-replay-'));
  try {
    const { files, problems } = openSource(folder, range, scratch);
    for (const problem of problems) reading.problem(problem);
    const connection = await openDatabase(limits);
    for (const statement of viewStatements(files, range)) await connection.run(statement);
    for (const statement of lockStatements(files)) await connection.run(statement);
    yield* callsOf(connection, reading);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function* callsOf(
  connection: DuckDBConnection,
  reading: AuditReading,
): AsyncGenerator<readonly RecordedCall[]> {
  try {
    const result = await connection.stream(question);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk.getColumnValues(0).flatMap((text) => callOf(text) ?? (reading.cut(), []));
    }
  } catch (error) {
    if (error instanceof Error && !('code' in error)) throw failed(firstLine(error), error);
    throw error;
  } finally {
    connection.closeSync();
  }
}

type Facts = readonly [
  at: string,
  agent: string,
  session: string | null,
  id: string | null,
  server: string | null,
  tool: string,
];

/** Undefined where the arguments are not all there: what such a call did is not known. */
function callOf(text: DuckDBValue): RecordedCall | undefined {
  const [facts, ...args] = typeof text === 'string' ? valuesIn(text) : [];
  if (facts === undefined || args.length > 1) return undefined;
  const [at, agent, session, id, server, tool] = facts as Facts;
  return {
    kind: 'call',
    session: session ?? '',
    agent,
    id: id ?? '',
    server,
    tool,
    input: args[0] ?? null,
    // The gateway writes no arguments for a call that it could not read, and denies it.
    defect: args.length === 0 ? 'no arguments were recorded' : null,
    message: null,
    at: Number(at),
  };
}

/** None where the arguments are no JSON. They are the gateway's own: no key stands there twice. */
function valuesIn(text: string): readonly unknown[] {
  try {
    return JSON.parse(text) as readonly unknown[];
  } catch {
    return [];
  }
}

function failed(found: string, cause?: unknown) {
  return gatewayError('SENTRELY_ERR_AUDIT_QUERY', found, cause);
}

function firstLine({ message }: Error): string {
  return message.split('\n')[0] ?? '';
}

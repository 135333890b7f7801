import {
  type DuckDBConnection,
  DuckDBTypeId,
  type Json,
  JsonDuckDBValueConverter,
} from '@duckdb/node-api';
import { SentrelyError } from '../../compiler/bundle/errors.ts';
import { gatewayError } from '../errors.ts';
import { openDatabase } from './database.ts';
import { openSource } from './query-source.ts';
import { lockStatements, type TimeRange, touchedQuestion, viewStatements } from './sql.ts';
import { checkQuestion } from './sql-gate.ts';

/** A question as the query process gets it. */
export interface ChildQuestion {
  readonly folder: string;
  /** An empty folder for copies. The asker removes it, since this process may be killed. */
  readonly scratch: string;
  /** One SELECT over the views; null asks what was touched. */
  readonly sql: string | null;
  readonly agent: string | null;
  readonly session: string | null;
  readonly range: TimeRange;
  readonly rowsMax: number;
}

/** What the query process answers. */
export interface ChildAnswer {
  readonly columns: readonly string[];
  /** Values by column; numbers beyond the safe integers and times are texts. */
  readonly rows: readonly (readonly Json[])[];
  /** True if there was more than the limits allow. */
  readonly isCut: boolean;
  /** Sealed files that were read. */
  readonly files: number;
  /** Why the answer may be incomplete. */
  readonly problems: readonly string[];
  /** Whether the range holds any event at all; only counted for an answer without rows. */
  readonly hasEvents: boolean;
}

/** Bytes of JSON in one answer: what a person or a pipe can still use. */
const answerBytesMax = 32 * 1024 * 1024;

const limits = { threads: 2, memory: '1GB', spillFolder: null } as const;

/** Answers one question in a database of its own. Throws SENTRELY_ERR_AUDIT_QUERY. */
export async function answerQuestion(question: ChildQuestion): Promise<ChildAnswer> {
  try {
    const { files, problems } = openSource(question.folder, question.range, question.scratch);
    const connection = await openDatabase(limits);
    for (const statement of viewStatements(files, question.range)) await connection.run(statement);
    for (const statement of lockStatements(files)) await connection.run(statement);
    if (question.sql !== null) await checkQuestion(connection, question.sql);
    const answer = await read(connection, question);
    const hasEvents = answer.rows.length > 0 || (await holdsEvents(connection));
    return { ...answer, files: files.parquet.length, problems, hasEvents };
  } catch (error) {
    throw error instanceof SentrelyError ? error : refusedByDatabase(error as Error);
  }
}

async function read(connection: DuckDBConnection, question: ChildQuestion) {
  const { sql, parameters } = statementOf(question);
  const result = await connection.stream(sql, parameters);
  const columns = result.columnNames();
  const types = columns.map((_, index) => result.columnTypeId(index));
  const rows: (readonly Json[])[] = [];
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { columns, rows, isCut: false };
    for (const values of chunk.convertRows(JsonDuckDBValueConverter)) {
      const row = values.map((value, index) => readable(value, types[index]));
      bytes += JSON.stringify(row).length;
      if (rows.length === question.rowsMax || bytes > answerBytesMax) {
        return { columns, rows, isCut: true };
      }
      rows.push(row);
    }
  }
}

/** The driver writes every large integer as text, and times without their zone. */
function readable(value: Json, type: DuckDBTypeId | undefined): Json {
  if (typeof value !== 'string') return value;
  if (type === DuckDBTypeId.TIMESTAMP) return `${value.replace(' ', 'T')}Z`;
  const isInteger = type === DuckDBTypeId.BIGINT || type === DuckDBTypeId.HUGEINT;
  return isInteger && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function statementOf({ sql, agent, session, rowsMax }: ChildQuestion) {
  if (sql !== null) return { sql, parameters: {} };
  const parameters = {
    ...(agent === null ? {} : { agent }),
    ...(session === null ? {} : { session }),
  };
  const asked = touchedQuestion({ agent: agent !== null, session: session !== null });
  // One more than is shown, so that a cut is seen; the limit spares sorting the rest.
  return { sql: `${asked} LIMIT ${rowsMax + 1}`, parameters };
}

async function holdsEvents(connection: DuckDBConnection): Promise<boolean> {
  const reader = await connection.runAndReadAll('SELECT 1 FROM events LIMIT 1');
  return reader.getRows().length > 0;
}

/** The first line says what is wrong; the rest repeats the question. */
function refusedByDatabase(error: Error): SentrelyError {
  return gatewayError('SENTRELY_ERR_AUDIT_QUERY', error.message.split('\n')[0], error);
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../gateway/audit/database.ts';
import { lockStatements, viewStatements } from '../../../gateway/audit/sql.ts';
import { checkQuestion } from '../../../gateway/audit/sql-gate.ts';
import { temporaryFolder } from './harness.ts';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openDatabase({ threads: 1, memory: '256MB', spillFolder: null });
  const none = { parquet: [], lines: [] };
  for (const statement of viewStatements(none, { since: null, until: null })) {
    await connection.run(statement);
  }
});

const attacks = [
  // other files
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/etc/passwd')",
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  "SELECT * FROM read_parquet('audit/v1/*/*.parquet')",
  "SELECT * FROM parquet_metadata('x.parquet')",
  "SELECT * FROM read_json('x.json')",
  "SELECT * FROM glob('/**')",
  "SELECT * FROM '/etc/passwd'",
  'SELECT * FROM "x.parquet"',
  "SELECT * FROM '../../../etc/passwd'",
  "SELECT * FROM 'http://127.0.0.1/x.parquet'",
  "SELECT * FROM 's3://bucket/x.parquet'",
  "SELECT 1 WHERE EXISTS (SELECT * FROM read_text('/etc/passwd'))",
  "SELECT (SELECT content FROM read_text('/etc/passwd'))",
  "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
  "WITH x AS MATERIALIZED (SELECT * FROM glob('*')) SELECT * FROM x",
  `SELECT * FROM (WITH "/etc/passwd" AS (SELECT 1) SELECT 1), "/etc/passwd"`,
  "SELECT * FROM events JOIN 'x.csv' ON true",
  "SELECT * FROM events ORDER BY (SELECT content FROM read_text('/etc/passwd'))",
  "SELECT * FROM events LIMIT (SELECT count(*) FROM glob('*'))",
  "SELECT count(*) FILTER ((SELECT true FROM glob('*'))) FROM events",
  "SELECT row_number() OVER (ORDER BY (SELECT content FROM read_text('/etc/passwd'))) FROM events",
  "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('/etc/passwd'))) FROM events",
  "SELECT '/etc/passwd'.read_text()",
  "VALUES ((SELECT content FROM read_text('/etc/passwd')))",
  "SELECT 1 UNION ALL SELECT * FROM glob('*')",
  "TABLE 'x.parquet'",
  "FROM read_text('/etc/passwd')",
  // what the views hide, and the catalog
  'SELECT * FROM stored',
  'SELECT * FROM main.events',
  'SELECT * FROM memory.main.stored',
  'SELECT * FROM information_schema.tables',
  'SELECT * FROM pg_catalog.pg_class',
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_secrets()',
  'SELECT * FROM duckdb_views()',
  "SELECT * FROM pragma_table_info('stored')",
  "SELECT current_setting('allowed_paths')",
  "SELECT getenv('HOME')",
  'SELECT version()',
  'DESCRIBE events',
  'FROM (DESCRIBE events)',
  'SUMMARIZE events',
  'SHOW TABLES',
  'SHOW ALL TABLES',
  // text as SQL
  "SELECT * FROM query('SELECT 1')",
  "SELECT * FROM query_table('stored')",
  "SELECT json_execute_serialized_sql('{}')",
  "SELECT * FROM json_execute_serialized_sql('{}')",
  // writing
  "COPY (SELECT 1) TO '/tmp/x'",
  "COPY events TO '/tmp/x' (FORMAT parquet)",
  "EXPLAIN ANALYZE COPY (SELECT 1) TO '/tmp/x'",
  'EXPLAIN SELECT 1',
  "EXPORT DATABASE '/tmp/x'",
  "ATTACH '/tmp/x.db'",
  'CREATE TABLE t AS SELECT 1',
  'CREATE OR REPLACE VIEW events AS SELECT 1',
  'DROP VIEW events',
  'INSERT INTO events SELECT 1',
  'WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x',
  'SELECT nextval(1)',
  // settings and extensions
  'SET lock_configuration = false',
  'SET enable_external_access = true',
  'PRAGMA enable_profiling',
  'INSTALL httpfs',
  'LOAD httpfs',
  'CALL pragma_version()',
  'SET VARIABLE x = 1',
  "SELECT getvariable('x')",
  // several statements
  'SELECT 1; SELECT 2',
  'SELECT 1; DROP VIEW events',
  "SELECT 1; COPY (SELECT 1) TO '/tmp/x'",
  // large values out of small ones
  "SELECT repeat('x', 2000000000)",
  "SELECT lpad('x', 2000000000, 'y')",
  'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT * FROM r',
  // parameters and nothing
  'SELECT $1',
  'SELECT ?',
  '',
  ';',
  '-- only a comment',
  'SELEC 1',
  'SELECT',
  '\u0000',
  `SELECT ${'abs('.repeat(400)}1${')'.repeat(400)}`,
  `SELECT ${'x'.repeat(70_000)} FROM events`,
  `SELECT 1${' + 1'.repeat(400)}`,
];

const questions = [
  'SELECT * FROM events',
  'select count(*) as n from EVENTS group by kind order by n desc limit 5',
  'SELECT agent_id, list(DISTINCT verdict) FROM decisions WHERE ts > now() - INTERVAL 1 DAY GROUP BY 1',
  "WITH mine AS (SELECT * FROM calls WHERE agent_id = 'claude') SELECT * FROM mine WHERE resource LIKE '%.env'",
  'WITH a AS (SELECT 1 x), b AS (SELECT * FROM a) SELECT * FROM b',
  "SELECT date_trunc('hour', ts) AS hour, count(*) FILTER (verdict = 'deny') FROM calls GROUP BY ALL ORDER BY ALL",
  'SELECT row_number() OVER (PARTITION BY agent_id ORDER BY ts) AS n FROM touched QUALIFY n = 1',
  "SELECT CASE WHEN verdict IN ('ask', 'deny') THEN 'x' ELSE NULL END FROM denied",
  "SELECT detail ->> '$.facets[0].name', args -> 'file_path' FROM decisions JOIN sessions USING (session_id)",
  'SELECT unnest(rule_ids) AS rule FROM decisions UNION ALL SELECT rule_id FROM decisions',
  'SELECT list_transform(rule_ids, lambda x: upper(x)) FROM decisions WHERE len(rule_ids) BETWEEN 1 AND 3',
  "SELECT ts::DATE AS day, sum(cost_micros) / 1e6 FROM events WHERE regexp_matches(model_served, 'opus') GROUP BY day HAVING count(*) > 1",
  'SELECT * EXCLUDE (args) FROM calls; ',
  "SELECT coalesce(outcome, 'open'), CAST(gate_us AS VARCHAR) FROM calls",
  'SELECT * FROM range(3) AS r(n) LEFT JOIN approvals ON true',
  'SELECT DISTINCT ON (agent_id) * FROM calls ORDER BY agent_id, ts',
];

const named = (texts: readonly string[]) => texts.map((text) => [text.slice(0, 80), text] as const);

const refused = expect.objectContaining({ code: 'SENTRELY_ERR_AUDIT_QUERY' });

describe('the gate', () => {
  it.each(named(attacks))('refuses %s', async (_, sql) => {
    await expect(checkQuestion(connection, sql)).rejects.toEqual(refused);
  });

  it.each(named(questions))('lets through, and the database answers, %s', async (_, sql) => {
    await checkQuestion(connection, sql);
    await connection.runAndReadAll(sql);
  });

  it('says what it found', async () => {
    const messages = [
      ['SELECT 1; SELECT 2', 'found 2 statements, expected one'],
      ["SELECT * FROM read_text('x')", 'found the function `read_text`'],
      ['SELECT * FROM "a\u001b[31m"', 'found the table `a\\u{1b}[31m`'],
      ["COPY (SELECT 1) TO 'x'", 'found no SELECT'],
    ] as const;
    for (const [sql, message] of messages) {
      await expect(checkQuestion(connection, sql)).rejects.toThrow(message);
    }
  });
});

describe('the settings below the gate', () => {
  it('refuse other files, other settings and extensions even if the gate were open', async () => {
    const folder = temporaryFolder();
    const secret = join(folder, 'secret.txt');
    writeFileSync(secret, 'secret');
    const database = await openDatabase({ threads: 1, memory: '256MB', spillFolder: null });
    for (const statement of lockStatements({ parquet: [], lines: [] }))
      await database.run(statement);
    for (const sql of [
      `SELECT * FROM read_text('${secret}')`,
      `SELECT * FROM glob('${folder}/*')`,
      `COPY (SELECT 1) TO '${secret}'`,
      `COPY (SELECT 1) TO '${join(folder, 'new.csv')}'`,
      `ATTACH '${join(folder, 'new.db')}'`,
      `EXPORT DATABASE '${folder}'`,
      'SET enable_external_access = true',
      'SET lock_configuration = false',
      `SET allowed_paths = ['${secret}']`,
      "SET memory_limit = '100GB'",
      'INSTALL httpfs',
      'LOAD httpfs',
    ]) {
      await expect(database.run(sql), sql).rejects.toThrow();
    }
    expect(readFileSync(secret, 'utf8')).toBe('secret');
    expect(existsSync(join(folder, 'new.csv'))).toBe(false);
  });
});

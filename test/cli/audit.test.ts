import { copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listWriters } from '../../gateway/audit/wal.ts';
import { openAudit } from '../../gateway/audit/writer.ts';
import { type Folder, newFolder, sentrely } from './harness.ts';

let folder: Folder;
let data = '';

/** A log of three decisions on one day, as a gateway leaves it. */
beforeAll(async () => {
  folder = newFolder();
  data = join(folder.path, '.sentrely');
  let now = Date.parse('2026-03-04T10:00:00Z');
  const clock = () => (now += 1000);
  const log = await openAudit({ folder: data, origin: 'acme/gateway', sealEveryMs: 0, clock });
  for (const [tool_name, verdict] of [
    ['Read', 'allow'],
    ['Bash\u001b[31m', 'deny'],
    ['Write', 'allow'],
  ] as const) {
    await log.append({
      kind: 'tool.decision',
      agent_id: 'claude',
      session_id: 's1',
      tool_name,
      verdict,
    });
  }
  await log.close();
});
afterAll(() => folder.remove());

const run = (...words: readonly string[]) => sentrely(folder.path, ['audit', ...words]);

describe('audit query', () => {
  test('shows what an agent touched on a day', async () => {
    const { code, out, err } = await run('query', '--agent', 'claude', '--on', '2026-03-04');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Read');
    expect(out).toContain('3 rows, from 2026-03-04T00:00:00');
    expect(out).not.toContain('\u001b');
  });

  test('a day without events is told apart from a day without matches', async () => {
    const empty = await run('query', '--agent', 'claude', '--on', '2026-03-05');
    expect(empty.out).toContain('the log holds no event at all in this range');
    const other = await run('query', '--agent', 'nobody', '--on', '2026-03-04');
    expect(other.out).toContain('0 rows');
    expect(other.out).not.toContain('no event at all');
  });

  test('answers a SELECT, for programs on standard output alone', async () => {
    const sql = 'SELECT verdict, count(*) AS n FROM decisions GROUP BY verdict ORDER BY verdict';
    const csv = await run('query', sql, '--format', 'csv');
    expect(csv).toMatchObject({ code: 0, out: 'verdict,n\r\nallow,2\r\ndeny,1\r\n' });
    expect(csv.err).toContain('2 rows');
    const json = await run('query', sql, '--format', 'json');
    expect(JSON.parse(json.out).rows).toEqual([
      { verdict: 'allow', n: 2 },
      { verdict: 'deny', n: 1 },
    ]);
  });

  test('the data folder is the one asked for, else that of the environment', async () => {
    const asked = await run('query', '--session', 's1', '--since', '2026-03-01', '--data', data);
    expect(asked.code).toBe(0);
    const missing = await run('query', '--session', 's1', '--data', 'elsewhere');
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('found no audit log in');
  });

  test('what the database says of a question cannot act on a terminal', async () => {
    const { code, err } = await run('query', 'SELECT "\u001b[2J\u202e" FROM events');
    expect(code).toBe(2);
    expect(err).toContain('\\u{1b}[2J\\u{202e}');
    expect(err).not.toMatch(/[\u001b\u202e]/);
  });

  test.each([
    [['query'], 'expected a SELECT, --agent, --session or --on'],
    [['query', 'DROP TABLE events'], 'SENTRELY_ERR_AUDIT_QUERY'],
    [['query', "SELECT * FROM read_text('/etc/hostname')"], 'SENTRELY_ERR_AUDIT_QUERY'],
    [['query', 'SELECT 1', '--agent', 'claude'], 'SENTRELY_ERR_AUDIT_QUERY'],
    [['query', '--agent', 'claude', '--on', '2026-02-30'], '`2026-02-30`'],
    [['query', '--agent', 'claude', '--format', 'xml'], 'table, json, csv'],
  ])('%j is refused', async (words, message) => {
    const { code, err } = await run(...words);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('audit verify', () => {
  test('a whole log is ok, and the source of the key is said', async () => {
    const { code, out, err } = await run('verify');
    expect(code).toBe(0);
    expect(out).toMatch(/^ok: 4 records, 0 sealed files, \d+ signed checkpoints?\n$/m);
    expect(err).toContain('a key kept elsewhere proves more');
  });

  test('a key and a checkpoint that were kept elsewhere', async () => {
    const [writer] = listWriters(data);
    const key = join(folder.path, 'audit.pub');
    const note = join(folder.path, 'latest.note');
    copyFileSync(join(data, 'keys/audit.pub'), key);
    copyFileSync(join(data, `checkpoints/${writer}.latest`), note);
    const { code, err } = await run('verify', '--key', key, '--checkpoint', note);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('--json prints the report', async () => {
    const { out } = await run('verify', '--json');
    expect(JSON.parse(out)).toMatchObject({ status: 'ok', checked: { files: 0 } });
  });

  test('a changed record is found', async () => {
    const [writer] = listWriters(data);
    const copy = newFolder();
    cpSync(data, copy.path, { recursive: true });
    const wal = join(copy.path, 'wal', String(writer));
    const segment = join(wal, readdirSync(wal).find((name) => name.endsWith('.jsonl')) ?? '');
    writeFileSync(segment, readFileSync(segment, 'utf8').replace('"deny"', '"allo"'));
    const { code, out } = await run('verify', '--data', copy.path);
    copy.remove();
    expect(code).toBe(1);
    expect(out).toMatch(/^tampered/m);
  });

  test('a folder without a log, and a file that is no key', async () => {
    expect((await run('verify', '--data', 'elsewhere')).err).toContain(
      'SENTRELY_ERR_CLI_FILE_READ',
    );
    writeFileSync(join(folder.path, 'no.pub'), 'hello');
    expect((await run('verify', '--key', 'no.pub')).err).toContain('SENTRELY_ERR_AUDIT_KEY');
  });
});

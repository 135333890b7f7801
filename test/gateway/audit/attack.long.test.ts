import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signCheckpoint } from '../../../gateway/audit/checkpoint.ts';
import { openSigner } from '../../../gateway/audit/keys.ts';
import { LogWalk } from '../../../gateway/audit/log-walk.ts';
import { makeFolders } from '../../../gateway/audit/layout.ts';
import { sealedPath } from '../../../gateway/audit/manifest.ts';
import { publishNote, readNotes } from '../../../gateway/audit/notes.ts';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { runSeal } from '../../../gateway/audit/seal-process.ts';
import { listSegments } from '../../../gateway/audit/wal.ts';
import {
  decision,
  decisions,
  manifestOf,
  openLog,
  runOnce,
  temporaryFolder,
  verify,
} from './harness.ts';
import { fixEverything, fixHashes, rewriteLines, rewriteParquet, rewriteRow } from './tamper.ts';

/** A log of ten decisions, sealed, and an empty run after it. */
async function sealedLog(folder = temporaryFolder()) {
  const { writerId } = runOnce(folder, decisions(10));
  runOnce(folder, []);
  await runSeal(folder);
  const [entry] = manifestOf(folder);
  if (entry === undefined) throw new Error('nothing was sealed');
  return { folder, path: sealedPath(folder, entry), writerId };
}

/** A log of three decisions, of which every row is changed before it is sealed. */
function rewrittenLog(change: (row: string) => string): string {
  const folder = temporaryFolder();
  const { writerId } = runOnce(folder, decisions(3));
  runOnce(folder, []);
  const path = listSegments(folder, writerId)[0]?.path ?? '';
  rewriteLines(path, (lines) => lines.map((line) => rewriteRow(line, change)));
  return folder;
}

describe('a sealed file that is made to fool the verifier', () => {
  it.each([
    ['another column', 'SELECT *, 1 AS extra FROM stored'],
    ['a column less', 'SELECT * EXCLUDE (reason) FROM stored'],
    ['columns in another order', 'SELECT verdict, * EXCLUDE (verdict) FROM stored'],
    [
      'a column that writes its own JSON',
      "SELECT * REPLACE ('1}\n' AS JSON) AS reason FROM stored",
    ],
    [
      'a column that writes lines',
      'SELECT * REPLACE ((reason || chr(10))::BLOB AS reason) FROM stored',
    ],
    ['no leaves', 'SELECT * REPLACE (NULL::BLOB AS leaf) FROM stored'],
    ['short leaves', "SELECT * REPLACE ('x'::BLOB AS leaf) FROM stored"],
    ['long leaves', 'SELECT * REPLACE (leaf || leaf AS leaf) FROM stored'],
    ['no numbers', 'SELECT * REPLACE (NULL::BIGINT AS seq) FROM stored'],
    ['endless times', "SELECT * REPLACE ('infinity'::TIMESTAMP AS ts) FROM stored"],
    [
      'checkpoints that are none',
      "SELECT * REPLACE ('checkpoint' AS kind, '{' AS detail) FROM stored",
    ],
    [
      'checkpoints of nothing',
      "SELECT * REPLACE ('checkpoint' AS kind, 'null' AS detail) FROM stored",
    ],
    ['no rows', 'SELECT * FROM stored WHERE false'],
  ])('with %s does not', async (_, select) => {
    const { folder, path } = await sealedLog();
    await rewriteParquet(path, select).catch(() => writeFileSync(path, 'PAR1'));
    fixHashes(folder);
    expect((await verify(folder)).status).toBe('tampered');
  });

  it('whose text looks like the end of a row does not', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    await log.append(decision({ reason: '"}\n!\n\n{"seq":9}', tool_name: `${'a'.repeat(64)}{}` }));
    await log.sealNow();
    await log.close();
    const report = await verify(folder);
    expect(report.status).toBe('ok');
    expect(report.checked.rows).toBe(2);
  });
});

describe('a write-ahead log that is made to fool the sealer', () => {
  it('cannot name a path by its time', async () => {
    const time = '"ts":"../../../../../etc/x"';
    const folder = rewrittenLog((row) => row.replace(/"ts":"[^"]*"/, time));
    const { files, problems } = await runSeal(folder);
    expect(files).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it('that was rewritten before it was sealed is found by its checkpoints', async () => {
    const folder = rewrittenLog((row) => row.replace('/srv/a', '/srv/b'));
    await runSeal(folder);
    expect((await verify(folder)).status).toBe('tampered');
  });
});

it('a checkpoint cannot be recorded by anyone but the log', async () => {
  const log = await openLog(temporaryFolder());
  const forged = log.append({ kind: 'checkpoint', tree_size: 1 });
  await expect(forged).rejects.toMatchObject({ name: 'InvariantError' });
  await log.close();
});

it('a folder may have a name that means something in SQL or in a pattern', async () => {
  const folder = join(temporaryFolder(), "o'neil [prod] *?");
  mkdirSync(folder);
  await sealedLog(folder);
  const { rows, problems } = await queryAudit({ folder, sql: 'SELECT count(*) FROM decisions' });
  expect({ rows, problems }).toEqual({ rows: [[10]], problems: [] });
  expect((await verify(folder)).status).toBe('ok');
});

it('a log that was copied elsewhere verifies there', async () => {
  const { folder } = await sealedLog();
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  renameSync(join(copy, 'wal', 'writer'), join(copy, 'wal', 'moved'));
  expect((await verify(copy)).status).toBe('ok');
});

it('more checkpoints than arguments fit into a call are no problem', () => {
  const folder = temporaryFolder();
  makeFolders(folder);
  const verifier = openSigner(folder, 'acme/gateway');
  const signed = Array.from({ length: 300_000 }, (_, size) => ({
    origin: 'x',
    size,
    root: Buffer.alloc(32),
  }));
  const found: string[] = [];
  const walk = new LogWalk({
    writer: 'w-000000000000',
    verifier,
    signed,
    unsigned: 0,
    heartbeatMs: 60_000,
    report: ({ what }) => found.push(what),
  });
  walk.end(true);
  expect(found).toEqual(['the log ends here and 299999 records were signed']);
});

it('notes do not grow without bound, and the newest stay', () => {
  const folder = temporaryFolder();
  makeFolders(folder);
  const signer = openSigner(folder, 'acme/gateway');
  const writerId = 'w-000000000000';
  const note = (size: number) =>
    signCheckpoint({ origin: `acme/gateway/${writerId}`, size, root: Buffer.alloc(32) }, signer);
  const path = join(folder, 'checkpoints', `${writerId}.notes`);
  writeFileSync(path, note(1).repeat(Math.ceil((16 * 1024 * 1024) / note(1).length)));
  publishNote(folder, writerId, note(2));
  const kept = readNotes(folder, writerId);
  expect(kept).toHaveLength(1000);
  expect(kept.at(-1)).toBe(note(2));
  expect(readFileSync(join(folder, 'checkpoints', `${writerId}.latest`), 'utf8')).toBe(note(2));
});

it('everything rewritten but the signatures, in every row, is still found', async () => {
  const { folder, path } = await sealedLog();
  await rewriteParquet(
    path,
    "SELECT * REPLACE ('claude' AS agent_id, 'allow' AS verdict, 'x' AS rule_id) FROM stored",
  );
  await fixEverything(folder);
  expect((await verify(folder)).status).toBe('tampered');
});

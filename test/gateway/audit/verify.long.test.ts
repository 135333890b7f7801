import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../compiler/bundle/canonical-json.ts';
import { signCheckpoint } from '../../../gateway/audit/checkpoint.ts';
import { openSigner } from '../../../gateway/audit/keys.ts';
import { makeFolders } from '../../../gateway/audit/layout.ts';
import { sealedPath } from '../../../gateway/audit/manifest.ts';
import { treeRoot } from '../../../gateway/audit/proof.ts';
import { runSeal } from '../../../gateway/audit/seal-process.ts';
import { verifyAudit } from '../../../gateway/audit/verify.ts';
import { listSegments } from '../../../gateway/audit/wal.ts';
import {
  appendMany,
  clockFrom,
  decision,
  decisions,
  liveRecords,
  manifestOf,
  notesOf,
  openLog,
  publicKeyOf,
  runOnce,
  temporaryFolder,
  verify,
  writersOf,
} from './harness.ts';
import {
  fixEverything,
  fixHashes,
  fixLeaves,
  rewriteLines,
  rewriteParquet,
  rewriteRow,
  writeManifest,
} from './tamper.ts';

/** Made once, copied for each test: three sealed runs of five decisions and a live one. */
let original: string;

/** What an auditor keeps elsewhere: the key and the newest checkpoint. */
let keptKey: string;
let keptNote: string;

beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), 'sentrely-audit-test-'));
  for (const hour of ['10', '11', '12', '13']) {
    runOnce(original, decisions(5), clockFrom(`2026-03-04T${hour}:00:00Z`));
  }
  await runSeal(original);
  keptKey = publicKeyOf(original);
  keptNote = notesOf(original).at(-1) ?? '';
});
afterAll(() => rmSync(original, { recursive: true, force: true }));

function copyLog(): string {
  const folder = temporaryFolder();
  cpSync(original, folder, { recursive: true });
  return folder;
}

/** Verifies as an auditor would who has kept nothing but the key, and as one with a checkpoint. */
async function statusOf(folder: string) {
  const checkpoints = [keptNote];
  return {
    alone: (await verifyAudit({ folder, publicKey: keptKey })).status,
    anchored: (await verifyAudit({ folder, publicKey: keptKey, checkpoints })).status,
  };
}

const sealed = (folder: string, index = 0) => {
  const entry = manifestOf(folder)[index];
  if (entry === undefined) throw new Error('the log has fewer files');
  return sealedPath(folder, entry);
};
const writerOf = (folder: string) => writersOf(folder)[0] ?? '';
const live = (folder: string) => listSegments(folder, writerOf(folder)).at(-1)?.path ?? '';
const notes = (folder: string) => join(folder, 'checkpoints', `${writerOf(folder)}.notes`);

describe('a log that nobody touched', () => {
  it('is ok, and says what was checked', async () => {
    const report = await verify(copyLog(), [keptNote]);
    expect(report).toEqual({
      status: 'ok',
      findings: expect.arrayContaining([]),
      checked: { rows: 24, files: manifestOf(original).length, checkpoints: 4 },
    });
    expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('is ok while it is being written', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder, { sealEveryMs: 50 });
    const stop = new AbortController();
    const traffic = (async () => {
      while (!stop.signal.aborted)
        await Promise.all([log.append(decision()), log.append(decision())]);
    })();
    await expect.poll(() => notesOf(folder).length, { timeout: 5000 }).toBeGreaterThan(0);
    for (let round = 0; round < 3; round++) {
      await Promise.all([log.sealNow(), verify(folder)]);
      expect((await verify(folder)).status).toBe('ok');
    }
    stop.abort();
    await traffic;
    await log.close();
    expect((await verify(folder)).status).toBe('ok');
  });

  it('is ok for one range, of which it reads no more than it needs', async () => {
    const folder = copyLog();
    const question = { folder, publicKey: keptKey };
    const report = await verifyAudit({
      ...question,
      since: '2026-03-04T11:00:00Z',
      until: '2026-03-04T11:30:00Z',
    });
    expect(report.status).toBe('ok');
    expect(report.checked.rows).toBeLessThan(18);
    expect(report.checked.checkpoints).toBeGreaterThan(0);
    await rewriteParquet(sealed(folder, 2), "SELECT * REPLACE ('x' AS resource) FROM stored");
    fixHashes(folder);
    expect((await verifyAudit({ ...question, on: '2026-03-04' })).status).toBe('tampered');
  });
});

describe('a sealed file', () => {
  const edit =
    "SELECT * REPLACE (CASE WHEN seq = 2 THEN 'file:/srv/b' ELSE resource END AS resource) FROM stored";

  it('that was edited is not the one that was sealed', async () => {
    const folder = copyLog();
    await rewriteParquet(sealed(folder), edit);
    expect(await statusOf(folder)).toEqual({ alone: 'tampered', anchored: 'tampered' });
  });

  it('that was edited and re-sealed is found by the leaf, with the record', async () => {
    const folder = copyLog();
    await rewriteParquet(sealed(folder), edit);
    fixHashes(folder);
    const { status, findings } = await verify(folder);
    expect(status).toBe('tampered');
    const found = { severity: 'tampered', writer: writerOf(folder) };
    expect(findings).toEqual([
      { ...found, seq: 2, what: 'the record is not what its leaf says' },
      { ...found, seq: 5, what: expect.stringContaining('not those of a signed checkpoint') },
    ]);
  });

  it('that was edited with its leaf is found by the root in the manifest', async () => {
    const folder = copyLog();
    await rewriteParquet(sealed(folder), edit);
    await fixLeaves(sealed(folder));
    fixHashes(folder);
    expect(await statusOf(folder)).toEqual({ alone: 'tampered', anchored: 'tampered' });
  });

  it('that was rewritten with everything but the signatures is found by the checkpoints', async () => {
    const folder = copyLog();
    await rewriteParquet(sealed(folder), edit);
    await fixEverything(folder);
    const { status, findings } = await verify(folder);
    expect(status).toBe('tampered');
    expect(findings.map(({ what }) => what)).toContainEqual(expect.stringContaining('checkpoint'));
  });

  it.each([
    ['deleted', 'SELECT * FROM stored WHERE seq <> 2'],
    ['inserted', 'SELECT * FROM stored UNION ALL SELECT * FROM stored WHERE seq = 2'],
    [
      'reordered',
      'SELECT * REPLACE (CASE seq WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE seq END AS seq) FROM stored',
    ],
    ['moved to another time', 'SELECT * REPLACE (ts - INTERVAL 1 day AS ts) FROM stored'],
    ['emptied', "SELECT * REPLACE (coalesce(reason, '') AS reason) FROM stored"],
    ['given to another log', "SELECT * REPLACE ('w-000000000000' AS writer_id) FROM stored"],
  ])('with a record %s is found, however well it is re-sealed', async (_, select) => {
    const folder = copyLog();
    await rewriteParquet(sealed(folder), select);
    fixHashes(folder);
    expect((await verify(folder)).status).toBe('tampered');
    await fixEverything(folder);
    const { status, findings } = await verify(folder);
    expect(status).toBe('tampered');
    const foreign = expect.objectContaining({ what: 'it is a record of another log' });
    if (select.includes('writer_id')) expect(findings).toContainEqual(foreign);
  });

  it('that is gone leaves the log incomplete', async () => {
    const folder = copyLog();
    rmSync(sealed(folder, 1));
    expect(await statusOf(folder)).toEqual({ alone: 'incomplete', anchored: 'incomplete' });
  });

  it('that was replaced by another of the log is found', async () => {
    const folder = copyLog();
    cpSync(sealed(folder, 1), sealed(folder, 0));
    expect((await verify(folder)).status).toBe('tampered');
    fixHashes(folder);
    expect((await verify(folder)).status).toBe('tampered');
  });

  it('that is no Parquet file is found', async () => {
    const folder = copyLog();
    writeFileSync(sealed(folder), 'PAR1 nonsense PAR1');
    fixHashes(folder);
    const { status, findings } = await verify(folder);
    expect(status).toBe('tampered');
    expect(findings.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('cannot be read'),
    );
  });
});

describe('the manifest', () => {
  it('that was rolled back leaves the log incomplete', async () => {
    const folder = copyLog();
    writeManifest(folder, manifestOf(folder).slice(0, 1));
    expect((await verify(folder)).status).toBe('incomplete');
  });

  it('that lost a line in the middle leaves the log incomplete', async () => {
    const folder = copyLog();
    writeManifest(folder, manifestOf(folder).toSpliced(1, 1));
    expect((await verify(folder)).status).toBe('incomplete');
  });

  it('that is gone leaves the log incomplete', async () => {
    const folder = copyLog();
    writeManifest(folder, []);
    expect((await verify(folder)).status).toBe('incomplete');
  });

  it.each([
    [
      'times that hide a file from questions',
      { ts0: '2026-03-09T10:00:00.000000Z', ts1: '2026-03-09T10:00:00.000000Z' },
    ],
    ['a file outside of the folder', { file: '../../../etc/passwd' }],
    ['a file of another log', { file: 'date=2026-03-04/h10-w-000000000000-0-4.parquet' }],
    ['another number of rows', { rows: 1 }],
    ['another root', { root: '00'.repeat(32) }],
    ['a hash that is none', { sha256: 'x' }],
  ])('with %s is found', async (_, patch) => {
    const folder = copyLog();
    const [first, ...others] = manifestOf(folder);
    if (first === undefined) throw new Error('the log has no file');
    writeManifest(folder, [{ ...first, ...patch }, ...others]);
    expect((await verify(folder)).status).toBe('tampered');
  });

  it.each(['', 'nonsense', '[]', 'null', '{}', '{"frontier":[1]}'])(
    'with the line %j is found',
    async (line) => {
      const folder = copyLog();
      appendFileSync(join(folder, 'audit', 'v1', 'manifest.jsonl'), `${line}\n`);
      expect((await verify(folder)).status).toBe('tampered');
    },
  );
});

describe('the live log', () => {
  const last = (lines: readonly string[]) => lines.length - 1;

  it.each<[string, (lines: string[]) => readonly string[], string]>([
    ['edited', (lines) => lines.with(1, (lines[1] ?? '').replace('/srv/a', '/srv/b')), 'tampered'],
    [
      'edited with its leaf',
      (lines) =>
        lines.with(
          1,
          rewriteRow(lines[1] ?? '', (row) => row.replace('/srv/a', '/srv/b')),
        ),
      'tampered',
    ],
    ['deleted', (lines) => lines.toSpliced(1, 1), 'tampered'],
    [
      'deleted, and the others moved up',
      (lines) => lines.toSpliced(1, 1).map((line) => rewriteRow(line, moveUp)),
      'tampered',
    ],
    ['inserted', (lines) => lines.toSpliced(1, 0, lines[1] ?? ''), 'tampered'],
    ['reordered', (lines) => lines.toSpliced(1, 2, lines[2] ?? '', lines[1] ?? ''), 'tampered'],
    ['cut off with those behind it', (lines) => lines.slice(0, 2), 'incomplete'],
    [
      'cut in half at the end of what was signed',
      (lines) =>
        lines
          .slice(0, last(lines))
          .map((line, at) => (at === last(lines) - 1 ? line.slice(0, 50) : line)),
      'incomplete',
    ],
  ])('with a record %s is found', async (_, change, expected) => {
    const folder = copyLog();
    rewriteLines(live(folder), change);
    expect((await verify(folder)).status).toBe(expected);
  });

  function moveUp(row: string): string {
    return row.replace(/"seq":(\d+)/, (_, seq: string) => `"seq":${Number(seq) - 1}`);
  }

  it('that was cut back together with its notes is found with a checkpoint kept elsewhere', async () => {
    const folder = copyLog();
    rmSync(live(folder));
    writeFileSync(notes(folder), notesOf(folder).slice(0, 3).join(''));
    expect(await statusOf(folder)).toEqual({ alone: 'ok', anchored: 'incomplete' });
  });
});

describe('a checkpoint', () => {
  it('that is older than another does no harm', async () => {
    const folder = copyLog();
    writeFileSync(notes(folder), notesOf(folder)[0] ?? '');
    expect(await statusOf(folder)).toEqual({ alone: 'ok', anchored: 'ok' });
  });

  it('is also in the log, if the file of notes is gone', async () => {
    const folder = copyLog();
    rmSync(notes(folder));
    const { status, checked } = await verify(folder);
    expect({ status, checkpoints: checked.checkpoints }).toEqual({ status: 'ok', checkpoints: 4 });
  });

  it('that another key has signed is found', async () => {
    const folder = copyLog();
    const other = temporaryFolder();
    makeFolders(other);
    const signer = openSigner(other, 'acme/gateway');
    const origin = `acme/gateway/${writerOf(folder)}`;
    appendFileSync(
      notes(folder),
      signCheckpoint({ origin, size: 1, root: Buffer.alloc(32) }, signer),
    );
    expect((await verify(folder)).status).toBe('tampered');
    expect((await verifyAudit({ folder, publicKey: signer.publicKey })).status).not.toBe('ok');
  });

  it('that another key has signed is found in the log too, where nothing is signed yet', async () => {
    const folder = copyLog();
    const other = temporaryFolder();
    makeFolders(other);
    const signer = openSigner(other, 'acme/gateway');
    const lines = readFileSync(live(folder), 'utf8').split('\n').slice(0, -1);
    const seq = liveRecords(folder).length + (manifestOf(folder).at(-1)?.tree_size ?? 0);
    const origin = `acme/gateway/${writerOf(folder)}`;
    const note = signCheckpoint({ origin, size: seq, root: Buffer.alloc(32) }, signer);
    const forged = rewriteRow(lines.at(-1) ?? '', (text) =>
      canonicalJson({
        ...(JSON.parse(text) as object),
        seq,
        tree_size: seq,
        detail: JSON.stringify({ note }),
      }),
    );
    appendFileSync(live(folder), `${forged}\n`);
    const { status, findings } = await verify(folder);
    expect(status).toBe('tampered');
    expect(findings.map(({ what }) => what)).toContain(
      '1 stored checkpoints are not signed by the key',
    );
  });

  it('of a log whose key is unknown proves nothing', async () => {
    const other = temporaryFolder();
    makeFolders(other);
    const { publicKey } = openSigner(other, 'acme/gateway');
    const { status, findings } = await verifyAudit({ folder: copyLog(), publicKey });
    expect(status).toBe('cannot-check');
    expect(findings.map(({ what }) => what)).toContain(
      'no checkpoint of this log is signed by the key',
    );
  });

  it('that the right key has signed for another tree is a fork', async () => {
    const folder = copyLog();
    const signer = openSigner(folder, 'acme/gateway');
    const origin = `acme/gateway/${writerOf(folder)}`;
    const fork = signCheckpoint({ origin, size: 6, root: Buffer.alloc(32, 1) }, signer);
    expect((await verify(folder, [fork])).status).toBe('tampered');
  });

  it('kept elsewhere shows what the holder of the key has rewritten', async () => {
    const folder = copyLog();
    const path = live(folder);
    rewriteLines(path, (lines) =>
      lines.slice(0, -1).map((line) => rewriteRow(line, (row) => row.replace('/srv/a', '/srv/b'))),
    );
    const leaves = await allLeaves(folder);
    const signer = openSigner(folder, 'acme/gateway');
    const origin = `acme/gateway/${writerOf(folder)}`;
    const note = signCheckpoint({ origin, size: leaves.length, root: treeRoot(leaves) }, signer);
    writeFileSync(notes(folder), [...notesOf(folder).slice(0, 3), note].join(''));
    expect(await statusOf(folder)).toEqual({ alone: 'ok', anchored: 'tampered' });
  });

  async function allLeaves(folder: string): Promise<readonly Buffer[]> {
    const { queryAudit } = await import('../../../gateway/audit/query.ts');
    const { rows } = await queryAudit({ folder, sql: 'SELECT leaf FROM events ORDER BY seq' });
    return rows.map(([leaf]) => Buffer.from(leaf as string, 'hex'));
  }

  it.each([
    ['that is none', () => 'nonsense'],
    ['of another key', () => keptNote.replace('acme/gateway', 'acme/other')],
    ['whose tree was edited', () => keptNote.replace(/\n(\d+)\n/, '\n3\n')],
  ])('given by the auditor %s cannot be checked', async (_, note) => {
    expect((await verify(copyLog(), [note()])).status).toBe('cannot-check');
  });

  it('given by the auditor whose origin is no log of the key cannot be checked', async () => {
    const folder = copyLog();
    const signer = openSigner(folder, 'acme/gateway');
    for (const origin of ['acme/gateway', 'acme/gateway/..', `acme/other/${writerOf(folder)}`]) {
      const note = signCheckpoint({ origin, size: 1, root: Buffer.alloc(32) }, signer);
      expect((await verify(folder, [note])).status).toBe('cannot-check');
    }
  });

  it('of a log that is no longer in the folder shows that it is missing', async () => {
    const other = temporaryFolder();
    cpSync(join(original, 'keys'), join(other, 'keys'), { recursive: true });
    const log = await openLog(other);
    await log.append(decision());
    await log.close();
    expect((await verify(other)).status).toBe('ok');
    expect((await verify(other, [keptNote])).status).toBe('incomplete');
  });
});

describe('what a log tells by itself', () => {
  it('an empty folder cannot be checked', async () => {
    const folder = temporaryFolder();
    expect((await verifyAudit({ folder, publicKey: keptKey })).status).toBe('cannot-check');
  });

  it('silence without a heartbeat, and gaps, are mentioned', async () => {
    const folder = temporaryFolder();
    let now = Date.parse('2026-03-04T10:00:00Z');
    const log = await openLog(folder, { clock: () => now });
    await log.append(decision());
    now += 200_000;
    await log.append(decision());
    await log.append({ kind: 'audit.gap', reason: 'records are missing\u001b' });
    await log.close();
    const { status, findings } = await verify(folder);
    expect(status).toBe('ok');
    const infos = findings.map(({ what }) => what);
    expect(infos).toContain('nothing was recorded for 200 s before this');
    expect(infos).toContain('a gap was recorded: `records are missing\\u{1b}`');
  });

  it('what is not signed yet is counted', async () => {
    const folder = copyLog();
    const log = await openLog(folder);
    await appendMany(log, 3);
    const { findings } = await verify(folder);
    expect(findings.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/the last \d+ records are not signed yet/),
    );
    await log.close();
  });

  it('a wholly rewritten log does not flood the report', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    await Promise.all(Array.from({ length: 500 }, () => log.append(decision())));
    await log.sealNow();
    await log.close();
    await rewriteParquet(sealed(folder), "SELECT * REPLACE ('x' AS agent_id) FROM stored");
    fixHashes(folder);
    const { status, findings } = await verify(folder);
    expect(status).toBe('tampered');
    expect(findings).toHaveLength(200);
  });

  it('a key that is none is an error of its own', async () => {
    const question = {
      folder: original,
      publicKey: readFileSync(join(original, 'keys', 'audit.key'), 'utf8'),
    };
    await expect(verifyAudit(question)).rejects.toMatchObject({ code: 'SENTRELY_ERR_AUDIT_KEY' });
  });

  it('reads nothing from the folder as a path', () => {
    expect(liveRecords(original).length).toBeGreaterThan(0);
    expect(listSegments(original, '../../etc')).toEqual([]);
  });
});
